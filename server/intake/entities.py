"""Reporters, hotline orders and partners, as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.intake_orders import OrderStage, PartnerPurpose
from server.core.entities import Entity


class Reporter(Entity, frozen=True, kw_only=True):
    """Who reported a case from outside: what opens it for them, and how to ask them back, sealed with the case.

    `expected_at` is what they were told when they reported; it never changes.
    """

    case_id: str
    code_hash: str
    pin_hash: str
    privacy_note: str | None
    expected_at: datetime | None
    given: bool
    name: str = ""
    phone: str | None = None


class HotlineOrder(Entity, frozen=True, kw_only=True):
    """An order of a hotline: its number there, its stages and their limits, and the words, sealed with its case."""

    case_id: str
    source: str
    number: str
    template: str
    nature: str
    category: str
    received_at: datetime
    sign_due_at: datetime
    reply_due_at: datetime
    stage: OrderStage = OrderStage.RECEIVED
    placed_at: datetime | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    reached: bool | None = None
    replied_by: str | None = None
    replied_at: datetime | None = None
    surveyed_at: datetime | None = None
    solved: bool | None = None
    satisfaction: int | None = None
    opinion: str = ""
    name: str = ""
    phone: str | None = None
    contact_words: str = ""
    reply: str = ""
    survey_words: str = ""

    @property
    def due_at(self) -> datetime | None:
        """When the present stage should be done; None when nothing is left to do in time."""
        if self.stage is OrderStage.RECEIVED:
            return self.sign_due_at
        return None if self.replied_at is not None else self.reply_due_at


class Partner(Entity, frozen=True, kw_only=True):
    """A partner's key: hashed, for one purpose, for some classes, so many times a day; only a live one keeps things."""

    name: str
    key_hash: str
    purpose: PartnerPurpose
    classes: tuple[str, ...]
    daily_quota: int
    live: bool
    made_at: datetime
    revoked_at: datetime | None = None
