"""`hexward erase`: somebody, a household, a case or premises: erased for ever, on phones too. Nothing undoes it."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
from pathlib import Path

import rich_click as click

from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.opening import refuse_old_schema
from ops.commands.settings_file import load_settings
from server.app import open_door
from server.core.database import ReadTx
from server.core.door import SYSTEM, Door
from server.core.erasure import with_merged
from server.core.ids import is_id
from server.core.reading import list_by
from server.settings import Settings

_LONGEST_WHY = 200


@click.command()
@click.argument("subject")
@click.option("--why", required=True, help="The decision that orders it; the journal keeps these words for ever.")
@click.option("--yes", is_flag=True, help="Do it. Without this it is only told what would go.")
@data_option
@json_option
def erase(subject: str, why: str, data: Path, *, yes: bool, as_json: bool) -> None:
    """Erase the person, household, case or premises with the id SUBJECT: its key is destroyed, in backups too whose
    keys are kept apart; rows, words, photos' names and what waits about it go; phones are told; the journal still
    verifies.

    Whoever was merged into them goes along. What nobody has any more is refused.
    """
    with faults_in_one_line():
        if not is_id(subject):
            raise Refused(f"{subject} is no id")
        if not why.strip() or len(why) > _LONGEST_WHY:
            raise Refused(f"--why needs words, {_LONGEST_WHY} characters at most")
        kind, subjects, pos = asyncio.run(_erase(load_settings(data), subject, why.strip(), yes=yes))
        facts = {"subject": subject, "kind": kind, "subjects": subjects, "erased": yes, "pos": pos}
        also = f", and {len(subjects) - 1} merged into it" if len(subjects) > 1 else ""
        told = f"erased at position {pos}" if yes else "would be erased; nothing was done (--yes does it)"
        answer(facts, f"The {kind} {subject}{also}: {told}", as_json=as_json)


async def _erase(settings: Settings, subject: str, why: str, *, yes: bool) -> tuple[str, list[str], int | None]:
    door = await open_door(settings)
    try:
        await refuse_old_schema(door.database)
        kind = await door.database.read(lambda tx: _kind_of(tx, door, subject))
        subjects = await door.database.read(lambda tx: with_merged(tx, door.kinds, door.district, subject))
        return kind, subjects, (await door.erase(SYSTEM, subject, why)).pos if yes else None
    finally:
        await door.database.close()


async def _kind_of(tx: ReadTx, door: Door, subject: str) -> str:
    for codec in door.kinds.codecs.values():
        if codec.kind.subject_column == "id" and await list_by(tx, door, codec.kind.entity, "id", [subject]):
            return codec.kind.name
    raise Refused(f"nobody has the id {subject}: no person, household, case or premises")
