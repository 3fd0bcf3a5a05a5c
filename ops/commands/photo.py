"""`hexward photo`: what a photo carries besides its pixels, and that what would be served of it carries nothing."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from media.images import UnsupportedImage
from media.rendering import Hidden, Rendered
from media.sandbox import Sandbox
from media.traces import traces_of
from ops.commands.answering import FOUND_FAULTS, answer, json_option


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
