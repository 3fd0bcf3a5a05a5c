"""How the ladder and duties are kept. No phone holds them."""

from server.core.kinds import Kind
from server.dispatch import tables
from server.dispatch.entities import Duty, Ladder

KINDS = (
    Kind("ladder", Ladder, tables.ladders),
    Kind("duty", Duty, tables.duties, children=("roster",)),
)
