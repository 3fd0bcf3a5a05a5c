"""What the phone of a fault test sends, and sends again: a batch that comes to every verdict, and a photo."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx
import msgspec

from mobile_contract.cases import ReportMatter
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject, UploadView
from mobile_contract.receipts import Receipt
from mobile_contract.residents import (
    AddHousehold,
    ChangeHousehold,
    ChangePerson,
    HouseholdEdits,
    PersonEdits,
    RegisterPerson,
)
from mobile_contract.sync import PushReply
from mobile_contract.visits import RecordVisit
from ops.demo_photos import make_sample_jpeg
from server.core.ids import new_id
from tests.support.joined import Joined
from tests.support.scene import EAST, WEST, Scene, middle

NDJSON = {"content-type": "application/x-ndjson"}
BYTES = "application/offset+octet-stream"
_PICTURE = make_sample_jpeg(7, 64, 48)


class Drafting(Protocol):
    """A phone as far as it numbers its commands."""

    def facts(self, entity: str, root: str | None = None, **more: Any) -> dict[str, Any]:
        """The facts of the next command."""
        ...


def visits(phone: Drafting, scene: Scene, number: int, **more: Any) -> list[RecordVisit]:
    """Visits to the scene's household."""
    return [
        RecordVisit(**phone.facts(new_id(), scene.household), household=scene.household, point=middle(WEST), **more)
        for _ in range(number)
    ]


def reports(phone: Drafting, scene: Scene, number: int) -> list[ReportMatter]:
    """Matters seen in the east grid."""
    return [
        ReportMatter(**phone.facts(new_id()), title="井盖破损", point=middle(EAST), claimed_grid=scene.east)
        for _ in range(number)
    ]


def picture(mark: str) -> bytes:
    """A small picture whose bytes nobody else has."""
    return _PICTURE + mark.encode()


@dataclass
class Errand:
    """One batch with its exact bytes and one photo, to be sent until the phone has heard of all of it."""

    body: bytes
    photo: bytes
    upload: str = field(default_factory=new_id)
    command: str = field(default_factory=new_id)

    @property
    def sha256(self) -> str:
        """The photo's name."""
        return hashlib.sha256(self.photo).hexdigest()

    def blob_in(self, blobs: Path) -> Path:
        """Where a district keeps the photo once it is whole."""
        return blobs / self.sha256[:2] / self.sha256[2:4] / self.sha256

    async def push(self, http: httpx.AsyncClient) -> PushReply:
        """Send the batch, byte for byte as before."""
        return await push(http, self.body)

    async def send_photo(self, http: httpx.AsyncClient) -> None:
        """Send the photo in two pieces, as a phone does: promise it, go on where the server stands, promise again."""
        offset, done = await self.promise(http)
        while not done:
            while offset < len(self.photo):
                offset = await self._send_piece(http, offset)
            offset, done = await self.promise(http)

    async def promise(self, http: httpx.AsyncClient) -> tuple[int, bool]:
        """Promise the photo; where the server stands, and whether it is whole."""
        facts = {"upload": self.upload, "sha256": self.sha256, "size_bytes": len(self.photo), "command": self.command}
        answer = await http.post("/v1/uploads", json=facts)
        assert answer.status_code == 200, answer.text
        told = msgspec.json.decode(answer.content, type=UploadView)
        return told.offset, told.done

    async def _send_piece(self, http: httpx.AsyncClient, offset: int) -> int:
        """The offset after it; where the server stands elsewhere, the offset that it tells."""
        end = offset + len(self.photo) // 2 + 1
        headers = {"content-type": BYTES, "upload-offset": str(offset)}
        sent = await http.patch(f"/v1/uploads/{self.upload}", content=self.photo[offset:end], headers=headers)
        assert "upload-offset" in sent.headers, sent.text
        return int(sent.headers["upload-offset"])


async def push(http: httpx.AsyncClient, body: bytes) -> PushReply:
    """Push a body that must be answered."""
    answer = await http.post("/v1/sync/push", content=body, headers=NDJSON)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=PushReply)


def verdicts(receipts: Sequence[Receipt]) -> list[str]:
    """What came of each command."""
    return [receipt.verdict.value for receipt in receipts]


@dataclass
class Writer:
    """Writes errands of one worker, one after the other; knows what was typed before."""

    phone: Joined
    scene: Scene
    workplace: str | None = None
    awaited: str = field(default_factory=new_id)
    number: int = 0

    def errand(self) -> Errand:
        """Applied, conflict, refused, parked, held and a released one: every kind of work that the door writes."""
        self.number += 1
        phone, scene = self.phone, self.scene
        photo = picture(f"{self.number}-{new_id()}")
        before, self.workplace = self.workplace, f"厂{self.number}"
        arriving, self.awaited = self.awaited, new_id()
        case, named = new_id(), new_id()
        commands = [
            *visits(phone, scene, 2),
            ChangePerson(**phone.facts(scene.person), set=PersonEdits(workplace=(before, self.workplace))),
            ChangeHousehold(**phone.facts(scene.household), set=HouseholdEdits(number=("从未有过", f"{self.number}"))),
            ChangeHousehold(**phone.facts(scene.household), set=HouseholdEdits()),
            AddHousehold(**phone.facts(arriving), dwelling=scene.other_dwelling),
            RecordVisit(**phone.facts(new_id(), self.awaited), household=self.awaited),
            RegisterPerson(
                **phone.facts(new_id()), residency=new_id(), dwelling=scene.dwelling, household=scene.household,
                name=f"演示{self.number}",
            ),
            ReportMatter(**phone.facts(case), title="井盖破损", point=middle(WEST), claimed_grid=scene.west),
            AttachPhoto(
                **phone.facts(named, case), subject_kind=PhotoSubject.CASE, subject=case, phase=PhotoPhase.REPORT,
                sha256=hashlib.sha256(photo).hexdigest(), size_bytes=len(photo),
            ),
        ]  # fmt: skip
        poison = f'{{"kind":"record_visit","number":{self.number}'.encode()
        return Errand(phone.body(*commands, poison), photo)
