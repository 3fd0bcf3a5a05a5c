"""Who is told of what, and in which words: data of this release, read once. Pure.

Templates have versions: a message keeps the version that it was planned with, and an older one is never changed.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from mobile_contract.notices import NoticeChannel, NoticeClass, NoticeLanguage
from push.channels import ChannelKind
from push.plan import EventRule

_DATA = Path(__file__).parent / "data"
PUSH = frozenset({ChannelKind.APNS, ChannelKind.FCM_TOKEN, ChannelKind.FCM_FID, ChannelKind.WEB_PUSH})
_CALLED: Mapping[NoticeChannel, frozenset[ChannelKind]] = {
    NoticeChannel.PUSH: PUSH,
    NoticeChannel.INBOX: frozenset({ChannelKind.INBOX}),
    NoticeChannel.SMS: frozenset({ChannelKind.SMS}),
    NoticeChannel.EMAIL: frozenset({ChannelKind.EMAIL}),
}
MOST_TITLE, MOST_TEXT = 40, 200
"""Characters: what a locked screen shows, and two parts of a text message."""


class WrongNotices(ValueError):
    """The tables of events and templates contradict each other; the text says where."""


class Said(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a message in one language."""

    title: str
    text: str


class Template(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the words for one class."""

    cls: NoticeClass
    version: int
    zh: Said
    en: Said

    def said(self, language: str) -> Said:
        """In a language; Chinese for one that nobody wrote."""
        return self.en if language == NoticeLanguage.EN else self.zh


class Book(NamedTuple):
    """The rules of events by class, and the templates by class and version."""

    rules: tuple[EventRule, ...]
    templates: Mapping[tuple[str, int], Template]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of commands that somebody is told of, sorted."""
        return tuple(sorted({kind for rule in self.rules for kind in rule.kinds}))

    def said(self, cls: str, version: int, language: str) -> Said:
        """The words of a message. Raises KeyError for a version that this release does not know."""
        return self.templates[cls, version].said(language)


@cache
def book() -> Book:
    """What this release says. Raises WrongNotices."""
    rules = msgspec.json.decode((_DATA / "events.json").read_bytes(), type=tuple[EventRule, ...])
    templates = msgspec.json.decode((_DATA / "templates.json").read_bytes(), type=tuple[Template, ...])
    return bound(rules, templates)


def bound(rules: tuple[EventRule, ...], templates: tuple[Template, ...]) -> Book:
    """Events with their words. Raises WrongNotices for a class twice or unknown, and for words missing or too long."""
    known = {(str(one.cls), one.version): one for one in templates}
    if len(known) != len(templates):
        raise WrongNotices("a template has one version twice")
    if sorted(rule.cls for rule in rules) != sorted(NoticeClass):
        raise WrongNotices("the classes of events are not those of the contract")
    for rule in rules:
        if rule.silent == ((rule.cls, rule.template) in known):
            raise WrongNotices(f"{rule.cls}: what is silent has no words, and all else has")
    for one in templates:
        for said in (one.zh, one.en):
            if not (0 < len(said.title) <= MOST_TITLE and 0 < len(said.text) <= MOST_TEXT):
                raise WrongNotices(f"{one.cls} {one.version}: words that are missing or too long")
    return Book(rules, known)


def channels_of(muted: tuple[NoticeChannel, ...]) -> frozenset[ChannelKind]:
    """The channels that somebody means by these names."""
    return frozenset[ChannelKind]().union(*(_CALLED[one] for one in muted))


def called(channels: tuple[ChannelKind, ...]) -> tuple[NoticeChannel, ...]:
    """What channels are called to those who choose among them."""
    return tuple(name for name, kinds in _CALLED.items() if kinds & set(channels))
