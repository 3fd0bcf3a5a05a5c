"""What `hexward warn` found, in words for a terminal. It reads nothing."""

from collections.abc import Iterable

from mobile_contract.warning import WarningText
from mobile_contract.warning_views import (
    UnreachedPage,
    WarningList,
    WarningPreview,
    WarningReport,
    WarningTemplateList,
)

SHORT = 8


def of_templates(found: WarningTemplateList) -> str:
    """One line each, with what has to be filled in."""
    lines = [
        f"{one.id[-SHORT:]}  {one.name} ({one.category.value}, {one.event}): "
        + (", ".join(f"{field.key}={field.name}" for field in one.fields) or "no fields")
        for one in found.templates
    ]
    return "\n".join(lines) or "No template is defined."


def of_list(found: WarningList) -> str:
    """One line each, the newest first; a drill begins with its mark."""
    lines: list[str] = []
    for one in found.warnings:
        mark = "DRILL " if one.drill else ""
        waits = ", waits for its review" if one.review_due else ""
        number = one.number or "no number yet"
        lines.append(
            f"{one.id[-SHORT:]}  {mark}{one.state.value:<9} {one.level.value:<6} {one.texts[0].headline}"
            f"  {len(one.grids)} grids, until {one.expires_at:%Y-%m-%d %H:%M}, {number}{waits}"
        )
    return "\n".join(lines) or "There is no warning."


def of_preview(found: WarningPreview) -> str:
    """The texts as they will be told, and the audience by grid."""
    lines = [f"{'DRILL, ' if found.drill else ''}{found.level.value}, {found.state.value}"]
    lines += _texts(found.texts)
    lines += [
        f"  {one.code}  {one.name}: {one.persons} persons, {one.phones} with a phone, {one.homes} homes"
        for one in found.audience
    ]
    lines.append(f"Together {found.persons} persons, {found.phones} with a phone, {found.homes} homes.")
    lines.append("A second person approves it first." if found.needs_approval else "It may be issued now.")
    return "\n".join(lines)


def _texts(texts: Iterable[WarningText]) -> list[str]:
    return [
        line
        for text in texts
        for line in (f"[{text.language.value}] {text.headline}", f"  {text.description}", f"  {text.instruction}")
        if line.strip()
    ]


def of_report(found: WarningReport) -> str:
    """Who has been reached and who has not, by grid."""
    lines = [f"{'DRILL ' if found.drill else ''}{found.number or 'not issued'}: {found.state.value}"]
    for one in found.grids:
        hand = "in hand" if one.acknowledged_by else f"nobody has it in hand, rung {one.rung}"
        lines.append(
            f"  {one.code}  {one.name}: {one.reached} of {one.homes} homes reached, {one.at_the_door} of them at the "
            f"door, {one.left} left; {hand}"
        )
    lines.append(f"Together {found.reached} of {found.homes} homes reached, {found.left} left.")
    return "\n".join(lines)


def of_unreached(found: UnreachedPage) -> str:
    """The doors that are to be knocked at, in walking order."""
    lines = ["DRILL: these doors are practice."] if found.drill else []
    for one in found.homes:
        last = "" if one.last is None else f"  last: {one.last.outcome.value} {one.last.at:%H:%M}"
        place = " ".join(part for part in (one.building, one.unit, one.room) if part)
        lines.append(f"{one.dwelling[-SHORT:]}  {place}: {one.persons} persons{last}")
    return "\n".join(lines) if found.homes else "No door is left."
