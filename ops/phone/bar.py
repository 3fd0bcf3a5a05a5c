"""The sync bar: in one line, where a person's work is. Seven states; the first that holds is shown (product.md 2)."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from mobile_contract.base import Clock
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from sync import lease
from sync.ports import PhoneState, PhoneStore

_SHUT_OUT = frozenset({ProblemCode.NOT_SIGNED_IN.value, ProblemCode.INSTALL_REVOKED.value, "rekey"})
_NEEDS_PERSON = frozenset({Verdict.REFUSED, Verdict.GONE})
MEGABYTE = 1_000_000


class State(StrEnum):
    """In the order in which they are shown."""

    SIGN_IN = "sign_in"
    NEEDS_YOU = "needs_you"
    OFFLINE = "offline"
    SENDING = "sending"
    WAITING = "waiting"
    PHOTOS = "photos"
    SAVED = "saved"


class Bar(Struct, frozen=True):
    """What the bar tells; `at` is the last contact, or in `offline` the next attempt, as local HH:MM."""

    state: State
    unsent: int
    needs_you: int
    photos: int
    photo_bytes: int
    at: str


def bar(store: PhoneStore, now: Clock, *, sending: bool = False, next_in_s: float = 0.0) -> Bar:
    """The state of a phone, from its store alone; the count of unsent records stands in every state but `saved`."""
    state = store.state()
    unsent = len(store.queue.rows())
    needs_you = sum(_needs_person(entry.receipt) for entry in store.answered.rows() if not entry.dismissed)
    photos = [photo for photo in store.photos.rows() if not photo.done]
    if is_shut_out(state) or lease.is_over(state, now):
        shown = State.SIGN_IN
    elif needs_you:
        shown = State.NEEDS_YOU
    elif state.failures:
        shown = State.OFFLINE
    elif sending:
        shown = State.SENDING
    elif unsent:
        shown = State.WAITING
    else:
        shown = State.PHOTOS if photos else State.SAVED
    instant_ms = now.wall + int(next_in_s * 1000) if shown is State.OFFLINE else state.contact_wall
    return Bar(
        state=shown,
        unsent=unsent,
        needs_you=needs_you,
        photos=len(photos),
        photo_bytes=sum(photo.size_bytes - photo.offset for photo in photos),
        at=datetime.fromtimestamp(instant_ms / 1000).astimezone().strftime("%H:%M") if instant_ms else "",
    )


def is_shut_out(state: PhoneState) -> bool:
    """Whether the district does not know this phone, or not any more."""
    return state.rekey or not state.install or state.last_error in _SHUT_OUT


def text(told: Bar, language: str = "en") -> str:
    """The bar's line, in English or Chinese ("zh")."""
    facts = {
        "unsent": told.unsent,
        "needs_you": told.needs_you,
        "photos": told.photos,
        "size": f"{told.photo_bytes / MEGABYTE:.1f} MB",
        "at": told.at,
    }
    line = _LINES[told.state]["zh" if language.startswith("zh") else "en"].format(**facts)
    if told.unsent and told.state in {State.SIGN_IN, State.NEEDS_YOU}:
        line += (" · {unsent} 条待发" if language.startswith("zh") else " · {unsent} waiting").format(**facts)
    return line


def _needs_person(receipt: bytes) -> bool:
    return msgspec.json.decode(receipt, type=Receipt).verdict in _NEEDS_PERSON


_LINES: dict[State, dict[str, str]] = {
    State.SIGN_IN: {
        "en": "⛔ Sign in again, nothing lost",
        "zh": "⛔ 需要重新登录或设备已停用(数据未丢失)",
    },
    State.NEEDS_YOU: {"en": "! {needs_you} needs you", "zh": "! {needs_you} 条需要你处理"},
    State.OFFLINE: {
        "en": "✈ Offline, {unsent} safe on this phone, next attempt {at}",
        "zh": "✈ 离线，{unsent} 条安全存于本机，下次重试 {at}",
    },
    State.SENDING: {"en": "↻ Sending {unsent}", "zh": "↻ 正在发 {unsent}"},
    State.WAITING: {"en": "↑ {unsent} waiting", "zh": "↑ {unsent} 条待发"},
    State.PHOTOS: {"en": "📷 Photos waiting {photos} ({size})", "zh": "📷 照片待传 {photos} ({size})"},
    State.SAVED: {"en": "✓ All saved on server {at}", "zh": "✓ 全部已存服务器 {at}"},
}
