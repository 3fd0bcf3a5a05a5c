"""A rescue file that is damaged, comes at a bad moment, or from who was shut out: what can be saved is, in order."""

import base64
import io
import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from media.blobs import FileBlobs
from mobile_contract.accounts import EnrolRequest, IssueEnrolment, RevokeInstall
from mobile_contract.base import Clock, Command
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.rescue import MAGIC, CarriedCommand, CarriedPhoto, Outbox, SignedOutbox, frame_info
from mobile_contract.residents import ChangePerson, PersonEdits
from mobile_contract.sync import QueueState
from mobile_contract.visits import RecordVisit
from server.accounts import certificates
from server.accounts.certificates import Certificate
from server.accounts.service import enrol, plain
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door, Outcome
from server.core.ids import new_id
from server.core.intake import Sent, Submission, read
from server.core.keyring import Keyring
from server.core.loading import head_of
from server.core.poison import bytes_of, list_parked
from server.core.reading import list_by
from server.core.seal import new_code
from server.residents.entities import Person
from server.sync import rescue
from tests.support.scene import APhone, Scene, by_system, make_scene, settle

OPERATOR = Actor(user=SYSTEM_USER, install=new_id(), system=True)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Broken:
    """A phone that joined, and writes a rescue file by the words of the protocol."""

    def __init__(self, door: Door, user: str) -> None:
        self.door = door
        self.actor = Actor(user, new_id())
        self.phone = APhone(self.actor)
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw().hex()

    async def join(self) -> None:
        code = new_code()
        promise = IssueEnrolment(
            **by_system(new_id()), user=self.actor.user, code_hash=self.door.seal.code_hash(plain(code)),
            expires_at=clock.now() + timedelta(minutes=10),
        )  # fmt: skip
        await settle(self.door, [promise])
        asked = EnrolRequest(code=code, install=self.actor.install, secret_hash="ab" * 32, public_key=self.public)
        await enrol(self.door, asked)

    def file(
        self, commands: Sequence[Command] = (), pictures: Sequence[bytes] = (), *, spoilt: int = 0,
        encode: Callable[[Command], bytes] = msgspec.json.encode,
    ) -> io.BytesIO:  # fmt: skip
        """A file; its frame `spoilt` is damaged on the way, if that is a photo's."""
        certificate = Certificate(self.actor.install, self.actor.user, "ab" * 32, self.public)
        outbox = msgspec.msgpack.encode(
            Outbox(
                install=self.actor.install,
                user=self.actor.user,
                certificate=certificates.written(self.door.seal, self.door.district, certificate),
                contract=3,
                now=Clock(wall=clock.millis(clock.now()), boot="b", mono=10_000_000),
                queue=QueueState(),
                commands=tuple(CarriedCommand(one.seq, one.id, one.root, encode(one)) for one in commands),
                photos=tuple(
                    CarriedPhoto(new_id(), new_id(), sha256(one).hexdigest(), len(one)) for one in pictures
                ),
            )
        )  # fmt: skip
        identity = os.urandom(16)
        signature = self.key.sign(b"hexward|v1|outbox|" + identity + outbox)
        frames = [msgspec.msgpack.encode(SignedOutbox(outbox, signature)), *pictures]
        return io.BytesIO(
            MAGIC + identity + b"".join(self._frame(identity, n, one, spoilt) for n, one in enumerate(frames))
        )

    def _frame(self, identity: bytes, number: int, content: bytes, spoilt: int) -> bytes:
        key = X25519PublicKey.from_public_bytes(self.door.seal.outbox_key)
        sealed = bytearray(_HPKE.encrypt(content, key, info=frame_info(identity, number)))
        if spoilt and number == spoilt:
            sealed[-1] ^= 1
        return len(sealed).to_bytes(4, "big") + sealed

    async def bring(self, file: io.BytesIO) -> tuple[rescue.Rescued, rescue.Standing, list[Receipt]]:
        """What an operator does with it."""
        opened = rescue.opened(self.door.seal, self.door.district, file)
        standing = await rescue.look(self.door, opened)
        return opened, standing, await rescue.take(self.door, opened, standing, OPERATOR)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


@pytest.fixture
async def broken(door: Door, scene: Scene) -> Broken:
    phone = Broken(door, scene.users["worker_west"])
    await phone.join()
    return phone


def a_visit(broken: Broken, scene: Scene) -> RecordVisit:
    return RecordVisit(**broken.phone.facts(new_id(), scene.household), household=scene.household)


async def workplace(door: Door, scene: Scene) -> str:
    [person] = await door.database.read(lambda tx: list_by(tx, door, Person, "id", [scene.person]))
    return person.workplace


async def test_a_damaged_photo_takes_no_other_along(door: Door, scene: Scene, broken: Broken, tmp_path: Path) -> None:
    pictures = [PNG + bytes([n]) for n in range(3)]

    opened, standing, receipts = await broken.bring(broken.file([a_visit(broken, scene)], pictures, spoilt=1))
    told = await rescue.take_photos(door, FileBlobs(tmp_path), opened, standing)

    assert [one.verdict for one in receipts] == [Verdict.APPLIED]
    assert [bool(fault) for _, fault in told] == [True, False, False]
    assert "part 1" in told[0][1]


async def test_what_comes_after_a_command_that_must_wait_waits_with_it(
    door: Door, scene: Scene, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ChangePerson(**broken.phone.facts(scene.person), set=PersonEdits(workplace=("", "one")))
    between = [a_visit(broken, scene) for _ in range(199)]
    second = ChangePerson(**broken.phone.facts(scene.person), set=PersonEdits(workplace=("one", "two")))
    file = broken.file([first, *between, second])

    async def busy(_door: Door, submission: Submission) -> Outcome:
        head = await door.database.read(lambda tx: head_of(tx, door.district))
        return Outcome([Receipt(one.id, Verdict.RETRY) for one in submission.sent], head)

    with monkeypatch.context() as now:
        now.setattr(Door, "submit", busy)
        _, _, receipts = await broken.bring(file)
    assert {one.verdict for one in receipts} == {Verdict.RETRY}
    assert len(receipts) == 201

    file.seek(0)
    _, _, again = await broken.bring(file)
    assert {one.verdict for one in again} == {Verdict.APPLIED}
    assert await workplace(door, scene) == "two"


async def test_the_parked_work_of_who_was_shut_out_comes_before_people_whenever_it_is_replayed(
    door: Door, scene: Scene, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = ChangePerson(**broken.phone.facts(scene.person), set=PersonEdits(workplace=("", "from a lost phone")))
    await settle(door, [RevokeInstall(**by_system(broken.actor.install), reason="lost")])

    def by_an_older_release(raw: bytes, encoding: str, actor: Actor) -> Sent:
        return msgspec.structs.replace(read(raw, encoding, actor), command=None, error="unknown field")

    with monkeypatch.context() as before:
        before.setattr(rescue, "read_command", by_an_older_release)
        _, standing, [parked] = await broken.bring(broken.file([edit]))
    assert (standing.let_in, parked.verdict) == (False, Verdict.PARKED)

    async def kept(tx: ReadTx) -> list[Sent]:
        rows = await list_parked(tx, door.district)
        return await bytes_of(tx, door.district, Keyring(door.seal, door.district), rows)

    [sent] = await door.database.read(kept)
    replayed = await door.replay(sent)

    assert (replayed.verdict, replayed.why) == (Verdict.CONFLICT, "late_scope")
    assert await workplace(door, scene) == ""


async def test_a_file_that_nobody_signed_is_not_built(broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody may seal one to the district: its commands are looked at when its phone's signature fits."""
    file = broken.file()
    broken.key = Ed25519PrivateKey.generate()
    forged = broken.file()
    built: list[tuple[object, ...]] = []

    def build(*told: object) -> None:
        built.append(told)

    monkeypatch.setattr(rescue, "Rescued", build)

    with pytest.raises(rescue.WrongFile, match="did not sign"):
        rescue.opened(broken.door.seal, broken.door.district, forged)

    assert built == []
    rescue.opened(broken.door.seal, broken.door.district, file)
    assert len(built) == 1


async def test_a_phone_that_sends_messagepack_is_read_as_well(scene: Scene, broken: Broken) -> None:
    visits = [a_visit(broken, scene) for _ in range(2)]
    _, _, receipts = await broken.bring(broken.file(visits, encode=msgspec.msgpack.encode))
    assert [(one.id, one.verdict) for one in receipts] == [(one.id, Verdict.APPLIED) for one in visits]
