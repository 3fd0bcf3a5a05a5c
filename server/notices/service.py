"""What somebody was told and how they want to hear; and what could not be delivered. It sends nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mobile_contract.notices import (
    InboxNotice,
    NoticeChannel,
    NoticeChoiceView,
    NoticeClass,
    NoticeLanguage,
    NoticePage,
    NoticeSettings,
)
from mobile_contract.problems import ProblemCode
from server.core import clock
from server.core.columns import from_micros, micros
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import is_id
from server.core.problems import Problem
from server.core.reading import list_by
from server.notices import queries
from server.notices.books import book, called
from server.notices.entities import NoticeChoice, NoticeWays, PushToken
from server.notices.queries import Dead, Shown

MOST_DEAD = 10_000
_MOST_DIGITS = 16
"""Microseconds since 1970, until the year 2286."""

_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


async def read_inbox(door: Door, actor: Actor, before: str, limit: int) -> NoticePage:
    """A page of somebody's own notices, the newest first; `before` is what the page before told. Refuses MALFORMED."""
    at, last = (clock.now(), _LAST) if not before else _place(before)

    async def read(tx: ReadTx) -> list[Shown]:
        return await queries.list_inbox(tx, door.district, actor.user, at, last, limit + 1)

    rows = await door.database.read(read)
    shown = rows[:limit]
    following = f"{micros(shown[-1].at)}.{shown[-1].id}" if len(rows) > limit else ""
    return NoticePage(notices=tuple(map(_view, shown)), before=following)


async def read_settings(door: Door, actor: Actor) -> NoticeSettings:
    """How somebody wants to hear, with all that they may choose of."""

    async def read(tx: ReadTx) -> NoticeSettings:
        ways = next(iter(await list_by(tx, door, NoticeWays, "user_id", [actor.user])), None)
        choices = {one.cls: one.muted for one in await list_by(tx, door, NoticeChoice, "user_id", [actor.user])}
        tokens = await list_by(tx, door, PushToken, "install", [actor.install])
        language = NoticeLanguage.ZH if ways is None else ways.language
        return NoticeSettings(
            language=language,
            quiet=None if ways is None else ways.quiet,
            choices=_choices(language, choices),
            woken_by=tuple(sorted({one.channel for one in tokens if one.removed_at is None})),
        )

    return await door.database.read(read)


async def list_dead(door: Door) -> list[Dead]:
    """Dead letters, the oldest first."""
    return await door.database.read(lambda tx: queries.list_dead(tx, door.district, MOST_DEAD))


async def replay(door: Door, ids: Sequence[str]) -> int:
    """Have dead letters sent again by whoever sends for this district; how many of these there were."""
    at = clock.now()
    return await door.database.write(lambda tx: queries.replay(tx, door.district, ids, at))


def _place(before: str) -> tuple[datetime, str]:
    at, _, identity = before.partition(".")
    if not (at.isascii() and at.isdigit() and len(at) <= _MOST_DIGITS and is_id(identity)):
        raise Problem(ProblemCode.MALFORMED, field="before")
    return from_micros(int(at)), identity


def _view(one: Shown) -> InboxNotice:
    said = book().said(one.cls, one.template, one.language)
    return InboxNotice(
        id=one.id, cls=NoticeClass(one.cls), about=one.about, at=one.at, title=said.title, text=said.text
    )


def _choices(
    language: NoticeLanguage, choices: Mapping[NoticeClass, tuple[NoticeChannel, ...]]
) -> tuple[NoticeChoiceView, ...]:
    known = book()
    return tuple(
        NoticeChoiceView(
            cls=NoticeClass(rule.cls),
            title=known.said(rule.cls, rule.template, language).title,
            channels=called(rule.channels),
            muted=choices.get(NoticeClass(rule.cls), ()),
            optional=rule.optional,
        )
        for rule in known.rules
        if not rule.silent
    )
