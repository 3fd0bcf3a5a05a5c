"""How splits and merges are kept. No phone holds them; the district's directory does."""

from server.core.kinds import Kind
from server.rezoning import tables
from server.rezoning.entities import Rezoning

KINDS = (Kind("rezoning", Rezoning, tables.rezonings, slow=True, children=("status",)),)
