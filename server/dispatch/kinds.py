"""How the ladder, reminders and duties are kept. No phone holds them."""

from server.core.kinds import Kind
from server.dispatch import tables
from server.dispatch.entities import CaseReminder, Duty, Ladder

KINDS = (
    Kind("ladder", Ladder, tables.ladders),
    Kind("case_reminder", CaseReminder, tables.case_reminders, subject_column="case_id", children=("case_id",)),
    Kind("duty", Duty, tables.duties, children=("roster",)),
)
