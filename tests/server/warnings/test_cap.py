"""CAP 1.2 and the feed: what is written is read back, and what is malformed, stale or not ours becomes no draft."""

from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from defusedxml.ElementTree import fromstring

from mobile_contract.warning import CancelWarning, IssueWarning, Language, WarningArea, WarningCategory, WarningLevel
from server.core.ids import new_id
from server.core.seal import is_signed
from server.warnings import cap
from server.warnings.cap import BadCap, CapAlert, CapArea, CapInfo
from server.warnings.exchange import ATOM, Sender, draft_of
from server.warnings.numbers import is_real
from server.warnings.publishing import SIGNED_FOR
from tests.server.warnings.shapes import a_draft
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
RING = ((118.77, 31.99), (118.78, 31.99), (118.78, 32.0), (118.77, 31.99))
SENDER = Sender(320114, "雨花台区")
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


def an_info(**told: Any) -> CapInfo:
    facts: dict[str, Any] = {
        "language": "zh-CN",
        "category": WarningCategory.MET,
        "event": "暴雨",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Likely",
        "headline": "暴雨预警",
        "description": "大雨。",
        "expires": NOW + timedelta(hours=3),
        "areas": (CapArea(description="雨花台区", polygons=(RING,)),),
    }
    return CapInfo(**{**facts, **told})


def an_alert(*infos: CapInfo, **told: Any) -> CapAlert:
    facts: dict[str, Any] = {
        "identifier": "32011441600000_20261127100000_1",
        "sender": "met.example",
        "sent": NOW,
        "status": "Actual",
        "msg_type": "Alert",
        "infos": infos or (an_info(),),
    }
    return CapAlert(**{**facts, **told})


def drafted(alert: CapAlert) -> dict[str, Any]:
    return draft_of(alert, SENDER, {"001": new_id(), "002": new_id()}, NOW)


# --- bytes ------------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read_back() -> None:
    alert = an_alert(an_info(), an_info(language="en", headline="Heavy rain", onset=NOW))
    assert cap.read(cap.write(alert)) == alert
    assert cap.write(alert) == cap.write(alert)


GOOD = cap.write(an_alert())


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "well-formed"),
        (b"\xff\xfe\x00", "well-formed"),
        (GOOD[:-20], "well-formed"),
        (BOMB, "declares"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>', "declares"),
        (b"<a>" * 50_000 + b"</a>" * 50_000, "deep"),
        (GOOD + b" " * cap.LARGEST_BYTES, "bytes"),
        (GOOD.replace(b"cap:1.2", b"cap:1.1"), "not valid"),
        (GOOD.replace(b"Severe", b"Awful"), "not valid"),
        (GOOD.replace(b"+08:00", b"Z"), "not valid"),
        (GOOD.replace(b"<cap:event>", b"<cap:web>x</cap:web><cap:event>"), "not valid"),
        (GOOD.replace(b"31.990000,118.770000", b"31.990000;118.770000"), "number"),
        (GOOD.replace(b"31.990000,118.770000", b"nan,118.770000"), "range"),
        (GOOD.replace(b"31.990000,118.770000", b"118.770000,31.990000"), "range"),
        (GOOD.replace(b"32.000000,118.780000 ", b"", 1), "four pairs"),
        (GOOD.replace(b"2026-11-27T10", b"2026-02-31T10"), "not valid"),
    ],
)
def test_bytes_that_are_no_alert_say_why(raw: bytes, why: str) -> None:
    with pytest.raises(BadCap, match=why):
        cap.read(raw)


def test_nothing_is_written_that_the_schema_does_not_take() -> None:
    with pytest.raises(BadCap, match="urgency"):
        cap.write(an_alert(an_info(urgency="Soon")))


# --- in ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alert", "why"),
    [
        (an_alert(status="Test"), "status"),
        (an_alert(msg_type="Cancel"), "type"),
        (an_alert(scope="Private"), "scope"),
        (msgspec.structs.replace(an_alert(), infos=()), "nothing"),
        (an_alert(an_info(expires=None)), "when it expires"),
        (an_alert(an_info(expires=NOW)), "expired"),
        (an_alert(an_info(severity="Unknown")), "severity"),
        (an_alert(an_info(areas=())), "area"),
        (an_alert(an_info(areas=(CapArea(description="x", polygons=(RING, RING[::-1])),))), "one piece"),
        (an_alert(an_info(areas=(CapArea(description="x", geocodes=(("GB/T 2260", "110000"),)),))), "none of ours"),
        (an_alert(an_info(areas=(CapArea(description="x", geocodes=(("hexward:grid", "9"),)),))), "no grid 9"),
    ],
)
def test_an_alert_that_is_stale_or_not_for_us_becomes_no_draft(alert: CapAlert, why: str) -> None:
    with pytest.raises(BadCap, match=why):
        drafted(alert)


def test_an_alert_becomes_a_draft_in_the_languages_that_we_speak() -> None:
    english = an_info(language="en-GB", headline="Heavy rain", severity="Extreme")
    told = drafted(an_alert(an_info(), english, an_info(language="fr-FR"), status="Exercise"))
    assert [text.language for text in told["texts"]] == [Language.ZH_CN, Language.EN]
    assert (told["level"], told["drill"]) == (WarningLevel.RED, True)
    assert told["area"] == WarningArea(polygon=RING)
    assert told["source"] == "CAP met.example 32011441600000_20261127100000_1"


def test_the_districts_code_means_all_of_its_grids_and_a_circle_its_corners() -> None:
    whole = drafted(an_alert(an_info(areas=(CapArea(description="x", geocodes=(("GB/T 2260", "320114"),)),))))
    assert len(whole["area"].grids) == 2
    round_ = drafted(an_alert(an_info(areas=(CapArea(description="x", circles=((118.77, 32.0, 1.0),)),))))
    assert len(round_["area"].polygon) == 36
    assert max(lat for _, lat in round_["area"].polygon) == pytest.approx(32.0 + 1.0 / 111.32, abs=1e-4)


# --- out --------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def issued(app: AnApp, **told: Any) -> str:
    warning = new_id()
    draft = a_draft(warning, app.scene.west, level=WarningLevel.RED, **told)
    await settle(app.door, [draft, IssueWarning(**by_system(warning))], app.scene.office("supervisor"))
    return warning


async def test_the_feed_has_what_is_in_force_signed_and_no_drill(app: AnApp) -> None:
    visitor = await app.visitor()
    assert not list(fromstring((await visitor.get("/v1/public/warnings")).content).iter(f"{{{ATOM}}}entry"))
    first = await issued(app)
    await issued(app, drill=True)
    await issued(app, updates=first)
    answer = await visitor.get("/v1/public/warnings")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    signature = b64decode(answer.headers["x-hexward-signature"])
    assert is_signed(app.door.seal.public_key, SIGNED_FOR, answer.content, signature)
    assert not is_signed(app.door.seal.public_key, SIGNED_FOR, answer.content + b" ", signature)
    [alert] = fromstring(answer.content).iter(f"{{{cap.NAMESPACE}}}alert")
    assert alert.findtext(f"{{{cap.NAMESPACE}}}msgType") == "Update"
    assert (alert.findtext(f"{{{cap.NAMESPACE}}}references") or "").startswith("hexward.320114,320114")


async def test_a_drill_is_an_exercise_and_a_cancel_refers_to_what_it_ends(app: AnApp) -> None:
    office = await app.sign_in("office")
    drill, real = await issued(app, drill=True), await issued(app)
    exercise = cap.read((await office.get(f"/v1/warnings/{drill}/cap")).content)
    assert exercise.status == "Exercise"
    assert not is_real(exercise.identifier)
    assert exercise.infos[0].headline.startswith("【演练】")
    before = cap.read((await office.get(f"/v1/warnings/{real}/cap")).content)
    over = CancelWarning(**by_system(real), reason="已解除")
    await settle(app.door, [over], app.scene.office("office"))
    after = cap.read((await office.get(f"/v1/warnings/{real}/cap")).content)
    assert (before.status, before.msg_type, after.msg_type, after.note) == ("Actual", "Alert", "Cancel", "已解除")
    assert after.references.split(",")[1] == before.identifier
    draft = new_id()
    await settle(app.door, [a_draft(draft, app.scene.west)], app.scene.office("office"))
    assert (await office.get(f"/v1/warnings/{draft}/cap")).status_code == 404
