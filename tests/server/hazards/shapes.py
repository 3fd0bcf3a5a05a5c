"""A check list and a finding with sensible facts."""

from typing import Any

from mobile_contract.hazards import CheckItem, CheckLevel, Finding

STAIRS, LPG = "stairs", "lpg"
"""Items: one that may be put right on the spot, and one that may not."""


def a_template(**more: Any) -> dict[str, Any]:
    """The facts of a check list of rented houses with two items."""
    return {
        "scheme": "demo",
        "site_type": "rented_house",
        "name": "出租房检查表",
        "source": "starter, to be confirmed by the district",
        "levels": (
            CheckLevel(code="major", name="重大", period_days=7),
            CheckLevel(code="general", name="一般", period_days=30),
        ),
        "items": (
            CheckItem(code=STAIRS, text="楼梯堵塞", level="general"),
            CheckItem(code=LPG, text="违规使用液化气瓶", level="major", may_fix_on_spot=False, rectify_days=3),
        ),
        "period_days": 90,
        "applies_to": ("dwelling.rented",),
    } | more


def a_finding(danger: str, **more: Any) -> Finding:
    """A finding of blocked stairs."""
    facts: dict[str, Any] = {"item": STAIRS, "note": "演示：三楼楼梯堆放杂物", "photos": 1}
    return Finding(danger=danger, **(facts | more))
