"""`hexward case proof` makes a pack, and `hexward verify` checks it in a folder that knows nothing of the district."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from media.blobs import FileBlobs
from mobile_contract.cases import AcceptCase, FileCase, ReportMatter
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from server.cases.entities import Case
from server.core.ids import new_id
from server.core.reading import find_entity
from tests.ops.test_cli import Told, hexward, init_words
from tests.support.scene import CLASS, WEST, Scene, by_system, make_scene, middle, settle
from tests.support.tree import ROOT

PICTURE = b"a hole in the road" * 100
SHA256 = hashlib.sha256(PICTURE).hexdigest()


@dataclass
class District:
    """A district's folder with one filed case that has a photo."""

    data: Path
    scene: Scene
    case: str
    number: str
    key: str

    async def proof(self, *words: str | Path) -> Told:
        return await hexward("case", "proof", *words, "--data", self.data)


@pytest.fixture
async def district(database_url: str, tmp_path: Path) -> District:
    data = tmp_path / "district"
    assert (await hexward(*init_words(data, "--database", database_url))).exit_code == 0
    settings, case, part = load_settings(data), new_id(), new_id()
    blobs = FileBlobs(settings.blobs)
    await blobs.begin(part)
    await blobs.append(part, 0, PICTURE)
    await blobs.finish(part, SHA256)
    async with door_of(settings) as door:
        scene = await make_scene(door)
        report = ReportMatter(**by_system(case), title="路面有坑", point=middle(WEST), class_code=CLASS)
        photo = AttachPhoto(
            **by_system(new_id(), case), subject_kind=PhotoSubject.CASE, subject=case, phase=PhotoPhase.REPORT,
            sha256=SHA256, size_bytes=len(PICTURE),
        )  # fmt: skip
        await settle(door, [report], scene.office("worker_west"))
        await settle(door, [photo], scene.office("worker_west"))
        await settle(door, [AcceptCase(**by_system(case))], scene.office("office"))
        await settle(door, [FileCase(**by_system(case), class_code=CLASS)], scene.office("office"))
        found = await door.database.read(lambda tx: find_entity(tx, door, Case, case))
        assert found is not None
    key = (await hexward("case", "key", "--data", data)).answer.strip()
    return District(data, scene, case, found.case_no or "", key)


def verify_elsewhere(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A process of its own in a folder with the pack alone, without one variable of the district."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "ops", "verify", *map(str, words)],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


async def test_a_pack_is_verified_in_another_folder_without_the_district(district: District, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    made = await district.proof(district.number, "-o", elsewhere / "pack.zip", "--full", "--purpose", "行政复议")
    assert made.exit_code == 0, made.remarks
    for path in (district.data / "hexward.env", district.data / "master.key"):
        path.unlink()

    found = verify_elsewhere(elsewhere, "pack.zip", "--key", district.key)

    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stderr == ""
    assert "proven    signed with the district's key, as given" in found.stdout
    assert "proven    4 of 4 steps of the timeline are what the opened entries say" in found.stdout
    assert "proven    1 of 1 pictures are here, and have the hashes that are named" in found.stdout
    assert [line.split()[2] for line in found.stdout.splitlines() if line.startswith("  20")] == [
        "report_matter",
        "attach_photo",
        "accept_case",
        "file_case",
    ]
    assert [path.name for path in elsewhere.iterdir()] == ["pack.zip"]


async def test_a_changed_byte_and_another_districts_key_end_with_one_and_are_named(
    district: District, tmp_path: Path
) -> None:
    pack = tmp_path / "pack.zip"
    assert (await district.proof(district.number, "-o", pack)).exit_code == 0
    raw = pack.read_bytes()
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(raw.replace("西网格".encode(), "东网格".encode(), 1))

    changed = await hexward("verify", spoilt, "--key", district.key)
    foreign = await hexward("verify", pack, "--key", "ab" * 32, "--json")

    assert changed.exit_code == 1
    assert "FAULT" in changed.answer
    assert "case.json" in changed.answer
    assert changed.answer.splitlines()[-1] == "THE PACK IS NOT WHAT THE DISTRICT SIGNED."
    assert (foreign.exit_code, foreign.json["ok"]) == (1, False)
    [fault] = [line["words"] for line in foreign.json["lines"] if line["standing"] == "fault"]
    assert fault == f"signed with another key than the given one: {district.key}"


async def test_the_key_may_lie_in_a_file_and_without_one_the_question_stays_open(
    district: District, tmp_path: Path
) -> None:
    pack, key_file = tmp_path / "pack.zip", tmp_path / "key.txt"
    key_file.write_text(district.key.upper() + "\n")
    assert (await district.proof(district.case, "-o", pack)).exit_code == 0
    with_file = await hexward("verify", pack, "--key", key_file, "--json")
    without = await hexward("verify", pack, "--json")
    assert (with_file.exit_code, without.exit_code) == (0, 0)
    assert with_file.json["lines"][1]["standing"] == "proven"
    assert without.json["lines"][1]["standing"] == "open"
    for word in ("nonsense", str(tmp_path), "ab" * 31):
        told = await hexward("verify", pack, "--key", word)
        assert (told.exit_code, len(told.remarks.splitlines())) == (1, 1)


async def test_what_cannot_be_made_is_told_in_one_line_and_no_file_is_written_over(
    district: District, tmp_path: Path
) -> None:
    pack = tmp_path / "pack.zip"
    assert (await district.proof(district.number, "-o", pack, "--full")).exit_code == 2
    missing = await district.proof("2026-9999", "-o", pack)
    assert (missing.exit_code, missing.remarks) == (
        1,
        "hexward: there is no case 2026-9999; one that was erased is known by its id alone\n",
    )
    assert not pack.exists()
    pack.write_text("mine")
    taken = await district.proof(district.number, "-o", pack)
    assert taken.exit_code == 1
    assert pack.read_text() == "mine"


async def test_a_pack_is_its_owners_alone_and_the_answer_tells_what_it_proves(
    district: District, tmp_path: Path
) -> None:
    pack = tmp_path / "pack.zip"
    told = await district.proof(district.number, "-o", pack, "--json")
    assert pack.stat().st_mode & 0o777 == 0o600
    assert (told.json["ok"], told.json["size_bytes"]) == (True, pack.stat().st_size)
    assert told.json["public_key"] == district.key
    assert told.json["case_no"] == district.number


@pytest.mark.parametrize("raw", [b"", b"no zip", b"PK\x03\x04"])
async def test_whatever_is_no_pack_is_told(raw: bytes, tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    pack.write_bytes(raw)
    told = await hexward("verify", pack)
    assert told.exit_code == 1
    assert "FAULT" in told.answer
    assert (await hexward("verify", tmp_path)).exit_code == 2
