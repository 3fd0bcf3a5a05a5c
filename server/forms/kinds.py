"""How answers about headings are kept: no phone has them, and nothing in them is personal."""

from server.core.kinds import Kind
from server.forms import tables
from server.forms.entities import HeadingAnswer

KINDS = (Kind("heading_answer", HeadingAnswer, tables.heading_answers),)
