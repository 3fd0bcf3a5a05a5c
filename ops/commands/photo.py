"""`hexward photo`: what a photo carries, what everybody is shown of it, and what is hidden."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import rich_click as click

from media.images import UnsupportedImage
from media.rendering import Hidden, Rendered
from media.sandbox import Sandbox
from media.traces import traces_of
from mobile_contract.media import HiddenArea, PhotoSubject
from mobile_contract.photo_views import PhotoItem, SubjectPhotos
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from ops.commands import photo_orders
from ops.commands.answering import (
    FOUND_FAULTS,
    Refused,
    answer,
    data_option,
    faults_in_one_line,
    json_option,
    remark,
)
from ops.commands.doors import with_door
from ops.commands.settings_file import load_settings
from server.app import open_copies
from server.core.door import Door
from server.core.ids import is_id
from server.core.problems import Problem
from server.settings import Settings

T = TypeVar("T")

_purpose_option = click.option(
    "--purpose", default="register", show_default=True, help="What it is looked at for; kept in the journal."
)
_areas_option = click.option(
    "--area", type=click.IntRange(0, 1000), nargs=4, multiple=True, help="Left, top, right, bottom in 1/1000."
)


@click.group()
def photo() -> None:
    """Photos, as they come and as they are shown."""


@photo.command("look")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--hide", type=click.IntRange(0, 1000), nargs=4, multiple=True, help="Left, top, right, bottom in 1/1000."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="A folder to write the copies to.")
@json_option
def look(file: Path, hide: tuple[tuple[int, int, int, int], ...], out: Path | None, as_json: bool) -> None:
    """Take a photo in as the server does: what it tells, what is kept as evidence, and what its copies still tell.

    It needs no district. Exit code 1: the photo is refused, or a copy carries more than pixels.
    """
    content = file.read_bytes()
    try:
        with Sandbox() as sandbox:
            rendered, _ = sandbox.measure(content, tuple(Hidden(*edges) for edges in hide))
    except UnsupportedImage as refusal:
        answer({"refused": refusal.fault}, f"Refused: {refusal.fault}", as_json=as_json)
        sys.exit(FOUND_FAULTS)
    told = _told(content, rendered)
    answer(told, _in_words(told), as_json=as_json)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for one in rendered.renditions:
            (out / f"{file.stem}-{one.edge or 'large'}.jpg").write_bytes(one.content)
    if any(one["traces"] for one in told["copies"]):
        sys.exit(FOUND_FAULTS)


@photo.command("list")
@click.argument("kind", type=click.Choice([kind.value for kind in PhotoSubject]))
@click.argument("subject")
@_purpose_option
@data_option
@json_option
def list_(kind: str, subject: str, purpose: str, data: Path, as_json: bool) -> None:
    """Compare the photos of the KIND with the id SUBJECT before and after, round by round. The look is journalled."""
    told = _asked(data, lambda door: photo_orders.compare(door, PhotoSubject(kind), _an_id(subject), purpose))
    answer(msgspec.to_builtins(told), _rounds_in_words(told), as_json=as_json)


@photo.command("evidence")
@click.argument("photo_id", metavar="PHOTO")
@_purpose_option
@data_option
@json_option
def evidence(photo_id: str, purpose: str, data: Path, as_json: bool) -> None:
    """Tell when and where PHOTO says that it was taken, and how good that word is. The look is journalled."""
    told = _asked(data, lambda door: photo_orders.evidence(door, _an_id(photo_id), purpose))
    facts = {} if told.evidence is None else msgspec.structs.asdict(told.evidence)
    lines = [f"  {name}: {value}" for name, value in facts.items() if value not in {None, ""}]
    words = "\n".join(["Evidence:", *lines]) if facts else "Nobody has looked at its bytes yet."
    answer(msgspec.to_builtins(told), words, as_json=as_json)


@photo.command("save")
@click.argument("photo_id", metavar="PHOTO")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--edge", type=click.Choice(["0", "320", "1280"]), default="0", show_default=True, help="Longest side.")
@_purpose_option
@data_option
def save(photo_id: str, file: Path, edge: str, purpose: str, data: Path) -> None:
    """Write the copy of PHOTO that everybody is shown into FILE. The look is journalled."""
    settings = load_settings(data)
    copies = open_copies(settings)
    try:
        content = _asked(
            settings, lambda door: photo_orders.copy(door, settings, copies, _an_id(photo_id), int(edge), purpose)
        )
    finally:
        copies.close()
    file.write_bytes(content)
    remark(f"{file}: {len(content):,} bytes")


@photo.command("hide")
@click.argument("photo_id", metavar="PHOTO")
@_areas_option
@data_option
@json_option
def hide(photo_id: str, area: tuple[tuple[int, int, int, int], ...], data: Path, as_json: bool) -> None:
    """Paint areas of PHOTO over, for all who look at it: faces, plates. `hexward photo unhide` takes it back."""
    _ordered(data, photo_id, [HiddenArea(*edges) for edges in area], [], as_json=as_json)


@photo.command("unhide")
@click.argument("photo_id", metavar="PHOTO")
@_areas_option
@click.option("--all", "every", is_flag=True, help="All that is hidden.")
@data_option
@json_option
def unhide(photo_id: str, area: tuple[tuple[int, int, int, int], ...], every: bool, data: Path, as_json: bool) -> None:
    """Show areas of PHOTO again. Who hid what, and who showed it, stays in the journal."""
    _ordered(data, photo_id, [], None if every else [HiddenArea(*edges) for edges in area], as_json=as_json)


def _ordered(
    data: Path, photo_id: str, hidden: list[HiddenArea], shown: list[HiddenArea] | None, *, as_json: bool
) -> None:
    if not hidden and shown == []:
        raise click.UsageError("Which areas? --area LEFT TOP RIGHT BOTTOM, in thousandths of the sides.")
    receipt = _asked(data, lambda door: photo_orders.hide(door, _an_id(photo_id), hidden, shown))
    words = {Verdict.APPLIED: "Done: everybody is shown it so from now on.", Verdict.MERGED: "It was so before."}
    answer(msgspec.to_builtins(receipt), words.get(receipt.verdict, f"Refused: {receipt.why}"), as_json=as_json)
    if receipt.verdict not in words:
        sys.exit(FOUND_FAULTS)


def _asked(data: Path | Settings, work: Callable[[Door], Awaitable[T]]) -> T:
    with faults_in_one_line():
        try:
            return with_door(data, work)
        except Problem as problem:
            if problem.code is ProblemCode.NOT_FOUND:
                raise Refused("it has no photos, or there is no such thing") from problem
            raise


def _an_id(text: str) -> str:
    if not is_id(text):
        raise click.UsageError(f"{text} is no id; `hexward photo list case ID` shows those of photos.")
    return text


def _rounds_in_words(told: SubjectPhotos) -> str:
    lines = [f"{told.of} photos, {told.pending} still on their way" if told.pending else f"{told.of} photos, all here"]
    for one in told.rounds:
        lines.append(f"Round {one.round}")
        for side, items in (("before", one.before), ("after", one.after)):
            lines += [f"  {side}: {_item_in_words(item)}" for item in items] or [f"  {side}: none"]
    return "\n".join(lines)


def _item_in_words(item: PhotoItem) -> str:
    told = [f"{item.id} {item.phase.value}", item.caption, "on its way" if item.pending else ""]
    told += [
        f"damaged: {item.damage}" if item.damage else "",
        f"{len(item.hidden)} areas hidden" if item.hidden else "",
    ]
    told += [f"the same as {item.alike_to or 'a photo elsewhere'}" if item.alike else ""]
    return ", ".join(filter(None, told))


def _told(content: bytes, rendered: Rendered) -> dict[str, Any]:
    copies = [
        {"width": one.width, "height": one.height, "size_bytes": len(one.content), "traces": traces_of(one.content)}
        for one in rendered.renditions
    ]
    evidence = msgspec.structs.asdict(rendered.capture)
    is_jpeg = content.startswith(b"\xff\xd8")
    return {
        "traces": traces_of(content) if is_jpeg else [],
        "evidence": evidence,
        "fingerprint": rendered.fingerprint,
        "copies": copies,
    }


def _in_words(told: dict[str, Any]) -> str:
    lines = ["The file carries:", *(f"  {trace}" for trace in told["traces"] or ["nothing that is looked for"])]
    lines += ["Evidence, kept apart:"]
    lines += [f"  {name}: {value}" for name, value in told["evidence"].items() if value not in {None, ""}]
    lines += [f"Fingerprint: {told['fingerprint']}", "Copies that are shown:"]
    for one in told["copies"]:
        traces = ", ".join(one["traces"]) or "no metadata"
        lines.append(f"  {one['width']} x {one['height']}, {one['size_bytes']:,} bytes: {traces}")
    return "\n".join(lines)
