"""How reporters, hotline orders and partners are kept and sealed. No phone sees any of them."""

from server.core.kinds import Kind
from server.intake import tables
from server.intake.entities import HotlineOrder, Partner, Reporter

KINDS = (
    Kind("partner", Partner, tables.partners),
    Kind(
        "reporter",
        Reporter,
        tables.reporters,
        subject_column="case_id",
        sealed={"personal": ("name", "phone")},
        children=("case_id",),
    ),
    Kind(
        "hotline_order",
        HotlineOrder,
        tables.hotline_orders,
        subject_column="case_id",
        sealed={"personal": ("opinion", "name", "phone", "contact_words", "reply", "survey_words")},
        children=("case_id",),
    ),
)
