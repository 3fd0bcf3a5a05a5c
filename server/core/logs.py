"""Structured logs without a resident in them: an exception leaves its type and its places, never its text or values."""

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import structlog
from structlog.typing import EventDict, WrappedLogger

_FRAMES = 12


def configure(*, level: int = 20) -> None:
    """One JSON object a line on stderr. Called once by whoever starts a process."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            places_alone,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def _json(event: EventDict, default: Callable[[Any], Any], **_told: Any) -> str:
    return msgspec.json.encode(event, enc_hook=default).decode()


def places_alone(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """An exception as its type and the lines that it went through: its message may quote what somebody typed."""
    told = event.pop("exc_info", None)
    if told:
        kind, frames = _of(told)
        event["exception"] = kind
        event["at"] = frames
    return event


def _of(told: Any) -> tuple[str, list[str]]:
    error = told if isinstance(told, BaseException) else sys.exc_info()[1]
    if error is None:
        return "unknown", []
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return type(error).__name__, [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
