"""Own inspections and steps of dangers as they are shown at once, until the server has sent them back. Pure.

Numbers of notices and cases only the server gives; what becomes of a step only its receipt says.
"""

from datetime import datetime, timedelta, timezone
from typing import Any

from msgspec.structs import replace

from mobile_contract import hazards, kinds
from mobile_contract.danger_machine import DangerState
from mobile_contract.hazards import CheckTemplateRecord, DangerCommand, DangerRecord, InspectionRecord
from sync.dangers import DANGERS, outcome_of, row_of
from sync.inbox import Shown
from sync.machine import Outcome

_SHANGHAI = timezone(timedelta(hours=8))


def show_inspection(view: Shown, command: hazards.RecordInspection, at: datetime) -> None:
    """Show an inspection and its dangers. Without its check list on the phone, an item is shown by its code."""
    template = view.find(kinds.CHECK_TEMPLATE, command.template)
    known = template if isinstance(template, CheckTemplateRecord) else None
    items = {} if known is None else {item.code: item for item in known.items}
    view.show(
        InspectionRecord(
            id=command.entity,
            subject_kind=command.subject_kind,
            subject=command.subject,
            template=command.template,
            site_type="" if known is None else known.site_type,
            inspector=view.author,
            inspected_at=at,
            checked=tuple(dict.fromkeys((*command.checked, *(finding.item for finding in command.findings)))),
            dangers=tuple(finding.danger for finding in command.findings),
            met=command.met,
            note=command.note,
        )
    )
    for finding in command.findings:
        item = items.get(finding.item)
        asks: dict[str, Any] = {}
        if item is not None:
            names = ("may_fix_on_spot", "photos_before", "photos_after", "rectify_days")
            asks = {name: getattr(item, name) for name in names}
        view.show(
            DangerRecord(
                id=finding.danger,
                inspection=command.entity,
                subject_kind=command.subject_kind,
                subject=command.subject,
                template=command.template,
                item=finding.item,
                text=finding.item if item is None else item.text,
                level="" if item is None else item.level,
                state=DangerState.FOUND,
                found_at=at,
                found_by=view.author,
                note=finding.note,
                responsible=finding.responsible,
                **asks,
            )
        )


def show_step(view: Shown, command: DangerCommand, at: datetime) -> None:
    """Show a danger where its author means to bring it, if it can be brought there from where it is shown."""
    danger = view.find(kinds.DANGER, command.entity)
    if not isinstance(danger, DangerRecord):
        return
    row = row_of(command)
    if outcome_of(row, danger.state, round_seen=command.round, round_now=danger.round) is not Outcome.APPLY:
        return
    view.show(replace(danger, state=DANGERS.after(danger.state, row.event), **_values(command, danger, at)))


def _values(command: DangerCommand, danger: DangerRecord, at: datetime) -> dict[str, Any]:
    match command:
        case hazards.FixDanger():
            return {"handled_at": at}
        case hazards.IssueNotice():
            return {"noticed_at": at, "due_on": _due_on(command.days, danger, at)}
        case hazards.RectifyDanger():
            return {"rectified_at": at}
        case hazards.ReinspectDanger() if command.result is hazards.ReinspectionResult.FAIL:
            due_on = _due_on(command.days, danger, at)
            return {"reinspected_at": at, "noticed_at": at, "due_on": due_on, "round": danger.round + 1}
        case hazards.ReinspectDanger():
            return {"reinspected_at": at}
        case hazards.EscalateDanger():
            return {"case_id": command.case}
        case _:
            return {"ended_at": at}


def _due_on(days: int | None, danger: DangerRecord, at: datetime) -> str:
    """The deadline in natural days; where the list counts work days the server's, which comes with the notice."""
    try:
        due = at.astimezone(_SHANGHAI).date() + timedelta(days=days or danger.rectify_days)
    except OverflowError:  # a phone's clock that is far off
        return ""
    return due.isoformat()
