"""What `hexward demo` can play on a fresh district of its own: a day, a week, or cases through their machine."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
from typing import Protocol

import rich_click as click

from ops.demo_district import DemoDistrict
from ops.seed.intents import SHANGHAI
from ops.selfcheck.day import Day
from ops.selfcheck.late import add_late_case
from ops.selfcheck.play import STEPS, WEEK, Tell, play, play_week, walk
from ops.selfcheck.walking import Move

_WAY = 34


class Show(Protocol):
    """Something that is played on a fresh district, over real HTTP."""

    def prepare(self, district: DemoDistrict) -> None:
        """Put in what it needs, before the server starts."""
        ...

    def play(self, day: Day, tell: Tell) -> None:
        """Play it. Raises Failed at the first fact that is not as it must be."""
        ...

    def words(self) -> str:
        """What there is to say when all was as it must be."""
        ...

    def facts(self) -> dict[str, object]:
        """What there is to tell a program beside the steps."""
        ...


class WholeDay:
    """`--selfcheck`: a working day from morning to audit."""

    def prepare(self, district: DemoDistrict) -> None:
        """See Show."""

    def play(self, day: Day, tell: Tell) -> None:
        """See Show."""
        play(day, tell)

    def words(self) -> str:
        """See Show."""
        return f"The day is as it must be: {len(STEPS)} steps"

    def facts(self) -> dict[str, object]:
        """See Show."""
        return {}


class CaseWalk:
    """`--cases`: every state and every command of the case machine."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._late = ""
        self._moves: list[Move] = []

    def prepare(self, district: DemoDistrict) -> None:
        """See Show."""
        self._late = asyncio.run(add_late_case(district.settings, district.plan))

    def play(self, day: Day, tell: Tell) -> None:
        """See Show."""
        walk(day, self._late, tell, self._moved)

    def words(self) -> str:
        """See Show."""
        states, commands = {move.after for move in self._moves}, {move.command for move in self._moves}
        return f"{len(self._moves)} moves of {len(commands)} commands came through all {len(states)} states"

    def facts(self) -> dict[str, object]:
        """See Show."""
        return {"moves": [move._asdict() for move in self._moves]}

    def _moved(self, move: Move) -> None:
        self._moves.append(move)
        if not self._as_json:
            click.echo(line_of(move))


class WholeWeek:
    """`--week`: a grid worker's week, from Monday's renewal to the next."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._said: list[str] = []

    def prepare(self, district: DemoDistrict) -> None:
        """See Show."""

    def play(self, day: Day, tell: Tell) -> None:
        """See Show."""
        play_week(day, tell, self._say)

    def words(self) -> str:
        """See Show."""
        return f"The week is as it must be: {len(WEEK)} steps"

    def facts(self) -> dict[str, object]:
        """See Show."""
        return {"figures": self._said}

    def _say(self, words: str) -> None:
        self._said.append(words)
        if not self._as_json:
            click.echo(f"                   {words}")


def line_of(move: Move) -> str:
    """A move as a line: which case, from where to where, by which command and whom, and when it is due then."""
    way = f"{move.before or '·'} -> {move.after}" if move.before is not move.after else move.after
    due = "" if move.due_at is None else f"  due {move.due_at.astimezone(SHANGHAI):%m-%d %H:%M}"
    verdict = "" if move.verdict == "applied" else f" ({move.verdict})"
    return f"    …{move.case[-4:]}  {way:<{_WAY}}  {move.command}{verdict} by {move.by}{due}"
