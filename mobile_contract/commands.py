"""Every command there is, and what bytes become one. Decoding is strict, and alone: one bad command spoils no other."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from mobile_contract import (
    accounts,
    buildings,
    calendars,
    care,
    case_adjustments,
    case_steps,
    cases,
    catalogue,
    codes,
    components,
    duty,
    forms,
    hazards,
    imports,
    inbox,
    intake,
    intake_orders,
    media,
    merges,
    notices,
    pairs,
    patrol,
    premises,
    renewal,
    residents,
    rezoning,
    tasks,
    territory,
    versions,
    visit_rules,
    visits,
    warning,
)
from mobile_contract.base import CONTRACT, Command

AnyCommand = (
    accounts.CreateOrg
    | accounts.CreateUser
    | accounts.GrantMembership
    | accounts.EndMembership
    | accounts.AssignWorker
    | accounts.EndAssignment
    | accounts.SwapWorkers
    | accounts.IssueEnrolment
    | accounts.RedeemEnrolment
    | accounts.RejoinInstall
    | accounts.RevokeInstall
    | accounts.StartSession
    | accounts.EndSession
    | territory.PublishTerritory
    | territory.DraftTerritory
    | territory.PublishDraft
    | territory.DropDraft
    | territory.RetireGrid
    | rezoning.SplitGrid
    | rezoning.MergeGrids
    | rezoning.Rehome
    | rezoning.FinishRezoning
    | residents.AddBuilding
    | residents.AddDwelling
    | residents.AddHousehold
    | residents.RegisterPerson
    | residents.MoveIn
    | residents.EndResidency
    | residents.ChangePerson
    | residents.ChangeDwelling
    | residents.ChangeHousehold
    | residents.ChangeResidency
    | buildings.ChangeBuilding
    | codes.CorrectIdentity
    | codes.DefineCodes
    | codes.SetRegister
    | premises.RegisterOrganisation
    | premises.ChangeOrganisation
    | premises.RegisterSite
    | premises.ChangeSite
    | premises.MoveSite
    | premises.RegisterRentedHouse
    | premises.ChangeRentedHouse
    | premises.AddTenant
    | premises.EndTenant
    | premises.VerifyTenant
    | premises.ClosePremises
    | premises.ReopenPremises
    | care.GiveServiceTag
    | care.ChangeServiceTag
    | care.EndServiceTag
    | care.RecordHelp
    | care.ChangeHelp
    | care.VoidHelp
    | merges.MergePersons
    | merges.UnmergePersons
    | merges.RetireRecord
    | merges.RestoreRecord
    | imports.OpenImport
    | imports.RunImport
    | imports.CancelImport
    | imports.UndoImport
    | imports.ReportImport
    | imports.TakeBack
    | imports.TakeBackMove
    | pairs.NotTheSame
    | pairs.DecideLater
    | pairs.ReopenPair
    | visits.RecordVisit
    | renewal.OpenRenewal
    | renewal.CloseRenewal
    | renewal.LapseItem
    | renewal.ConfirmItem
    | renewal.AnswerItem
    | renewal.WithdrawAnswer
    | visit_rules.PublishVisitRules
    | media.AttachPhoto
    | media.PhotoArrived
    | media.PhotoLost
    | media.HideInPhoto
    | media.PhotoLooked
    | catalogue.DefineClasses
    | catalogue.DefineResponsibilities
    | components.DefineComponent
    | components.ChangeComponent
    | components.MoveComponent
    | components.RetireComponent
    | components.RestoreComponent
    | cases.ReportMatter
    | cases.AcceptCase
    | cases.RefuseCase
    | cases.FileCase
    | cases.NotFileCase
    | cases.DispatchCase
    | cases.AssignCase
    | cases.RecordProgress
    | cases.FinishHandling
    | cases.ConfirmHandling
    | cases.ReworkHandling
    | cases.SendCheck
    | cases.SubmitCheck
    | cases.CloseCase
    | cases.CommentCase
    | case_steps.SelfHandle
    | case_steps.AuditSelfHandled
    | case_steps.SendVerify
    | case_steps.SubmitVerify
    | case_steps.MergeCase
    | case_steps.UnmergeCase
    | case_steps.RevokeAssignment
    | case_steps.ReturnToDispatcher
    | case_steps.ReturnToDepartment
    | case_steps.ReturnToAcceptor
    | case_steps.ReworkDepartment
    | case_steps.ResumeCase
    | case_steps.ReopenCase
    | case_steps.RateCase
    | case_steps.EscalateCase
    | case_steps.AssignDown
    | case_steps.RecallChecker
    | case_steps.FinishAssisting
    | case_steps.CorrectCase
    | case_steps.SetUrgency
    | case_steps.SetHistoric
    | case_adjustments.RequestExtension
    | case_adjustments.RequestSuspension
    | case_adjustments.RequestVoid
    | case_adjustments.RequestForcedClose
    | case_adjustments.AppealTimeout
    | case_adjustments.ReviewRequest
    | case_adjustments.SuperviseCase
    | case_adjustments.UrgeCase
    | case_adjustments.AnswerSupervision
    | case_adjustments.CancelSupervision
    | case_adjustments.BlowWhistle
    | case_adjustments.JoinWhistle
    | case_adjustments.LeaveWhistle
    | case_adjustments.ScoreWhistle
    | case_adjustments.EndWhistle
    | case_adjustments.SetCaseSwitches
    | case_adjustments.SetJointMatters
    | calendars.SetCalendar
    | duty.SetLadder
    | duty.TellLight
    | duty.RecountClock
    | duty.RosterDuty
    | duty.EndDuty
    | intake.KeepReporter
    | intake_orders.TakeOrder
    | intake_orders.SignOrder
    | intake_orders.ContactCitizen
    | intake_orders.ReplyOrder
    | intake_orders.SurveyOrder
    | intake_orders.AddPartner
    | intake_orders.RevokePartner
    | hazards.PublishCheckTemplate
    | hazards.RecordInspection
    | hazards.FixDanger
    | hazards.IssueNotice
    | hazards.RectifyDanger
    | hazards.ReinspectDanger
    | hazards.EscalateDanger
    | hazards.WithdrawDanger
    | hazards.CloseDanger
    | hazards.TellDeadline
    | forms.AnswerHeading
    | tasks.DefineTaskType
    | tasks.AdmitTaskType
    | tasks.WithdrawAdmission
    | tasks.AskUrgentAdmission
    | tasks.AdmitUrgently
    | tasks.RefuseAdmission
    | tasks.GiveTask
    | tasks.SignTask
    | tasks.FinishTask
    | tasks.ReturnTask
    | tasks.CancelTask
    | tasks.TellTask
    | patrol.ReportPatrol
    | notices.RegisterPushToken
    | notices.RemovePushToken
    | notices.SetNoticeWays
    | notices.ChooseNotices
    | warning.DefineWarningTemplate
    | warning.DraftWarning
    | warning.ApproveWarning
    | warning.DropWarning
    | warning.IssueWarning
    | warning.ReviewWarning
    | warning.CancelWarning
    | warning.ExpireWarning
    | warning.AcknowledgeWarning
    | warning.EscalateWarning
    | warning.ReportReached
    | warning.RecordDoorCall
    | inbox.SettleConflict
)

_JSON: msgspec.json.Decoder[Command] = msgspec.json.Decoder(AnyCommand)
_MSGPACK: msgspec.msgpack.Decoder[Command] = msgspec.msgpack.Decoder(AnyCommand)


_UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ValueError, OverflowError)


class Malformed(ValueError):
    """These bytes are no command of the contract; the text says where they part from it."""


class Lenient(msgspec.Struct):
    """What can be read of a command that is none: enough to answer it by name, and to know whom it is said of."""

    id: str = ""
    seq: int = 0
    entity: Any = ""
    root: Any = ""


def decode_json(raw: bytes) -> Command:
    """Decode one command from JSON, of whatever contract. Raises Malformed, whatever the bytes are."""
    return _decode(_JSON, msgspec.json.decode, raw)


def decode_msgpack(raw: bytes) -> Command:
    """Decode one command from MessagePack, of whatever contract. Raises Malformed, whatever the bytes are."""
    return _decode(_MSGPACK, msgspec.msgpack.decode, raw)


def _decode(decoder: Any, loose: Callable[[bytes], Any], raw: bytes) -> Command:
    try:
        command: Command = decoder.decode(raw)
    except _UNREADABLE as error:
        return _of_old(loose, raw, Malformed(str(error)))
    if command.contract < CONTRACT and versions.has_changed(kind_of(command), command.contract):
        return _of_old(loose, raw, Malformed("a command of an old contract"))
    return command


def _of_old(loose: Callable[[bytes], Any], raw: bytes, error: Malformed) -> Command:
    """The command that these bytes were by their own contract. Raises `error` where no contract helps."""
    try:
        told = loose(raw)
        contract = told["contract"]
        changed = 0 < contract < CONTRACT and versions.has_changed(told["kind"], contract)
        command: Command = msgspec.convert(versions.up_converted(told, contract) if changed else None, AnyCommand)
    except (*_UNREADABLE, TypeError, KeyError) as unreadable:
        raise error from unreadable
    return command


def kind_of(command: Command) -> str:
    """The wire name of a command's kind."""
    return _tag_of(type(command))


@cache
def _tag_of(kind: type[Command]) -> str:
    return str(kind.__struct_config__.tag)
