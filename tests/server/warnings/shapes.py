"""A template, a draft and what is done with it, as commands of the server's own."""

from datetime import timedelta
from typing import Any

from mobile_contract.warning import (
    DefineWarningTemplate,
    DraftWarning,
    FieldKind,
    FieldValue,
    Language,
    TemplateField,
    WarningArea,
    WarningCategory,
    WarningLevel,
    WarningText,
)
from server.core import clock
from tests.support.scene import by_system

FIELDS = (
    TemplateField(key="river", name="河流"),
    TemplateField(key="metres", name="水位", kind=FieldKind.NUMBER),
)
TEXTS = (
    WarningText(
        language=Language.ZH_CN,
        headline="{river}水位预警",
        description="{river}已达{metres}米。",
        instruction="请上楼。",
    ),
    WarningText(language=Language.EN, headline="High water: {river}", description="{river} is at {metres} m."),
)
VALUES = (FieldValue("river", "演示河"), FieldValue("metres", "9.5"))
WORDS = (WarningText(language=Language.ZH_CN, headline="燃气泄漏", description="请远离。"),)


def a_template(template: str, **told: Any) -> DefineWarningTemplate:
    facts: dict[str, Any] = {
        "name": "洪水",
        "category": WarningCategory.MET,
        "event": "洪水",
        "fields": FIELDS,
        "texts": TEXTS,
    }
    return DefineWarningTemplate(**by_system(template), **{**facts, **told})


def a_draft(warning: str, *grids: str, **told: Any) -> DraftWarning:
    """A yellow one of free words for some grids, for six hours from now."""
    facts: dict[str, Any] = {
        "level": WarningLevel.YELLOW,
        "area": WarningArea(grids=grids),
        "expires_at": clock.now() + timedelta(hours=6),
    }
    if told.get("template") is None:
        facts |= {"texts": WORDS, "event": "燃气泄漏", "category": WarningCategory.INFRA}
    return DraftWarning(**by_system(warning), **{**facts, **told})
