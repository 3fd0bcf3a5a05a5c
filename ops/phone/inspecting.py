"""`hexward phone inspect` and `phone danger`: an inspection with its findings, and what becomes of these, offline."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import rich_click as click

from mobile_contract import hazards, kinds, media
from mobile_contract.base import Record
from ops.phone import device, drafts
from ops.phone.catalog import Catalog
from ops.phone.saving import given, place_options, save
from ops.phone.session import Session, with_records

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PLACES = tuple(kinds.NUMBERS[kind.value] for kind in hazards.HazardSubject)

STEPS: dict[str, type[hazards.DangerCommand]] = {
    str(step.__struct_config__.tag): step
    for step in (
        hazards.FixDanger,
        hazards.IssueNotice,
        hazards.RectifyDanger,
        hazards.ReinspectDanger,
        hazards.EscalateDanger,
    )
}
"""What a phone may do with a danger, with or without a network, by name."""

_PHASES = {
    "issue_notice": media.PhotoPhase.REPORT,
    "escalate_danger": media.PhotoPhase.REPORT,
    "reinspect_danger": media.PhotoPhase.CHECK,
}


class Finding(NamedTuple):
    """A danger as it was typed: the item's code, what there is to see, photos of it."""

    item: str
    note: str
    photos: tuple[Path, ...]


@click.command()
@click.argument("place")
@click.option("--list", "site_type", help="The site type of the check list, where several apply.")
@click.option("--finding", "found", multiple=True, metavar="ITEM[=NOTE]", help="A danger; may be given several times.")
@click.option("--photo", "pictures", multiple=True, metavar="ITEM=FILE", help="A photo of a finding.")
@click.option("--met", help="Who was there for the place.")
@click.option("--note", help="What is worth keeping.")
@place_options
@with_records
def inspect(
    session: Session,
    place: str,
    site_type: str | None,
    found: tuple[str, ...],
    pictures: tuple[str, ...],
    **facts: Any,
) -> None:
    """Record an inspection of a PLACE by its check list. Every item was looked at; what is no finding was in order.

    Each finding is a danger from now on: `phone danger` goes on with it.
    """
    catalog = Catalog(session.store)
    kind, subject = catalog.resolve(place, *_PLACES)
    template = _template(catalog, kind, subject, site_type)
    point = drafts.place(*(facts.pop(name) for name in ("lon", "lat", "datum", "accuracy_m")))
    told = given(facts) | point | {"subject_kind": kinds.NAMES[kind], "subject": subject.id}
    if kind == kinds.RENTED_HOUSE:
        told["dwelling"] = getattr(subject, "dwelling", None)
    save(session, inspection(template, _findings(found, pictures), told, session.photo_folder))


@click.command()
@click.argument("danger")
@click.argument("step", type=click.Choice(sorted(STEPS)))
@click.option("--words", help="Why, or what there is to say.")
@click.option("--days", type=click.IntRange(1, 365), help="How long there is to put it right, for a notice.")
@click.option("--handed-to", help="Who took the notice.")
@click.option("--result", type=click.Choice([item.value for item in hazards.ReinspectionResult]), help="Looking again.")
@click.option("--address", help="Where it is, in words, for a case.")
@click.option("--urgent", is_flag=True, default=None, help="The case cannot wait.")
@click.option("--photo", "photos", type=_FILE, multiple=True, help="A photo that shows it; may be given several times.")
@with_records
def danger(session: Session, danger: str, step: str, photos: tuple[Path, ...], **facts: Any) -> None:
    """Take a STEP of a DANGER, such as fix_danger. The number of a notice comes from the server, with the next sync."""
    _, found = Catalog(session.store).resolve(danger, kinds.DANGER)
    if isinstance(found, hazards.DangerRecord):
        save(session, step_of(found, step, given(facts), photos, session.photo_folder))


def inspection(
    template: hazards.CheckTemplateRecord, findings: Sequence[Finding], facts: Mapping[str, Any], folder: Path
) -> drafts.Written:
    """An inspection by every item of an edition, with its dangers, then the photos of these."""
    items = [item.code for item in template.items]
    unknown = sorted({finding.item for finding in findings} - set(items))
    if unknown:
        raise drafts.WrongInput(f"{template.name} has no item {unknown[0]}; it has {', '.join(items)}")
    now = device.now()
    dangers = {device.new_id(): finding for finding in findings}
    told = [{"danger": one, "item": of.item, "note": of.note, "photos": len(of.photos)} for one, of in dangers.items()]
    draft = drafts.drafted(hazards.RecordInspection, now, template=template.id, findings=told, checked=items, **facts)
    written = drafts.Written([draft], [])
    for one, of in dangers.items():
        pictures = _photos(one, draft.entity, media.PhotoPhase.REPORT, of.photos, folder)
        written.drafts.extend(pictures.drafts)
        written.photos.extend(pictures.photos)
    return written


def step_of(
    found: hazards.DangerRecord, step: str, facts: Mapping[str, Any], photos: Sequence[Path], folder: Path
) -> drafts.Written:
    """A step of a danger: its photos go first, for a step may ask for them. It names the state and the round seen."""
    phase = _PHASES.get(step, media.PhotoPhase.HANDLE)
    pictures = _photos(found.id, found.inspection, phase, photos, folder)
    made = {"case": device.new_id()} if step == "escalate_danger" else {}
    draft = drafts.drafted(
        STEPS[step],
        device.now(),
        entity=found.id,
        root=found.inspection,
        saw=found.state,
        round=found.round,
        **facts,
        **made,
    )
    return drafts.Written([*pictures.drafts, draft], pictures.photos)


def _photos(
    of: str, inspection_id: str, phase: media.PhotoPhase, photos: Sequence[Path], folder: Path
) -> drafts.Written:
    kind = media.PhotoSubject.DANGER
    return drafts.taken(of, phase, photos, folder, device.now(), kind=kind, root=inspection_id)


def _findings(found: Sequence[str], pictures: Sequence[str]) -> list[Finding]:
    """Findings as they were typed. Raises WrongInput for a photo of none, and for a file that is not there."""
    of: dict[str, list[Path]] = {}
    for told in pictures:
        item, parted, name = told.partition("=")
        if not parted or not Path(name).is_file():
            raise drafts.WrongInput(f"--photo {told} is no ITEM=FILE with a file that is there")
        of.setdefault(item, []).append(Path(name))
    findings: list[Finding] = []
    for told in found:
        item, _, note = told.partition("=")
        findings.append(Finding(item, note, tuple(of.pop(item, ()))))
    if of:
        raise drafts.WrongInput(f"--photo {min(of)}=... shows no --finding")
    return findings


def _template(catalog: Catalog, kind: int, subject: Record, site_type: str | None) -> hazards.CheckTemplateRecord:
    """The check list that was named, or the only one that applies. Raises WrongInput where that is none, or several."""
    lists = catalog.templates(datetime.now(UTC))
    use = getattr(subject, "site_kind", None) or getattr(subject, "use", None)
    applies = f"{kinds.NAMES[kind]}.{use}" if use else kinds.NAMES[kind]
    fits = [one for one in lists if (one.site_type == site_type if site_type else applies in one.applies_to)]
    if len(fits) == 1:
        return fits[0]
    names = ", ".join(sorted({one.site_type for one in lists})) or "none"
    raise drafts.WrongInput(f"say --list: {len(fits)} check lists apply to {applies}; on this phone are {names}")
