"""`hexward photo look`: a phone's photo tells where it was taken, its copies tell nothing."""

import json
from pathlib import Path

from click.testing import CliRunner

from ops.commands.photo import photo
from tests.media.corpus.hostile import SVG, phone_photo


def test_a_photo_with_its_place_leaves_copies_without_a_trace(tmp_path: Path) -> None:
    file = tmp_path / "phone.jpg"
    file.write_bytes(phone_photo())
    done = CliRunner().invoke(photo, ["look", str(file), "--json", "--out", str(tmp_path / "copies")])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert len(told["traces"]) == 3
    assert (told["evidence"]["latitude"], told["evidence"]["place_quality"]) == (31.2302778, "measured")
    assert [(one["width"], one["traces"]) for one in told["copies"]] == [(480, []), (480, []), (240, [])]
    copies = sorted(copy.name for copy in (tmp_path / "copies").iterdir())
    assert copies == ["phone-1280.jpg", "phone-320.jpg", "phone-large.jpg"]


def test_what_is_no_photo_is_refused_with_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "evil.jpg"
    file.write_bytes(SVG)
    done = CliRunner().invoke(photo, ["look", str(file)])
    assert (done.exit_code, done.output) == (1, "Refused: unknown_format\n")
