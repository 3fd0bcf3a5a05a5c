"""What is decided online alone: a phone without a line keeps it as a draft, and shows it anew before it is sent.

An order that waited longer is refused (`online_only`): who gave it did not see what had become of it meanwhile.
"""

from mobile_contract import case_adjustments, case_steps, cases, hazards, imports, warning
from mobile_contract.base import Command

ONLINE_ONLY: frozenset[type[Command]] = frozenset(
    {
        case_adjustments.AnswerSupervision,
        case_adjustments.AppealTimeout,
        case_adjustments.BlowWhistle,
        case_adjustments.CancelSupervision,
        case_adjustments.EndWhistle,
        case_adjustments.RequestForcedClose,
        case_adjustments.RequestVoid,
        case_adjustments.ReviewRequest,
        case_adjustments.ScoreWhistle,
        case_adjustments.SuperviseCase,
        case_adjustments.UrgeCase,
        case_steps.AssignDown,
        case_steps.AuditSelfHandled,
        case_steps.CorrectCase,
        case_steps.FinishAssisting,
        case_steps.MergeCase,
        case_steps.RecallChecker,
        case_steps.ReopenCase,
        case_steps.ResumeCase,
        case_steps.ReturnToAcceptor,
        case_steps.ReturnToDispatcher,
        case_steps.RevokeAssignment,
        case_steps.ReworkDepartment,
        case_steps.SendVerify,
        case_steps.SetHistoric,
        case_steps.SetUrgency,
        case_steps.UnmergeCase,
        cases.AcceptCase,
        cases.AssignCase,
        cases.CloseCase,
        cases.ConfirmHandling,
        cases.DispatchCase,
        cases.FileCase,
        cases.NotFileCase,
        cases.RefuseCase,
        cases.ReworkHandling,
        cases.SendCheck,
        hazards.CloseDanger,
        hazards.WithdrawDanger,
        imports.CancelImport,
        imports.OpenImport,
        imports.RunImport,
        imports.UndoImport,
        warning.ApproveWarning,
        warning.CancelWarning,
        warning.DropWarning,
        warning.IssueWarning,
        warning.ReviewWarning,
    }
)
