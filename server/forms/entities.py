"""What a district has said of the headings of forms. Pure."""

from datetime import datetime

from server.core.entities import Entity


class HeadingAnswer(Entity, frozen=True, kw_only=True):
    """What a heading means (`heading` as `dictionary.key_of` tells it); an empty `field`: it stays empty."""

    heading: str
    field: str
    answered_by: str
    answered_at: datetime
