"""Evidence packs as a district makes them, on both databases: what they prove, what they leave out, what they leave."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest

from media.blobs import FileBlobs
from mobile_contract import cases as wire
from mobile_contract.case_steps import MergeCase
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.problems import ProblemCode
from server.cases import proof_journal
from server.cases.proof import Order, make
from server.cases.proof_check import Checked, Standing, check
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER
from server.core.ids import new_id
from server.core.journal import list_entries_of
from server.core.keyring import Keyring
from server.core.loading import load_keys
from server.core.problems import Problem
from server.core.seal import DISTRICT_SUBJECT
from server.core.writing import entry_place
from tests.server.cases.acts import Acts
from tests.support.scene import DISTRICT, WEST, by_system, middle, settle

PICTURE = b"not really a picture"
SHA256 = hashlib.sha256(PICTURE).hexdigest()
REPORT: dict[str, Any] = {"title": "演示张三家门口有坑", "description": "电话 13900000000"}


async def a_pack(acts: Acts, case: str, blobs: FileBlobs | None = None, **more: Any) -> bytes:
    return await make(acts.town.door, acts.town.scene.office("office"), Order(case, **more), blobs)


def checked(acts: Acts, raw: bytes) -> Checked:
    """What it proves to whoever has the district's key."""
    return check(raw, acts.town.door.seal.public_key)


def in_pack(raw: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return msgspec.json.decode(archive.read(name))


def words(found: Checked, standing: Standing) -> list[str]:
    return [line.words for line in found.lines if line.standing is standing]


async def attach(acts: Acts, case: str, sha256: str = SHA256, actor: Actor | None = None) -> None:
    command = AttachPhoto(
        **by_system(new_id(), case), subject_kind=PhotoSubject.CASE, subject=case, phase=PhotoPhase.REPORT,
        sha256=sha256, size_bytes=len(PICTURE),
    )  # fmt: skip
    await settle(acts.town.door, [command], actor)


async def kept_pictures(folder: Path) -> FileBlobs:
    """The store of photos, with the picture in it."""
    blobs, part = FileBlobs(folder / "blobs"), new_id()
    await blobs.begin(part)
    await blobs.append(part, 0, PICTURE)
    await blobs.finish(part, SHA256)
    return blobs


# --- what a pack proves -----------------------------------------------------------------------------------------------


async def test_the_pack_of_a_closed_case_is_proven_from_its_first_step_to_the_head(acts: Acts) -> None:
    case = await acts.closed()
    number = (await acts.case(case)).case_no or ""

    raw = await a_pack(acts, number, full=True, purpose="复议")
    found = checked(acts, raw)

    assert (found.ok, found.case, found.case_no, found.full) == (True, case, number, True)
    proven, word = words(found, Standing.PROVEN), words(found, Standing.WORD)
    assert "signed with the district's key, as given" in proven
    steps = len(found.timeline)
    assert f"{steps} of {steps} steps of the timeline are what the opened entries say" in proven
    assert any(one.startswith("1 of 1 photos are named by the journal") for one in proven)
    assert any(one.endswith(f"to the head {found.head_pos}") for one in proven)
    assert [told.command for told in found.timeline][:3] == ["report_matter", "accept_case", "file_case"]
    assert [told.command for told in found.timeline][-1] == "close_case"
    assert len(word) == 4
    assert {"office", "handler", "worker_west", "雨花社区", "西网格"} & set(found.names.values()) >= {
        "office",
        "handler",
    }


async def test_a_case_is_asked_for_by_its_id_too_and_the_same_case_tells_the_same(acts: Acts) -> None:
    case = await acts.filed()
    number = (await acts.case(case)).case_no or ""
    by_number, by_id = [in_pack(await a_pack(acts, one), "case.json") for one in (number, case)]
    assert by_number == by_id


async def test_a_refused_step_is_in_the_pack_with_its_reason(acts: Acts) -> None:
    case = await acts.filed()
    await acts.asks("stranger", wire.AcceptCase, case)
    found = checked(acts, await a_pack(acts, case))
    assert (found.timeline[-1].verdict, found.timeline[-1].why) == ("refused", ProblemCode.NOT_ALLOWED)
    assert found.ok


async def test_pictures_are_in_a_whole_pack_alone_and_those_that_have_not_arrived_are_told(
    acts: Acts, tmp_path: Path
) -> None:
    case, blobs = await acts.reported(), await kept_pictures(tmp_path)
    await attach(acts, case)
    await attach(acts, case, "cd" * 32)

    masked = await a_pack(acts, case, blobs)
    whole = await a_pack(acts, case, blobs, full=True, purpose="复议")

    assert PICTURE not in masked
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert [name for name in archive.namelist() if name.startswith("photos/")] == [f"photos/{SHA256}"]
    found = checked(acts, whole)
    assert "1 of 2 pictures are here, and have the hashes that are named" in words(found, Standing.PROVEN)
    assert "what 1 pictures show: only their hashes are told" in words(found, Standing.OPEN)
    for raw in (masked, whole):
        assert "2 of 2 photos are named by the journal" in words(checked(acts, raw), Standing.PROVEN)


async def test_without_the_way_to_the_head_the_district_gives_its_word(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await acts.filed()
    monkeypatch.setattr(proof_journal, "LONGEST_WAY", 2)
    raw = await a_pack(acts, case)
    found = checked(acts, raw)
    assert found.ok
    assert any(one.startswith("that these positions lead to the head") for one in words(found, Standing.WORD))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert "chain.bin" not in archive.namelist()


# --- what it leaves out -----------------------------------------------------------------------------------------------


async def test_a_masked_pack_has_no_words_no_reporter_and_no_place(acts: Acts) -> None:
    scene = acts.town.scene
    case = await reported_from_outside(acts)
    await acts.does("office", wire.AcceptCase, case, opinion="李四说的")
    await acts.does("office", wire.FileCase, case, class_code="B-event-01-13", opinion="")

    raw = await a_pack(acts, case)
    found = checked(acts, raw)

    assert found.ok
    for told in ("张三", "李四", "13900000000", scene.users["stranger"], "stranger", "118.77", str(middle(WEST).lat)):
        assert told.encode() not in raw, told
    assert found.timeline[0].actor is None
    assert "1 of 3 steps of the timeline are what the opened entries say" in words(found, Standing.PROVEN)
    [left_out] = [one for one in words(found, Standing.OPEN) if one.startswith("what was left out")]
    assert all(name in left_out for name in ("case.title", "case.reporter", "case.lon", "case_event.opinion"))


async def test_somebody_from_outside_who_adds_to_a_workers_case_is_not_told(acts: Acts) -> None:
    case, follower = await acts.reported(), new_id()
    await attach(acts, case, actor=Actor(user=follower, install=new_id(), system=True))
    masked, whole = await a_pack(acts, case), await a_pack(acts, case, full=True, purpose="复议")
    assert follower.encode() not in masked
    assert follower.encode() in whole
    told = checked(acts, masked).timeline
    assert [one.actor for one in told] == [acts.town.scene.users["worker_west"], None]


async def test_what_the_server_did_itself_is_told_as_that(acts: Acts) -> None:
    case = new_id()
    report = wire.ReportMatter(**by_system(case), **REPORT, point=middle(WEST), source=wire.CaseSource.RESIDENT)
    await settle(acts.town.door, [report, wire.AcceptCase(**by_system(case))])
    found = checked(acts, await a_pack(acts, case))
    assert [told.actor for told in found.timeline] == [SYSTEM_USER, SYSTEM_USER]
    assert "1 of 2 steps of the timeline are what the opened entries say" in words(found, Standing.PROVEN)


async def test_a_whole_pack_of_the_same_case_has_them(acts: Acts) -> None:
    case = await reported_from_outside(acts)
    raw = await a_pack(acts, case, full=True, purpose="复议")
    assert all(told.encode() in raw for told in (REPORT["title"], acts.town.scene.users["stranger"], "118.77"))
    assert checked(acts, raw).ok


async def reported_from_outside(acts: Acts) -> str:
    """What a resident tells, brought in by the server for them."""
    case = new_id()
    report = wire.ReportMatter(**by_system(case), **REPORT, point=middle(WEST), source=wire.CaseSource.RESIDENT)
    resident = Actor(user=acts.town.scene.users["stranger"], install=new_id(), system=True)
    await settle(acts.town.door, [report], resident)
    return case


async def test_of_an_erased_case_the_pack_says_that_it_was_erased_and_no_more(acts: Acts) -> None:
    case, door = await acts.filed(), acts.town.door
    number = (await acts.case(case)).case_no or ""
    before = checked(acts, await a_pack(acts, case))
    await door.erase(acts.town.scene.office("office"), case, "依居民请求")

    whole = checked(acts, await a_pack(acts, case, full=True, purpose="核对"))
    raw = await a_pack(acts, case)
    masked = checked(acts, raw)

    assert (whole.ok, masked.ok) == (True, True)
    assert [told.command for told in whole.timeline] == ["erase_subject"]
    said = "the case was erased for ever: of what it was there is nothing left to tell, and nothing to prove"
    assert said in words(whole, Standing.PROVEN)
    assert said in words(masked, Standing.WORD)
    own = len(before.timeline)
    assert f"what {own} of them said: it was erased for ever; only their digests stand" in words(masked, Standing.OPEN)
    assert "依居民请求".encode() not in raw
    assert in_pack(raw, "case.json")["rows"] == {}
    with pytest.raises(Problem) as refused:
        await a_pack(acts, number)
    assert refused.value.code is ProblemCode.NOT_FOUND


async def test_a_merged_case_and_the_one_that_goes_on_both_tell_of_it(acts: Acts) -> None:
    lead, other = await acts.filed(), await acts.reported()
    await acts.does("office", MergeCase, other, duplicate_of=lead, opinion="")
    for case in (lead, other):
        raw = await a_pack(acts, case)
        assert checked(acts, raw).ok
        [link] = in_pack(raw, "case.json")["rows"]["case_link"]
        assert (link["case_id"], link["into_case"]) == (other, lead)


# --- what it leaves ---------------------------------------------------------------------------------------------------


async def test_each_making_is_journalled_with_who_what_and_what_for(acts: Acts) -> None:
    case = await acts.filed()
    office = acts.town.scene.office("office")
    await make(acts.town.door, office, Order(case))
    await make(acts.town.door, office, Order(case, full=True, purpose="行政复议 2026-12"))
    masked, whole = await reads_of(acts, case)
    assert (masked[0], whole[0]) == (office.user, office.user)
    assert masked[1] == ("case_proof", "case_proof", [case])
    assert whole[1] == ("行政复议 2026-12", "case_proof_full", [case])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"full": True}, ProblemCode.CASE_NEEDS),
        ({"full": True, "purpose": "  "}, ProblemCode.CASE_NEEDS),
        ({"full": True, "purpose": "x" * 201}, ProblemCode.MALFORMED),
    ],
)
async def test_a_whole_pack_without_a_purpose_is_refused_and_leaves_nothing(
    acts: Acts, more: dict[str, Any], code: ProblemCode
) -> None:
    case = await acts.reported()
    with pytest.raises(Problem) as refused:
        await a_pack(acts, case, **more)
    assert refused.value.code is code
    assert await reads_of(acts, case) == []


@pytest.mark.parametrize("told", ["", "2026-1", "00000000-0000-7000-8000-000000000000", "'; --", "\u0001"])
async def test_a_case_that_never_was_has_no_pack(acts: Acts, told: str) -> None:
    with pytest.raises(Problem) as refused:
        await a_pack(acts, told)
    assert refused.value.code is ProblemCode.NOT_FOUND


async def test_an_erased_resident_is_no_erased_case(acts: Acts) -> None:
    person = acts.town.scene.person
    await acts.town.door.erase(acts.town.scene.office("office"), person, "依居民请求")
    with pytest.raises(Problem) as refused:
        await a_pack(acts, person)
    assert refused.value.code is ProblemCode.NOT_FOUND


async def reads_of(acts: Acts, case: str) -> list[tuple[str, tuple[str, str, list[str]]]]:
    """Who read of a case, and with which purpose, what and whose."""
    door = acts.town.door
    entries = await door.database.read(lambda tx: list_entries_of(tx, DISTRICT, [case]))
    keyring = Keyring(door.seal, DISTRICT)
    await door.database.read(lambda tx: load_keys(tx, DISTRICT, keyring, {DISTRICT_SUBJECT}))
    return [
        (
            one.actor,
            tuple(msgspec.msgpack.decode(keyring.district_key().open(one.body or b"", entry_place("read", case)))),
        )
        for one in entries
        if one.kind == "read"
    ]
