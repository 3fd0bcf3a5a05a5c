"""Scripts in which something is lost, comes twice, or is forgotten by the district; and what a phone must do then."""

from msgspec.structs import replace

from mobile_contract.sync import PullReply, PushReply
from ops.contract.acting import After, Given, once, spoiled
from ops.contract.checking import Untried, proves, require
from ops.contract.stage import BOOT, PULL, PUSH, Asked, Stage, ids_of


def lose_first(cut: int) -> After:
    """The first answer to a push, to a boot and to a pull with a cursor is cut off."""

    def after(stage: Stage, asked: Asked, given: Given) -> Given:
        whole = asked.path in {PUSH, BOOT} or (asked.path == PULL and asked.cursor)
        return replace(given, cut=cut) if whole and once(stage, asked.path) else given

    return after


@proves("5.3", "应答丢失的推送原样重发")
def sends_again(stage: Stage) -> None:
    """A push whose answer was lost is sent again, all of it."""
    lost, following = spoiled(stage, PUSH)
    left = set(ids_of(lost.bodies)) - set(ids_of(following.bodies))
    require(not left, f"{len(left)} of {len(lost.bodies)} commands were not sent again at once")


@proves("6.3", "应答丢失的拉取从同一游标重来")
def asks_again(stage: Stage) -> None:
    """A page that was lost is asked for again, from the same cursor."""
    lost, following = spoiled(stage, PULL)
    require(following.cursor == lost.cursor, "the next pull names another cursor")


@proves("7.3", "应答丢失的分块从原处续载")
def boots_on(stage: Stage) -> None:
    """A chunk that was lost is asked for again, from where it began."""
    lost, following = spoiled(stage, BOOT)
    facts = [(one.cursor, *(getattr(one.value, name, "") for name in ("scope", "after"))) for one in (lost, following)]
    require(facts[0] == facts[1], f"asked for scope {facts[1][1]} after {facts[1][2]!r} with its cursor")


def repeat(stage: Stage, asked: Asked, given: Given) -> Given:
    """The second push and a later pull get the answer of the first one."""
    value = given.value
    if isinstance(value, PullReply) and value.answers and not value.more:
        first = stage.kept.setdefault(PULL, value)
        if value.cursor != getattr(first, "cursor", "") and asked.cursor != getattr(first, "answers", ""):
            return Given(first, stale=True) if once(stage, PULL) else given
    if isinstance(value, PushReply):
        first = stage.kept.setdefault(PUSH, value)
        if first is not value and once(stage, PUSH):
            return Given(first, stale=True)
    return given


@proves("5.4", "他批回执不得使本批离队")
def keeps_what_was_not_answered(stage: Stage) -> None:
    """Receipts of another push answer nothing of this one: its commands come again."""
    stale, following = spoiled(stage, PUSH)
    left = set(ids_of(stale.bodies)) - set(ids_of(following.bodies))
    require(not left, f"{len(left)} commands left the queue without a receipt of their own")


@proves("6.1", "答他游标的页必须丢弃")
def discards_an_old_page(stage: Stage) -> None:
    """A page that answers another cursor is discarded."""
    stale, following = spoiled(stage, PULL)
    require(following.cursor == stale.cursor, "the next pull goes on from the old page's cursor")


def set_back(stage: Stage, asked: Asked, given: Given) -> Given:
    """When the phone has pulled what it sent, the district goes back to before it."""
    value = given.value
    if isinstance(value, PullReply) and stage.saved and stage.district.receipts and asked.cursor and not value.more:
        if once(stage, "set back"):
            stage.lost = tuple(stage.district.receipts)
            stage.district.set_back(stage.saved)
    elif getattr(value, "reset", "") == "epoch":
        stage.notes.setdefault("reset", len(stage.asked))
    return given


def save_first(stage: Stage, asked: Asked) -> Given | None:
    """The backup is of before the first push."""
    if asked.path == PUSH and stage.saved is None:
        stage.saved = stage.district.save()
    return None


def _after_reset(stage: Stage) -> list[Asked]:
    if "reset" not in stage.notes:
        raise Untried("the phone asked nothing after the district was set back")
    return stage.asked[int(stage.notes["reset"]) :]


@proves("9.4", "重置后已答命令按序重发")
def sends_what_was_lost(stage: Stage) -> None:
    """After the reset everything that was answered and not durable is sent again."""
    again = {one for asked in _after_reset(stage) for one in ids_of(asked.bodies)}
    left = set(stage.lost) - again
    require(not left, f"{len(left)} of {len(stage.lost)} commands that the district lost were not sent again")


@proves("9.4", "重置后先推送，再加载")
def pushes_before_it_boots(stage: Stage) -> None:
    """After the reset it pushes, and then boots its scopes again from an empty cursor."""
    after = _after_reset(stage)
    paths = [one.path for one in after]
    require(any(one.path == PULL and not one.cursor for one in after), "no pull with an empty cursor")
    require(BOOT in paths, "no scope was booted again")
    require(PUSH in paths and paths.index(PUSH) < paths.index(BOOT), "it booted before it pushed")
