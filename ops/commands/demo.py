"""`hexward demo`: a made-up district made, filled and served in one go; or something played on it as a check."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import rich_click as click

from ops.commands.answering import FOUND_FAULTS, Refused, answer, faults_in_one_line, json_option, remark
from ops.commands.demo_shows import CaseWalk, Show, WholeDay, WholeWeek
from ops.demo_district import DemoDistrict, Wish, prepare, remove, today, wish_of
from ops.seed.plan import Links
from ops.seed.progress import bars
from ops.seed.territory import Scale
from ops.selfcheck.checking import Failed
from ops.selfcheck.desks import Desk
from ops.selfcheck.play import stage
from ops.selfcheck.traffic import Traffic
from ops.server_process import ServerFailed, ServerProcess, free_port, is_free, running
from server.core import logs
from server.settings import PREFIX, Settings

_DEFAULT_FOLDER = Path(".hexward/demo")
_PORT = 8000
_MEGABYTE = 1_000_000


class Invitation(NamedTuple):
    """How somebody becomes a worker of the demo: the code, and the line that redeems it."""

    code: str
    line: str


@click.command()
@click.option("--scale", type=click.Choice([scale.value for scale in Scale]), default=Scale.QUICK.value,
              show_default=True, help="1: 36 grids and 11,000 residents; full: 600 grids and 600,000.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed is another district.")
@click.option("--port", type=click.IntRange(1, 65_535), help=f"Where to listen.  [default: {_PORT}]")
@click.option("--dir", "folder", type=click.Path(file_okay=False, path_type=Path), default=_DEFAULT_FOLDER,
              show_default=True, help="The demo's own folder.")  # fmt: skip
@click.option("--keep/--fresh", "keep", default=None,
              help="Go on with the demo in the folder whatever it is, or make it anew whatever it is. Without either"
              " it is used again while it is of the same seed, scale and day.")  # fmt: skip
@click.option("--database", default="", help="postgresql://..., empty; the default is a SQLite file in the folder.")
@click.option("--fill-only", is_flag=True, help="Make and fill it, tell time and size, and serve nothing.")
@click.option(
    "--selfcheck", is_flag=True, help="Play a whole day on a fresh district of its own, and check every fact."
)
@click.option(
    "--week", is_flag=True, help="Play a grid worker's week on a fresh district of its own, and check every figure."
)
@click.option(
    "--cases", is_flag=True, help="Lead cases through every state and command, on a fresh district of its own."
)
@json_option
def demo(folder: Path, keep: bool | None, fill_only: bool, as_json: bool, **told: Any) -> None:
    """A made-up district to try everything on, served until Ctrl-C. Nothing in it is about a real person.

    `--selfcheck`, `--week` and `--cases` exit 0 when every fact is as it must be, else 1.
    """
    with faults_in_one_line():
        _forget_other_settings()
        port: int | None = told["port"]
        wish = Wish(seed=told["seed"], scale=Scale(told["scale"]), ends_on=today(), database=told["database"])
        show = _show(told, as_json=as_json)
        if show is not None:
            sys.exit(_check(wish, port or free_port(), show, as_json=as_json))
        port = port or _PORT
        if not fill_only and not is_free(port):
            raise Refused(f"port {port} is taken; give another --port")
        logs.configure()
        started = time.monotonic()
        district = choose(folder, wish, keep=keep)
        if fill_only:
            _tell_filled(district, time.monotonic() - started, as_json=as_json)
        else:
            _serve(district, port, started, as_json=as_json)


def _show(told: dict[str, Any], *, as_json: bool) -> Show | None:
    """What is to be played; None to serve."""
    if told["selfcheck"]:
        return WholeDay()
    if told["week"]:
        return WholeWeek(as_json=as_json)
    return CaseWalk(as_json=as_json) if told["cases"] else None


def _forget_other_settings() -> None:
    """The demo is a district of its own: the HEXWARD_* of this shell are another's."""
    for field in msgspec.structs.fields(Settings):
        os.environ.pop(PREFIX + field.name.upper(), None)


def choose(folder: Path, wish: Wish, *, keep: bool | None) -> DemoDistrict:
    """The demo of a folder: the one that is there, gone on with or used again, or another made in its place."""
    there = wish_of(folder)
    if keep is True and there is not None:
        wish = there
    elif there is not None and (keep is False or there != wish):
        remark(f"hexward: the demo in {folder} is made anew (it was of {there.ends_on}, seed {there.seed})")
        remove(folder)
    return _prepared(folder, wish)


def _prepared(folder: Path, wish: Wish) -> DemoDistrict:
    with bars() as report:
        return asyncio.run(prepare(folder, wish, report))


def _tell_filled(district: DemoDistrict, seconds: float, *, as_json: bool) -> None:
    totals, size_bytes = district.plan.totals(), district.size_bytes()
    facts = {
        "folder": str(district.folder),
        "scale": district.plan.scale.value,
        "seed": district.plan.seed,
        "seconds": round(seconds, 1),
        "size_bytes": size_bytes,
        "commands": totals,
    }
    size = f", {size_bytes / _MEGABYTE:,.0f} MB" if size_bytes else ""
    words = f"{totals['persons']:,} residents in {district.folder}: {seconds:.1f} s{size}"
    answer(facts, words, as_json=as_json)


def _serve(district: DemoDistrict, port: int, started: float, *, as_json: bool) -> None:
    try:
        with running(district.folder, port) as server:
            tell_ready(district, server, time.monotonic() - started, as_json=as_json)
            server.outlive()
    except KeyboardInterrupt:
        remark("hexward: the demo has stopped; it is kept for the next time")
    except ServerFailed as error:
        remark(f"hexward: {error}")
        sys.exit(FOUND_FAULTS)


# --- ready ------------------------------------------------------------------------------------------------------------


def tell_ready(district: DemoDistrict, server: ServerProcess, seconds: float, *, as_json: bool) -> None:
    """Print links and logins, how to become a worker, and what to try."""
    links = district.plan.links()
    invitation = _invite(district, server, links)
    facts = {
        "url": server.url,
        "password": district.password,
        "logins": {sign.login: [post.value for post in sign.posts] for sign in links.signs},
        "worker": links.worker_id,
        "grid": links.grid,
        "code": invitation.code,
        "join": invitation.line,
        "folder": str(district.folder),
        "seconds": round(seconds, 1),
    }
    answer(facts, "\n".join(_words(district, server, links, invitation, seconds)), as_json=as_json)


def _invite(district: DemoDistrict, server: ServerProcess, links: Links) -> Invitation:
    """The committee of the first grid enrols a phone for its worker, as it would in earnest."""
    committee = district.plan.offices.committees[district.plan.offices.beats[0].place.community]
    desk = Desk(server.url, committee.login, district.password, Traffic().transport())
    try:
        code = desk.enrol(links.worker_id)
    finally:
        desk.close()
    return Invitation(code, f"{_hexward()} phone join {code} --server {server.url}")


def _words(
    district: DemoDistrict, server: ServerProcess, links: Links, invitation: Invitation, seconds: float
) -> Sequence[str]:
    phone = f"{_hexward()} phone"
    household, person = links.household[-8:], links.person[-8:]
    width = max(len(sign.login) for sign in links.signs)
    return (
        f"{district.plan.district_name} is ready after {seconds:.0f} s. Everybody in it is made up.",
        "",
        f"  {server.url}/v1/docs   every route (OpenAPI)",
        f"  {server.url}/readyz   how far the district is",
        f"  {server.log}   the server's log",
        "",
        f"Logins (POST {server.url}/v1/login), all with the password {district.password}",
        *(f"  {sign.login:<{width}}  {sign.name}  {sign.place}: {', '.join(sign.posts)}" for sign in links.signs),
        "",
        f"Be {links.worker.name}, who walks {links.worker.place} ({links.grid_code}). In another terminal:",
        f"  export HEXPHONE_FILE={shlex.quote(str(district.folder / 'phone.db'))}",
        f"  {invitation.line}",
        f"  {phone} sync",
        f"  {phone} list people",
        f"  {phone} visit {household} --outcome met --note 一切正常",
        f"  {phone} edit {person} phone=+8610040000000",
        f"  {phone} report 井盖破损 --address 雨花台演示路1号 --grid {links.grid} --class B-component-01-02",
        "  (stop this server: all of these still work)",
        f"  {phone} sync",
        f"  {phone} receipts",
        "",
        f"The journal: {_hexward()} audit-verify --data {district.folder}",
        "Ctrl-C stops the server; the district stays.",
    )


def _hexward() -> str:
    """How this very command is called from where the caller stands."""
    script = Path(sys.executable).parent / "hexward"
    found = shutil.which("hexward")
    if found is not None and Path(found).resolve() == script.resolve():
        return "hexward"
    return os.path.relpath(script) if script.is_relative_to(Path.cwd()) else str(script)


# --- shows ------------------------------------------------------------------------------------------------------------


def _check(wish: Wish, port: int, show: Show, *, as_json: bool) -> int:
    """Play a show on a fresh district; the exit code."""
    logs.configure()
    started = time.monotonic()
    taken: list[dict[str, object]] = []
    failure = ""

    def tell(says: str, seconds: float) -> None:
        taken.append({"step": says, "seconds": round(seconds, 3)})
        if not as_json:
            click.echo(f"{time.monotonic() - started:6.1f} s  {seconds:6.2f} s  {says}")

    with tempfile.TemporaryDirectory(prefix="hexward-demo-") as place:
        folder = Path(place) / "district"
        district = _prepared(folder, wish)
        show.prepare(district)
        tell("a district is made and filled", time.monotonic() - started)
        try:
            began = time.monotonic()
            with running(folder, port) as server:
                tell("its server answers", time.monotonic() - began)
                try:
                    with stage(district, server) as day:
                        show.play(day, tell)
                except Failed:
                    remark(server.tail())
                    raise
        except (Failed, ServerFailed) as error:
            failure = str(error)
    seconds = time.monotonic() - started
    facts = {"ok": not failure, "failure": failure, "seconds": round(seconds, 1), "steps": taken} | show.facts()
    words = f"{show.words()}, {seconds:.1f} s." if not failure else f"FAILED: {failure}"
    answer(facts, words, as_json=as_json)
    return FOUND_FAULTS if failure else 0
