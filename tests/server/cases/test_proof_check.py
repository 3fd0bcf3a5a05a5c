"""The verifier under attack: whatever is done to a pack is found and named, and whatever the bytes are it answers."""

import random
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.cases import proof_opening
from server.cases import proof_pack as form
from server.cases.proof_check import Checked, Standing, chain_bytes, check
from tests.server.cases.packs import (
    CASE,
    DISTRICT,
    FIRST_AT,
    HASH,
    OTHER,
    PHOTO,
    PICTURE,
    STRANGE,
    WORKER,
    Draft,
    a_command,
    an_erasure,
    zipped_as,
)

RAW = Draft().raw()
OTHER_DIGEST = "ab" * 32


def fault(raw: bytes, key: bytes | None = DISTRICT.public_key) -> str:
    """What the verifier has against a pack."""
    found = check(raw, key)
    assert not found.ok
    return "; ".join(line.words for line in found.lines if line.standing is Standing.FAULT)


def words(found: Checked, standing: Standing) -> list[str]:
    return [line.words for line in found.lines if line.standing is standing]


def test_a_pack_is_proven_without_anything_but_itself_and_the_key() -> None:
    found = check(RAW, DISTRICT.public_key)
    assert found.ok
    assert words(found, Standing.PROVEN) == [
        "whole: 7 files, every byte as it was signed",
        "signed with the district's key, as given",
        "3 journal entries lie in 3 positions, whose links fit them",
        "3 of them are opened, and make their digests: command, person, time",
        "3 positions without a gap lead from 5 to the head 7",
        "3 of 3 steps of the timeline are what the opened entries say",
        "1 of 1 photos are named by the journal",
        "1 of 1 pictures are here, and have the hashes that are named",
    ]
    assert (found.case, found.case_no, found.head_pos) == (CASE, "2026-1", 7)


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_another_districts_pack_is_named_and_without_a_key_nobody_is_believed() -> None:
    assert fault(Draft().raw(OTHER)) == f"signed with another key than the given one: {OTHER.public_key.hex()}"
    found = check(Draft().raw(OTHER))
    assert found.ok
    assert words(found, Standing.OPEN)[0].startswith(f"whose key signed it: compare {OTHER.public_key.hex()}")


def test_a_key_of_another_or_a_signature_for_something_else_does_not_fit() -> None:
    files = Draft().files()
    mine = msgspec.json.decode(files[form.SIGNATURE], type=form.Signature)
    for changed in (
        replace(mine, public_key=OTHER.public_key.hex()),
        replace(mine, signature=DISTRICT.sign("backup", files[form.STATEMENT]).hex()),
        replace(mine, signature=""),
        replace(mine, public_key="00"),
        replace(mine, algorithm="none"),
    ):
        told = fault(form.zipped(files | {form.SIGNATURE: form.encoded(changed)}))
        assert "the signature does not fit the statement" in told


def test_the_signature_of_one_pack_is_not_that_of_another() -> None:
    other = Draft(shown=[a_command("report_matter")], rows={"case": [{"id": CASE}]}).files()
    told = fault(form.zipped(Draft().files() | {form.SIGNATURE: other[form.SIGNATURE]}))
    assert "the signature does not fit the statement" in told


# --- a byte, anywhere -------------------------------------------------------------------------------------------------


def test_a_changed_byte_anywhere_is_found() -> None:
    dice = random.Random(4)
    places = {*range(0, len(RAW), 13), *range(len(RAW) - 700, len(RAW)), *range(40)}
    for place in sorted(places):
        changed = RAW[:place] + bytes([RAW[place] ^ 1 << dice.randrange(8)]) + RAW[place + 1 :]
        assert not check(changed).ok, place


@pytest.mark.parametrize("name", sorted(Draft().files()))
def test_the_file_in_which_a_byte_was_changed_is_named(name: str) -> None:
    data = Draft().files()[name]
    changed = data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]
    assert name in fault(RAW.replace(data, changed))  # its checksum in the container does not fit any more
    assert name in fault(form.zipped(Draft().files() | {name: changed}))


@pytest.mark.parametrize("name", sorted(Draft().files()))
def test_a_missing_file_is_named(name: str) -> None:
    files = Draft().files()
    del files[name]
    assert name in fault(form.zipped(files))


@pytest.mark.parametrize("keep", [0, 1, 21, 100, len(RAW) // 2, len(RAW) - 1])
def test_a_truncated_pack_is_no_whole_one(keep: int) -> None:
    assert "no whole ZIP file" in fault(RAW[:keep])


@pytest.mark.parametrize("raw", [b"x" + RAW, RAW + b"x", RAW[:-2] + b"\x05\x00hello"])
def test_what_lies_before_behind_or_between_is_found(raw: bytes) -> None:
    assert fault(raw)


def test_a_byte_between_files_is_named_by_its_place() -> None:
    changed = RAW[:10] + b"\x01" + RAW[11:]  # the time in the first file's own header, which unpacking never reads
    assert fault(changed) == f"the container is not as a pack is written: byte 10 of {len(RAW)} was changed"


def test_files_in_another_order_are_found() -> None:
    files = Draft().files()
    assert "in another order" in fault(zipped_as(dict(reversed(files.items()))))


# --- containers that mean harm ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "photos/../x", "photos/", "photos/" + "A" * 64, "x\x1b[31m", "photos\\" + HASH],
)
def test_a_file_that_no_pack_has_is_refused_and_its_name_cannot_steer_a_terminal(name: str) -> None:
    told = fault(zipped_as(Draft().files() | {name: b"x"}))
    assert "a file that none has" in told
    assert told.isprintable()


def test_a_bomb_is_refused_before_a_byte_of_it_is_unpacked() -> None:
    bomb = zipped_as({form.README: bytes(50_000_000)}, compression=zipfile.ZIP_DEFLATED)
    assert fault(bomb) == "no evidence pack: README.txt is compressed"


def test_files_that_share_their_bytes_are_refused() -> None:
    """As in an overlapping bomb: many names in the directory, all of them of the same bytes."""
    names = [form.PHOTOS + f"{n:064x}" for n in range(500)]
    raw = zipped_as(dict.fromkeys(names, b"") | {form.README: bytes(100_000)})
    end = raw.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", raw, end + 16)[0]
    directory = bytearray(raw[start:end])
    at = 0
    while at < len(directory):
        name_bytes, extra, comment = struct.unpack_from("<HHH", directory, at + 28)
        struct.pack_into("<II", directory, at + 20, 100_000, 100_000)
        at += 46 + name_bytes + extra + comment
    assert "claim to be larger than it is" in fault(raw[:start] + bytes(directory) + raw[end:])


def test_a_pack_of_too_many_or_too_large_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_opening, "LARGEST", len(RAW) - 1)
    assert fault(RAW) == "no evidence pack: too large"
    monkeypatch.setattr(proof_opening, "LARGEST", len(RAW))
    monkeypatch.setattr(proof_opening, "_MOST_FILES", 6)
    assert fault(RAW) == "no evidence pack: too many files"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused(tmp_path: Any) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(RAW)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(form.README, b"another")
    assert fault(path.read_bytes()) == "no evidence pack: a file is in it twice"


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_there_is_an_answer(raw: bytes) -> None:
    assert not check(raw).ok


@given(st.data())
def test_whatever_is_done_to_a_pack_there_is_an_answer(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(RAW) - 1))
    length = data.draw(st.integers(0, 60))
    there = data.draw(st.binary(max_size=60))
    changed = RAW[:start] + there + RAW[start + length :]
    assert check(changed).ok is (changed == RAW)


# --- signed, and false ------------------------------------------------------------------------------------------------

# What follows is signed by the district itself: a pack must agree with itself, whoever made it.


def a_digest(places: list[form.Place]) -> list[form.Place]:
    return [replace(places[0], digests=[OTHER_DIGEST, *places[0].digests[1:]]), *places[1:]]


def said_otherwise(timeline: list[form.Told], **more: Any) -> list[form.Told]:
    return [replace(timeline[0], **more), *timeline[1:]]


def with_body(entries: list[form.PackEntry], **more: Any) -> list[form.PackEntry]:
    shown = entries[0].shown
    assert shown is not None
    return [replace(entries[0], shown=replace(shown, **more)), *entries[1:]]


CHANGES: list[tuple[str, Callable[[Any], Any], str]] = [
    ("entries", lambda it: [it[1], it[0], it[2]], "out of order or twice there at position 5"),
    ("entries", lambda it: [it[0], it[0], *it[1:]], "out of order or twice there at position 5"),
    ("entries", lambda it: [replace(it[0], n=0), *it[1:]], "position 5: entry 0 is not there"),
    ("entries", lambda it: [replace(it[0], n=3), *it[1:]], "position 5: entry 3 is not there"),
    ("entries", lambda it: [replace(it[0], pos=4), *it[1:]], "position 4: entry 1 is not there"),
    ("entries", lambda it: with_body(it, body=b""), "position 5, entry 1: the entry does not fit its digest"),
    ("entries", lambda it: with_body(it, actor=CASE), "position 5, entry 1: the entry does not fit its digest"),
    ("entries", lambda it: with_body(it, salt=b""), "position 5, entry 1: the entry does not fit its digest"),
    ("entries", lambda it: [replace(it[0], erased=True), *it[1:]], "opened, and said to be erased"),
    ("places", lambda it: [it[1], it[0], it[2]], "its positions are out of order"),
    ("places", a_digest, "position 5: the link does not fit what it links"),
    ("places", lambda it: [replace(it[0], at=it[0].at + 1), *it[1:]], "position 5: the link does not fit"),
    ("places", lambda it: [replace(it[0], previous="00"), *it[1:]], "what should be a digest is none"),
    ("places", lambda it: [replace(it[0], previous="zz"), *it[1:]], "hexadecimal"),
    ("links", lambda it: it[1:], "the positions are not those that the statement names"),
    ("links", lambda it: [*it, it[0]], "the positions are not those that the statement names"),
    ("chain", lambda it: it[:-1], "chain.bin breaks off"),
    ("chain", lambda it: it + b"\x00" * 12, "chain.bin: the chain does not lead to the head"),
    ("chain", lambda it: it[: len(it) // 3], "chain.bin: the chain does not lead to the head"),
    ("chain", lambda _: b"", "chain.bin: the chain does not lead to the head"),
    ("chain", lambda it: it + b"\xff" * 12, "chain.bin breaks off"),
    ("chain", lambda it: chain_bytes(FIRST_AT, STRANGE[:3]) + it, "chain.bin: at position 5 the chain does not lead"),
    ("chain", lambda it: it.replace(STRANGE[0], STRANGE[1]), "chain.bin: at position 5 the chain does not lead"),
    ("span", lambda it: replace(it, first=4), "chain.bin: at position 5 the chain does not lead"),
    ("span", lambda it: replace(it, previous=OTHER_DIGEST), "chain.bin: at position 5 the chain does not lead"),
    ("head", lambda it: replace(it, pos=8), "chain.bin: the chain does not lead to the head"),
    ("head", lambda it: replace(it, link=OTHER_DIGEST), "chain.bin: at position 7 the chain does not lead"),
    ("timeline", lambda it: [it[1], it[0], it[2]], "the steps of its timeline are out of order"),
    ("timeline", lambda it: it[1:], "the timeline leaves out position 5, entry 1"),
    ("timeline", lambda it: [*it, replace(it[0], pos=9)], "tells of position 9, entry 1, which the journal does not"),
    ("timeline", lambda it: said_otherwise(it, command="close_case"), "says otherwise than position 5, entry 1"),
    ("timeline", lambda it: said_otherwise(it, verdict="refused"), "says otherwise than position 5, entry 1"),
    ("timeline", lambda it: said_otherwise(it, actor=None), "says otherwise than position 5, entry 1"),
    ("timeline", lambda it: said_otherwise(it, at=0), "says otherwise than position 5, entry 1"),
]


@pytest.mark.parametrize(("part", "change", "told"), CHANGES)
def test_a_pack_that_does_not_agree_with_itself_is_found_though_it_is_signed(
    part: str, change: Callable[[Any], Any], told: str
) -> None:
    assert told in fault(Draft(changes={part: change}).raw())


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"case": [{"id": PHOTO}]}, "its rows are not those of the case that it names"),
        ({}, "its rows are not those of the case that it names"),
        ({"case": [{"id": CASE}]}, f"photos/{HASH}: the case names no such photo"),
        (
            {"case": [{"id": CASE}], "photo": [{"id": PHOTO, "sha256": "cd" * 32}, {"id": CASE, "sha256": HASH}]},
            f"photo {PHOTO} has another hash than the journal's entry of it",
        ),
    ],
)
def test_rows_that_are_not_the_cases_are_found(rows: dict[str, list[dict[str, Any]]], told: str) -> None:
    assert told in fault(Draft(rows=rows).raw())


def test_a_swapped_photo_is_found_even_if_it_is_signed() -> None:
    statement, files = Draft().statement()
    swapped = form.zipped(form.signed(statement, files | {form.PHOTOS + HASH: PICTURE[::-1]}, DISTRICT))
    assert fault(swapped) == f"photos/{HASH}: the picture does not have the hash that the case names"
    unsigned = form.zipped(Draft().files() | {form.PHOTOS + HASH: PICTURE[::-1]})
    assert fault(unsigned) == f"changed, added or missing since it was signed: photos/{HASH}"


def test_a_chain_that_nobody_announced_is_found() -> None:
    statement, files = Draft(changes={"span": lambda _: None}).statement()
    assert check(form.zipped(form.signed(statement, files, DISTRICT))).ok
    with_chain = form.signed(statement, files | {form.CHAIN: b"x"}, DISTRICT)
    assert "a chain that the statement does not know" in fault(form.zipped(with_chain))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"format": "hexward-proof-9"}, "a format that this release does not know: 'hexward-proof-9'"),
        ({"case": PHOTO}, "the case is not the one that the statement names"),
        ({"case_no": None}, "the case is not the one that the statement names"),
    ],
)
def test_a_statement_about_something_else_is_found(more: dict[str, Any], told: str) -> None:
    statement, files = Draft().statement()
    assert told in fault(form.zipped(form.signed(replace(statement, **more), files, DISTRICT)))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[" * 100_000, b"\xff", b'{"id":1}', b'{"places":[],"entries":[],"entries":[]}', b"null"]
)
@pytest.mark.parametrize("name", [form.CASE, form.JOURNAL])
def test_a_signed_file_that_cannot_be_read_is_named(name: str, data: bytes) -> None:
    statement, files = Draft().statement()
    assert name in fault(form.zipped(form.signed(statement, files | {name: data}, DISTRICT)))


def test_words_of_a_pack_cannot_steer_a_terminal() -> None:
    rows = {"case": [{"id": CASE}], "photo": [{"id": PHOTO, "sha256": HASH}, {"id": "\x1b[2J\u202e", "sha256": "x"}]}
    statement, files = Draft(rows=rows).statement()
    case = msgspec.json.decode(files[form.CASE], type=form.CaseFile)
    files[form.CASE] = form.encoded(replace(case, withheld=["\x9b31m"]))
    found = check(form.zipped(form.signed(statement, files, DISTRICT)))
    assert all(line.words.isprintable() for line in found.lines)


# --- erased and left out ----------------------------------------------------------------------------------------------


def closed(entries: list[form.PackEntry], *, erased: bool) -> list[form.PackEntry]:
    return [replace(one, shown=None, erased=erased) for one in entries[:2]] + entries[2:]


def test_what_was_left_out_and_what_was_erased_are_told_apart() -> None:
    left_out = check(Draft(changes={"entries": lambda it: closed(it, erased=False)}).raw())
    erased = check(Draft(changes={"entries": lambda it: closed(it, erased=True)}).raw())
    assert (left_out.ok, erased.ok) == (True, True)
    assert "what 2 of them say: it was left out; that they are there is proven" in words(left_out, Standing.OPEN)
    assert "what 2 of them said: it was erased for ever; only their digests stand" in words(erased, Standing.OPEN)
    for found in (left_out, erased):
        assert "1 of 3 steps of the timeline are what the opened entries say" in words(found, Standing.PROVEN)
        assert "the other 2 steps" in words(found, Standing.WORD)
        assert "the hashes of the other 1" in words(found, Standing.WORD)


def test_an_erasure_is_proven_by_its_entry_and_leaves_no_rows() -> None:
    draft = Draft(shown=[an_erasure()], rows={}, erased_at=FIRST_AT)
    statement, files = draft.statement()
    del files[form.PHOTOS + HASH]
    found = check(form.zipped(form.signed(statement, files, DISTRICT)))
    said = "the case was erased for ever: of what it was there is nothing left to tell, and nothing to prove"
    assert found.ok
    assert said in words(found, Standing.PROVEN)
    assert [told.command for told in found.timeline] == [form.ERASURE]
    assert found.names == {WORKER: "王"}
    assert "rows of a case that is said to be erased" in fault(Draft(erased_at=FIRST_AT).raw())


def test_an_erasure_without_its_entry_is_the_districts_word() -> None:
    statement, files = Draft(rows={}, erased_at=FIRST_AT).statement()
    del files[form.PHOTOS + HASH]
    found = check(form.zipped(form.signed(statement, files, DISTRICT)))
    assert any(one.startswith("the case was erased for ever") for one in words(found, Standing.WORD))
