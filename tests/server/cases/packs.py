"""Evidence packs made by hand, without a district: whole ones, and whatever somebody with a key could sign instead."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from mobile_contract.receipts import Receipt, Verdict
from server.cases import proof_pack as form
from server.cases.proof_check import chain_bytes
from server.core.journal import GENESIS
from server.core.seal import DISTRICT_SUBJECT, Seal, chain_link, salted_digest
from server.core.writing import leaf
from tests.support.judging import an_id

DISTRICT, OTHER = Seal.from_master(bytes(range(32))), Seal.from_master(bytes(range(1, 33)))
CASE, WORKER, PHOTO = an_id(801), an_id(802), an_id(803)
PICTURE = b"a picture" * 20
HASH = form.sha256_of(PICTURE)
FIRST_AT = 1_770_000_000_000_000


def a_command(kind: str, entity: str = CASE, **more: Any) -> form.Shown:
    """An opened entry of a command, by the worker."""
    raw = msgspec.json.encode({"kind": kind, "entity": entity, **more})
    body = msgspec.msgpack.encode(("json", raw, Receipt(id=an_id(9), verdict=Verdict.APPLIED)))
    return form.Shown(kind, entity, 1, WORKER, an_id(804), FIRST_AT, CASE, b"s" * 16, body)


def an_erasure() -> form.Shown:
    """The entry that says that the case was erased."""
    body = msgspec.msgpack.encode(("because",))
    return form.Shown(form.ERASURE, CASE, 0, WORKER, an_id(804), FIRST_AT, DISTRICT_SUBJECT, b"s" * 16, body)


def digest_of(shown: form.Shown) -> bytes:
    """What the journal has of an entry."""
    told = leaf(
        shown.kind, shown.entity, shown.version, shown.actor, shown.install, shown.observed_at, shown.subject,
        shown.body,
    )  # fmt: skip
    return salted_digest(shown.salt, told)


STRANGE = [bytes([n]) * 32 for n in range(1, 9)]
"""Digests of entries that do not concern the case."""


@dataclass
class Draft:
    """A pack before it is signed; each part can be changed. By default: three positions, the last one the head."""

    shown: list[form.Shown] = field(
        default_factory=lambda: [
            a_command("report_matter"),
            a_command("attach_photo", PHOTO, sha256=HASH),
            a_command("accept_case"),
        ]
    )
    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {"case": [{"id": CASE}], "photo": [{"id": PHOTO, "sha256": HASH}]}
    )
    erased_at: int | None = None
    changes: dict[str, Callable[[Any], Any]] = field(default_factory=dict[str, Callable[[Any], Any]])
    """Parts that are not what they would be: `entries`, `places`, `timeline`, `links`, `head`, `chain`, `span`."""

    def statement(self) -> tuple[form.Statement, dict[str, bytes]]:
        places, chain = self._journal()
        entries = [form.PackEntry(5 + n, 1, digest_of(one).hex(), one) for n, one in enumerate(self.shown)]
        timeline = [
            form.Told(5 + n, 1, one.kind, one.entity, one.version, one.observed_at, one.actor,
                      *form.answer_of(one.kind, one.body))
            for n, one in enumerate(self.shown)
        ]  # fmt: skip
        told: dict[str, Any] = {
            "entries": entries, "places": places, "timeline": timeline, "chain": chain,
            "links": [form.Link(place.pos, place.at, place.link) for place in places],
            "head": form.Link(places[-1].pos, places[-1].at, places[-1].link),
            "span": form.Span(places[0].pos, places[0].previous),
        }  # fmt: skip
        told = {name: self.changes.get(name, lambda it: it)(value) for name, value in told.items()}
        case_file = form.CaseFile(CASE, "2026-1", self.rows, told["timeline"], [], {WORKER: "王"}, self.erased_at)
        files = {
            form.README: form.README_TEXT.encode(),
            form.CASE: form.encoded(case_file),
            form.JOURNAL: form.encoded(form.JournalFile(told["places"], told["entries"])),
            form.PHOTOS + HASH: PICTURE,
        }
        if told["span"] is not None:
            files[form.CHAIN] = told["chain"]
        statement = form.Statement(
            form.FORMAT, 320114, "e", CASE, "2026-1", FIRST_AT,
            full=True, head=told["head"], links=told["links"], chain=told["span"], files={},
        )  # fmt: skip
        return statement, files

    def files(self, seal: Seal = DISTRICT) -> dict[str, bytes]:
        """All files, signed by somebody."""
        statement, files = self.statement()
        return form.signed(statement, files, seal)

    def raw(self, seal: Seal = DISTRICT) -> bytes:
        """The pack as it would be handed out."""
        return form.zipped(self.files(seal))

    def _journal(self) -> tuple[list[form.Place], bytes]:
        places: list[form.Place] = []
        link, chain = GENESIS, b""
        for n, one in enumerate(self.shown):
            pos, at = 5 + n, FIRST_AT + n
            digests = [STRANGE[n], digest_of(one), STRANGE[n + 3]]
            before, link = link, chain_link(link, pos, at, digests)
            chain += chain_bytes(at, digests)
            places.append(form.Place(pos, at, before.hex(), link.hex(), [one.hex() for one in digests]))
        return places, chain


def zipped_as(files: Mapping[str, bytes], **how: Any) -> bytes:
    """A ZIP that is not as packs are written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how.get("compression", zipfile.ZIP_STORED)) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
