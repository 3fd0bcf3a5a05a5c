"""What a warning says: templates filled in, and drills marked in every one of their texts. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from mobile_contract.warning import FieldKind, FieldValue, Language, TemplateField, WarningText

MARKS: Mapping[Language, tuple[str, str]] = {
    Language.ZH_CN: ("【演练】", "【演练，非真实预警，无需采取行动】"),
    Language.EN: ("[DRILL] ", "[DRILL. This is not a real warning. Take no action.] "),
}
"""By language: what a drill's headline begins with, and every other text of it."""

_LONGEST_LINE = 200
_LONGEST_TEXT = 4000
_AGENCY = re.compile(r"\d{6}", re.ASCII)
_PLACE = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)


class BadFields(ValueError):
    """Texts and fields do not fit: which field or text, and in which way."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def check_template(fields: Sequence[TemplateField], texts: Sequence[WarningText], agency: str) -> None:
    """Raise BadFields for a field that is told twice or used nowhere, a place without a field, or texts amiss."""
    if _AGENCY.fullmatch(agency) is None:
        raise BadFields("agency", "six_digits")
    keys = [field.key for field in fields]
    for field in fields:
        if keys.count(field.key) > 1:
            raise BadFields(field.key, "twice")
        if (field.kind is FieldKind.CHOICE) != bool(field.choices):
            raise BadFields(field.key, "choices")
    check_texts(texts)
    used = {key for text in texts for key in _places(text)}
    for key in sorted(used - set(keys)):
        raise BadFields(key, "unknown")
    for key in sorted(set(keys) - used):
        raise BadFields(key, "unused")


def check_texts(texts: Sequence[WarningText]) -> None:
    """Raise BadFields unless there is a text in Chinese, one for each language, and nothing of them is empty."""
    languages = [text.language for text in texts]
    if Language.ZH_CN not in languages:
        raise BadFields(Language.ZH_CN, "missing")
    for text in texts:
        if languages.count(text.language) > 1:
            raise BadFields(text.language, "twice")
        if not text.headline.strip() or not text.description.strip():
            raise BadFields(text.language, "empty")


def filled(
    fields: Sequence[TemplateField], texts: Iterable[WarningText], values: Iterable[FieldValue]
) -> tuple[WarningText, ...]:
    """The texts with every field filled in. Raises BadFields: missing, unknown, no number, no choice, too long."""
    told = {value.key: value.value.strip() for value in values}
    for key in sorted(set(told) - {field.key for field in fields}):
        raise BadFields(key, "unknown")
    for field in fields:
        _check(field, told.get(field.key, ""))
    return tuple(_each(text, lambda part: _PLACE.sub(lambda place: told[place[1]], part)) for text in texts)


def _check(field: TemplateField, value: str) -> None:
    if not value:
        raise BadFields(field.key, "missing")
    if field.kind is FieldKind.NUMBER and _NUMBER.fullmatch(value) is None:
        raise BadFields(field.key, "no_number")
    if field.kind is FieldKind.CHOICE and value not in field.choices:
        raise BadFields(field.key, "no_choice")


def marked(texts: Iterable[WarningText]) -> tuple[WarningText, ...]:
    """The texts of a drill: every one of them begins with the mark. Raises BadFields: too long."""
    return tuple(_marked(text) for text in texts)


def _marked(text: WarningText) -> WarningText:
    short, long = MARKS[text.language]
    return _bounded(
        replace(
            text,
            headline=short + text.headline,
            description=long + text.description,
            instruction=long + text.instruction,
        )
    )


def is_marked(text: WarningText) -> bool:
    """Whether it says of itself everywhere that it is a drill, as `marked` writes it."""
    short, long = MARKS[text.language]
    return text.headline.startswith(short) and text.description.startswith(long) and text.instruction.startswith(long)


def is_drill_text(text: WarningText) -> bool:
    """Whether its headline begins as a drill's does, in whatever language: nobody but `marked` writes that."""
    return text.headline.lstrip().startswith(tuple(short.strip() for short, _ in MARKS.values()))


def _each(text: WarningText, change: Callable[[str], str]) -> WarningText:
    return _bounded(
        replace(
            text,
            headline=change(text.headline),
            description=change(text.description),
            instruction=change(text.instruction),
        )
    )


def _bounded(text: WarningText) -> WarningText:
    longest = max(len(text.description), len(text.instruction))
    if len(text.headline) > _LONGEST_LINE or longest > _LONGEST_TEXT:
        raise BadFields(text.language, "too_long")
    return text


def _places(text: WarningText) -> Iterator[str]:
    for part in (text.headline, text.description, text.instruction):
        yield from _PLACE.findall(part)
