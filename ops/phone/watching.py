"""A phone that stays: it syncs when there is something to send, when it is woken, and when it is time."""

import random
import time
from contextlib import closing

import rich_click as click

from mobile_contract.problems import ProblemCode
from ops.phone import bar, device, joining
from ops.phone.listening import Listening
from ops.phone.photos import MissingFile, sweep_folder
from ops.phone.rounds import Done, Stopped, sync
from ops.phone.session import SIGN_IN_EXIT, Session, Told
from ops.phone.transport import Line, Refused, Unreachable

POLL_S = 1.0
"""How soon something that another process wrote on this phone is noticed."""


def one_round(session: Session) -> Done:
    """Everything once: up, down, photos. A phone that was cloned, or lost in a restore, joins again by itself first."""
    try:
        done = _synced(session)
    except (Refused, Stopped) as error:
        if not _is_forgotten(error) or not joining.rejoin(session.phone, session.store):
            raise
        session.tell("joined again")
        done = _synced(session)
    sweep_folder(session.phone, session.photo_folder)
    return done


def _synced(session: Session) -> Done:
    line = session.line()
    try:
        if session.locked or not session.store.setting("outbox key"):
            _renew(session, line)
        return sync(session.phone, line, device.now, session.tell)
    finally:
        line.close()


def _renew(session: Session, line: Line) -> None:
    """Get the lease again, and with it what is shut away."""
    try:
        joining.renew(session.phone, session.store, line)
    except (Unreachable, Refused) as error:
        session.phone.note_failure(error.code if isinstance(error, Refused) else str(error))
        raise


def _is_forgotten(error: Refused | Stopped) -> bool:
    """Whether the district does not know this install, or has found it cloned: its certificate may help."""
    return error.why == "rekey" if isinstance(error, Stopped) else error.code == ProblemCode.NOT_SIGNED_IN


def must_join(session: Session) -> bool:
    """Whether the district does not know this phone any more."""
    return bar.is_shut_out(session.store.state())


def watch(session: Session) -> None:
    """Stay until Ctrl-C. Raises Told when the phone must join anew."""
    try:
        while True:
            with closing(Listening(session.line(), session.store.state().cursor_pos)) as listening:
                _stay(session, listening)
                while not listening.deaf:  # a phone that joined again listens under its new name
                    _stay(session, listening)
    except KeyboardInterrupt:
        click.echo("", err=True)


def _stay(session: Session, listening: Listening) -> None:
    """One round, and the wait after it."""
    dice = random.random()  # noqa: S311  # jitter, no secret
    listening.news.clear()
    last_seq = session.store.state().next_seq
    asked_s = _try_round(session)
    state = session.store.state()
    if not state.failures:
        listening.after = state.cursor_pos
    if asked_s:
        wait_s = asked_s * (0.8 + 0.4 * dice)
        _tell_bar(session, wait_s)
        time.sleep(wait_s)
        return
    wait_s = session.phone.wait_s(dice)
    _tell_bar(session, wait_s)
    _wait(session, listening, wait_s, last_seq)


def _try_round(session: Session) -> int:
    """A round, whatever becomes of it; how many seconds the district wants to be left alone."""
    try:
        one_round(session)
    except Unreachable:
        pass  # the bar says so, and when the next attempt is
    except MissingFile as error:
        session.tell(f"the phone's copy of a photo is gone: {error}")
    except (Refused, Stopped) as error:
        if must_join(session):
            raise Told(str(error), "sign in again", "Nothing is lost.", exit_code=SIGN_IN_EXIT) from error
        session.tell(str(error))
        return error.retry_after_s if isinstance(error, Refused) else 0
    return 0


def _tell_bar(session: Session, wait_s: float) -> None:
    told = bar.bar(session.store, device.now(), next_in_s=wait_s)
    session.answer({"bar": told}, lambda: click.echo(session.bar(wait_s)))


def _wait(session: Session, listening: Listening, wait_s: float, last_seq: int) -> None:
    """Until it is time, there is news, or something was written after `last_seq` and the line works."""
    until = time.monotonic() + wait_s
    while time.monotonic() < until:
        if listening.news.wait(POLL_S):
            return
        state = session.store.state()
        if state.next_seq != last_seq and not state.failures:
            return
