"""Whose a token is, and what somebody chose of notices. Pure: a token has one owner, the last who registered it."""

from collections.abc import Iterator

from msgspec.structs import replace

from mobile_contract.accounts import Post
from mobile_contract.notices import (
    ChooseNotices,
    NoticeClass,
    PushKind,
    RegisterPushToken,
    RemovePushToken,
    SetNoticeWays,
    TokenEnd,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core.decisions import (
    ANY_POST,
    ANYWHERE,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
)
from server.core.entities import Need, NeedChildren, Needs, advanced
from server.notices.entities import NoticeChoice, NoticeWays, PushToken
from sync.notices import notice_choice_id, notice_ways_id, push_token_id

STAFF = ANY_POST - {Post.RESIDENT, Post.VOLUNTEER, Post.SYSTEM}
NEVER_MUTED = frozenset({NoticeClass.CASE_IN_GRID})
"""What shows nothing cannot be switched off: without it a phone is merely late."""

_FAMILIES = ({PushKind.APNS}, {PushKind.FCM_TOKEN, PushKind.FCM_FID}, {PushKind.WEB_PUSH})
"""Kinds of which an install has one token: an installation id of Firebase takes the place of a registration token."""


def _needs_of_token(command: RegisterPushToken) -> Needs:
    return (Need(PushToken, command.entity), NeedChildren(PushToken, "install", command.install))


@decides(RegisterPushToken, posts=STAFF, area=lambda _c, _loaded, _directory: ANYWHERE, needs=_needs_of_token)
def register_push_token(command: RegisterPushToken, loaded: Loaded, ctx: Context) -> Decision:
    """Give a token to the install that says it has it, and let go what that had of the same provider.

    What was said before the newest that is known is `merged`. Refuses with `wrong_identifier` (`field`) an `entity`
    that is not `push_token_id`, and another's `install`.
    """
    if command.entity != push_token_id(command.channel, command.token):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="entity")
    if command.install != ctx.actor.install:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="install")
    before, others = loaded.find(PushToken, command.entity), tuple(_others(command, loaded))
    known = others if before is None else (before, *others)
    if any(one.registered_at > ctx.observed_at for one in known):
        return Decision(verdict=Verdict.MERGED, version=0 if before is None else before.version)
    after = PushToken(
        id=command.entity,
        install=command.install,
        user_id=ctx.actor.user,
        channel=command.channel,
        registered_at=ctx.observed_at,
        token=command.token,
    )
    if before is not None:
        after = replace(after, version=before.version + 1, stamps=before.stamps)
    return put(after, *(_removed(one, TokenEnd.GONE, ctx) for one in others))


def _others(command: RegisterPushToken, loaded: Loaded) -> Iterator[PushToken]:
    family = next(family for family in _FAMILIES if command.channel in family)
    for one in loaded.children(PushToken, "install", command.install):
        if one.id != command.entity and one.channel in family and one.removed_at is None:
            yield one


def _removed(token: PushToken, why: TokenEnd, ctx: Context) -> PushToken:
    return advanced(token, removed_at=ctx.now, removed_why=why, token="")


def _whose(command: RemovePushToken, loaded: Loaded, _directory: Directory) -> Area:
    token = loaded.find(PushToken, command.entity)
    if token is None:
        raise MissingSubject(command.entity)
    return Area(people=(token.user_id,))


@decides(RemovePushToken, posts=STAFF, area=_whose, needs=lambda c: [Need(PushToken, c.entity)])
def remove_push_token(command: RemovePushToken, loaded: Loaded, ctx: Context) -> Decision:
    """Let a token go, unless it was registered after its provider knew it no more, or after this was said: `merged`."""
    token = loaded.find(PushToken, command.entity)
    if token is None:
        raise MissingSubject(command.entity)
    since = command.gone_since or ctx.observed_at
    if token.removed_at is not None or token.registered_at > since:
        return Decision(verdict=Verdict.MERGED, version=token.version)
    return put(_removed(token, command.why, ctx))


@decides(
    SetNoticeWays,
    posts=STAFF,
    area=lambda _c, _loaded, _directory: ANYWHERE,
    needs=lambda c: [Need(NoticeWays, c.entity)],
)
def set_notice_ways(command: SetNoticeWays, loaded: Loaded, ctx: Context) -> Decision:
    """Keep how somebody wants to hear; the last that is said stands. Refuses another's `entity`."""
    if command.entity != notice_ways_id(ctx.actor.user):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="entity")
    before = loaded.find(NoticeWays, command.entity)
    if before is not None:
        return put(advanced(before, language=command.language, quiet=command.quiet))
    return put(NoticeWays(id=command.entity, user_id=ctx.actor.user, language=command.language, quiet=command.quiet))


@decides(
    ChooseNotices,
    posts=STAFF,
    area=lambda _c, _loaded, _directory: ANYWHERE,
    needs=lambda c: [Need(NoticeChoice, c.entity)],
)
def choose_notices(command: ChooseNotices, loaded: Loaded, ctx: Context) -> Decision:
    """Keep which channels somebody switched off. Refuses another's `entity`, and a class that shows nothing."""
    if command.entity != notice_choice_id(ctx.actor.user, command.cls):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="entity")
    if command.cls in NEVER_MUTED and command.muted:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="cls")
    muted = tuple(sorted(set(command.muted)))
    before = loaded.find(NoticeChoice, command.entity)
    if before is not None:
        return put(advanced(before, muted=muted))
    return put(NoticeChoice(id=command.entity, user_id=ctx.actor.user, cls=command.cls, muted=muted))


HANDLERS: tuple[Handler, ...] = (register_push_token, remove_push_token, set_notice_ways, choose_notices)
