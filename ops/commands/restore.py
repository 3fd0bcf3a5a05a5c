"""`hexward restore`: the drill that makes a backup count, and the way back from one. It overwrites nothing."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import rich_click as click

from ops.backup.restoring import drill, publish
from ops.backup.restoring import restore as put_back
from ops.commands.answering import FOUND_FAULTS, Refused, answer, data_option, faults_in_one_line, json_option, remark
from ops.commands.opening import SQLITE
from ops.commands.settings_file import load_settings
from server.core.ledger import LedgerBroken
from server.core.renewal import NoSuchHistory
from server.settings import Settings


@click.command()
@click.argument("source", type=click.Path(file_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="A drill: restore a copy, look at all of it, let it count.")
@click.option("--into", metavar="URL", default="", help="Restore it for good, into a database that holds nothing.")
@data_option
@json_option
def restore(source: Path, verify: bool, into: str, data: Path, as_json: bool) -> None:
    """Try the backup SOURCE, or restore it. Exit code 1 when it is not whole, or not of this district's history.

    A drill checks the chain, the sums of every scope and every row of a copy, and then lets phones forget what the copy
    holds. --into begins a new epoch: phones send again what they did since, and what was erased since is erased again.
    """
    if verify == bool(into):
        raise click.UsageError("give either --verify or --into URL")
    with faults_in_one_line():
        settings = load_settings(data)
        try:
            told = _verify(settings, source) if verify else _into(settings, source, into)
        except LedgerBroken as broken:
            raise Refused(str(broken)) from broken
        answer(*told, as_json=as_json)
        if not told[0]["ok"]:
            sys.exit(FOUND_FAULTS)
        if into:
            remark("Next: the new address in hexward.env, then hexward serve; phones send again by themselves.")


def _verify(settings: Settings, source: Path) -> tuple[dict[str, Any], str]:
    began = time.monotonic()
    told, trial = asyncio.run(drill(settings, source))
    facts: dict[str, Any] = {
        "ok": not trial.faults, "pos": trial.head.pos, "epoch": trial.head.epoch, "taken_at": told.taken_at,
        "commits": trial.commits, "entries": trial.entries, "rows": trial.rows, "faults": list(trial.faults),
        "durable_pos": None,
    }  # fmt: skip
    if not trial.faults:
        try:
            facts["durable_pos"] = asyncio.run(publish(settings, trial)).durable_pos
        except NoSuchHistory as other:
            facts |= {"ok": False, "faults": [str(other)]}
    facts["seconds"] = round(time.monotonic() - began, 1)
    return facts, _drill_words(facts)


def _drill_words(facts: dict[str, Any]) -> str:
    counted = f"{facts['commits']:,} commits, {facts['entries']:,} entries and {facts['rows']:,} rows"
    if facts["ok"]:
        return (
            f"The backup is whole: {counted}, to position {facts['pos']}, in {facts['seconds']} s. "
            f"Phones may let go of what it holds; durable: {facts['durable_pos']}."
        )
    return "\n".join([f"THE BACKUP DOES NOT COUNT ({counted} looked at):", *(f"  {why}" for why in facts["faults"])])


def _into(settings: Settings, source: Path, url: str) -> tuple[dict[str, Any], str]:
    restored = asyncio.run(put_back(settings, source, url))
    facts = {
        "ok": True, "pos": restored.trial.head.pos, "epoch": restored.head.epoch,
        "durable_pos": restored.head.durable_pos, "erased_again": restored.erased_again,
    }  # fmt: skip
    words = (
        f"The district is restored into {_place_of(url)} to position {restored.trial.head.pos} and in a new epoch; "
        f"{restored.erased_again} subjects were erased again."
    )
    return facts, words


def _place_of(url: str) -> str:
    """Where that is: a file by its whole path, for three slashes name one from here; a server without its password."""
    if url.startswith(SQLITE):
        return str(Path(url.removeprefix(SQLITE)).resolve())
    return urlsplit(url)._replace(netloc=urlsplit(url).netloc.rpartition("@")[2]).geturl()
