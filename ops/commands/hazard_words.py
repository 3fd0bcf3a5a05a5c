"""What `hexward hazard` says in words: lists, one danger, the file of a place, a notice as text, figures."""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from mobile_contract.hazard_views import (
    CheckTemplateList,
    DangerDetail,
    DangerEventView,
    DangerPage,
    DuePage,
    HazardCounts,
    HazardFigures,
    HazardFile,
    NoticeView,
)
from ops.commands.hazard_orders import Published
from server.cases.workdays import SHANGHAI

_SHOWN = "%Y-%m-%d %H:%M"


def of_page(page: DangerPage) -> str:
    """A line a danger."""
    lines = [
        f"{one.id}  {one.state:<13}  {one.level:<8}  {one.due_on or '-':<10}  {'overdue  ' if one.overdue else ''}"
        f"{one.place}: {one.text}"
        for one in page.dangers
    ]
    if page.next:
        lines.append("... and more (--limit)")
    return "\n".join(lines) or "There is none."


def of_danger(detail: DangerDetail) -> str:
    """A danger with all that happened to it."""
    danger = detail.danger
    told = {
        "danger": danger.text,
        "place": detail.place,
        "state": f"{danger.state}, round {danger.round}",
        "level": danger.level,
        "note": danger.note,
        "responsible": danger.responsible,
        "notice": danger.notice_no or "",
        "due": danger.due_on or "",
        "case": danger.case_id or "",
        "repeats": danger.repeats or "",
        "photos": ", ".join(f"{photo.phase}{'' if photo.arrived_at else ' (awaited)'}" for photo in detail.photos),
    }
    lines = [f"{name}: {value}" for name, value in told.items() if value]
    return "\n".join([*lines, "history:", *of_events(detail.events, detail.names)])


def of_events(events: Iterable[DangerEventView], names: dict[str, str]) -> list[str]:
    """A line an event, with what it issued and why."""
    lines: list[str] = []
    for one in events:
        fate = "" if one.applied else "  (too late)" if one.absorbed else "  (not applied)"
        notice = f"  notice {one.notice_no} until {one.due_on}" if one.notice_no else ""
        words = f"  {one.words}" if one.words else ""
        at = one.at.astimezone(SHANGHAI)
        lines.append(f"  {at:{_SHOWN}}  {one.event}  {names.get(one.actor, '')}{notice}{words}{fate}".rstrip())
    return lines


def of_file(file: HazardFile) -> str:
    """The file of a place, in the order of time."""
    texts = {one.id: one.text for one in file.dangers}
    entries = [
        (one.inspected_at, f"inspected ({file.names.get(one.inspector, one.inspector)}): {len(one.dangers)} dangers")
        for one in file.inspections
    ]
    for one in file.events:
        notice = f" {one.notice_no} until {one.due_on}" if one.notice_no else ""
        entries.append((one.at, f"{texts.get(one.danger, '')}: {one.event}{notice}{'' if one.applied else ' (kept)'}"))
    entries.sort(key=itemgetter(0))
    lines = [f"{at.astimezone(SHANGHAI):{_SHOWN}}  {told}" for at, told in entries]
    gone = ", out of use" if file.retired else ""
    return "\n".join([f"{file.place} ({file.subject_kind}{gone}): {file.open} open, {len(file.photos)} photos", *lines])


def of_notice(notice: NoticeView) -> str:
    """The notice as text, as it can be read out or written down."""
    lines = [
        f"限期整改通知单  {notice.notice_no}",
        f"场所: {notice.place}",
        f"隐患: {notice.text} ({notice.level})",
        f"说明: {notice.note}",
        f"责任人: {notice.responsible}",
        f"签收人: {notice.handed_to}",
        f"整改期限: {notice.due_on}{'  (已逾期)' if notice.overdue else ''}",
        f"签发: {notice.issued_by}  {notice.issued_at.astimezone(SHANGHAI):{_SHOWN}}",
        f"现状: {notice.state}",
    ]
    if notice.superseded_by:
        lines.append(f"后续通知单: {notice.superseded_by}")
    return "\n".join(lines)


def of_templates(told: CheckTemplateList) -> str:
    """A paragraph a check list."""
    lines: list[str] = []
    for one in told.templates:
        until = f" until {one.valid_until:%Y-%m-%d}" if one.valid_until else ""
        lines.append(f"{one.site_type}  {one.name}  (scheme {one.scheme}, edition {one.edition}{until})")
        lines.append(
            f"  every {one.period_days} days; for {', '.join(one.applies_to) or 'nothing'}; source: {one.source}"
        )
        levels = ", ".join(f"{level.code} every {level.period_days} days" for level in one.levels)
        lines.append(f"  while one is open: {levels}")
        for item in one.items:
            spot = "on the spot or by notice" if item.may_fix_on_spot else "by notice"
            lines.append(f"    {item.code:<20}  {item.level:<8}  {item.rectify_days:>3} days  {spot}  {item.text}")
    return "\n".join(lines) or "There is none; `hexward hazard publish --starter` brings some to begin with."


def of_due(page: DuePage) -> str:
    """A line a place."""
    lines = [f"{len(page.due):,} of {page.places:,} places are due by {page.until_on}."]
    for one in page.due:
        over = f"{one.days_over} days over" if one.days_over else "due"
        last = one.last_on or "never"
        lines.append(f"  {one.due_on}  {over:<14}  {one.site_type:<14}  last {last:<10}  {one.because:<8}  {one.place}")
    return "\n".join(lines)


def of_figures(figures: HazardFigures) -> str:
    """The total and a line a grid; shares say of how many."""
    fresh = "no inspection" if figures.fresh_at is None else f"latest inspection {figures.fresh_at:%Y-%m-%d %H:%M} UTC"
    lines = [f"{figures.from_on} to {figures.until_on}, as of {figures.as_of:%Y-%m-%d %H:%M} UTC; {fresh}."]
    lines += [f"{name}: {_counts(counts)}" for name, counts in (("all", figures.total), *_of_grids(figures))]
    return "\n".join(lines)


def _of_grids(figures: HazardFigures) -> Iterable[tuple[str, HazardCounts]]:
    return ((one.name or one.grid, one.counts) for one in figures.grids)


def _counts(counts: HazardCounts) -> str:
    of = counts.found
    told = (
        ("fixed on the spot", counts.fixed_on_spot, of),
        ("noticed", counts.noticed, of),
        ("rectified", counts.rectified, counts.noticed),
        ("still dangerous", counts.still_dangerous, of),
        ("overdue", counts.overdue, counts.noticed),
    )
    shares = ", ".join(f"{name} {count:,} of {whole:,}" for name, count, whole in told)
    return f"{counts.inspections:,} inspections of {counts.places:,} places, {of:,} found; {shares}"


def of_publication(published: Sequence[Published], *, dry_run: bool) -> str:
    """A line a check list."""
    lines = [
        f"{one.site_type}: {one.status}" + (f" ({one.receipt.why})" if one.receipt and one.receipt.why else "")
        for one in published
    ]
    return "\n".join([*lines, *(["Nothing was changed."] if dry_run else [])])
