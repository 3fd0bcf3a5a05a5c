"""What the parameters and headers of addresses mean: words, limits and an example of each, by name. Pure."""

from typing import Any, NamedTuple

from server.core.reading import LARGEST_PAGE

EXAMPLE_ID = "01936f6e-7c00-7a1b-8c2d-3e4f5a6b7c8d"
_DAY = {"format": "date"}
_YES = True


class Word(NamedTuple):
    """What a parameter means, what JSON Schema adds to its type, and an example that may be sent."""

    text: str
    schema: dict[str, Any]
    example: Any


def _id(text: str) -> Word:
    return Word(text, {"format": "uuid"}, EXAMPLE_ID)


WORDS: dict[str, Word] = {
    "after": Word("Where the next page begins: `next` of the page before, as it is.", {}, EXAMPLE_ID),
    "all": Word("Those that are decided or superseded too.", {}, _YES),
    "area": Word("An organisation or a grid: that part of one's area alone.", {}, EXAMPLE_ID),
    "assisting": Word("Cases that await help of one's departments, wherever they lie.", {}, _YES),
    "at": Word("An instant with its offset.", {"format": "date-time"}, "2026-11-27T08:00:00+08:00"),
    "before": Word("Where the next page begins: the id of the last one of the page before.", {}, EXAMPLE_ID),
    "by": Word("What figures are told apart by.", {}, None),
    "case_id": _id("A case."),
    "class": Word("A class of the catalogue.", {}, "B-event-01-13"),
    "code": Word("A code: of a class, or of a component.", {}, "B-event-01-13"),
    "conflict_id": _id("A conflict."),
    "danger_id": _id("A danger."),
    "days": Word("So many days.", {"minimum": 0}, 7),
    "department": _id("A department."),
    "edge": Word("The longer edge of a copy in pixels; 0 for the large copy.", {"enum": [0, 320, 1280]}, 320),
    "from_age": Word("Of those alone who are so old on the day.", {"minimum": 0, "maximum": 150}, 80),
    "from": Word("The first day.", _DAY, "2026-11-01"),
    "grid": _id("A grid."),
    "household_id": _id("A household."),
    "import_id": _id("An import."),
    "install": _id("A phone, by the id of its install."),
    "kind": Word("What photos are of.", {"enum": ["case", "visit", "inspection", "danger"]}, "case"),
    "level": Word("A level of care.", {}, "1"),
    "light": Word("A light: how near the limit is.", {}, None),
    "limit": Word("How many rows a page has at most.", {"minimum": 1, "maximum": LARGEST_PAGE}, 50),
    "map": Word("A JSON object: headings and the fields that they are for.", {}, '{"姓名": "name"}'),
    "mine": Word("Those that wait for the asker.", {}, _YES),
    "month": Word("A month.", {"pattern": "^[0-9]{4}-[0-9]{2}$"}, "2026-11"),
    "name": Word("A name.", {}, "closing_rate"),
    "near": Word("Longitude and latitude in WGS-84, with a comma between.", {}, "118.775,31.995"),
    "number": Word("The number on a notice.", {}, "3201142026000001"),
    "of": Word("Which premises.", {}, "site"),
    "on": Word("A day; the present one if it is left out.", _DAY, "2026-11-27"),
    "order_id": _id("A hotline's order."),
    "overdue": Word("Those over the limit of their stage.", {}, _YES),
    "owner": _id("The organisation that has them."),
    "part": Word("Which cases of a figure: what it counts, or out of how many.", {}, "denominator"),
    "person_id": _id("A person."),
    "photo": _id("A photo."),
    "premises_id": _id("Premises."),
    "purpose": Word("What personal data is read for; it is journalled.", {}, "register"),
    "residency": Word("Of these kinds of stays alone; several may be named.", {}, ["floating"]),
    "q": Word("What to look for.", {}, "张三"),
    "radius_m": Word("So many metres around.", {}, 50.0),
    "sheet": Word("Which sheet of a workbook, from 1.", {"minimum": 1}, 1),
    "skip": Word("How many rows to leave out.", {"minimum": 0, "maximum": 100_000}, 0),
    "stage": Word("Stages; several may be named.", {}, None),
    "state": Word("A state.", {}, None),
    "subject": _id("What photos are of."),
    "subject_id": _id("Premises, or a person."),
    "ticket": Word("What a link to a photo ends with.", {}, "eyJ.0a1b"),
    "top": Word("That many of the groups.", {}, 10),
    "to_age": Word("Of those alone who are no older on the day.", {"minimum": 0, "maximum": 150}, 150),
    "until": Word("The last day.", _DAY, "2026-11-27"),
    "upload": _id("An upload."),
    "value": Word("The group of a figure.", {}, EXAMPLE_ID),
    "wait": Word("Seconds to wait for news.", {"minimum": 0, "maximum": 55}, 0),
    "warning_id": _id("A warning."),
    "week": Word("A Monday.", _DAY, "2026-11-23"),
    "weeks": Word("From so many weeks on.", {"minimum": 0, "maximum": 520}, 4),
    "whole_numbers": Word("Numbers of people whole instead of masked.", {}, not _YES),
    "file": Word("A file of the page.", {}, "page.js"),
    "x-hexward-purpose": Word("As `purpose`, for who would not have it in an address.", {}, "register"),
    "x-hexward-signature": Word("Ed25519 over the body, by the key that evidence packs are checked with.", {}, "0a1b"),
    "x-hexward-report": Word("What became of the form, as JSON, percent-encoded.", {}, "%7B%7D"),
    "if-none-match": Word("The mark of what the asker has.", {}, '"0a1b"'),
    "if-range": Word("The mark of what the asker has a part of.", {}, '"0a1b"'),
    "range": Word("Which bytes.", {}, "bytes=0-1023"),
    "last-event-id": Word("The last event that a browser heard; as `after`.", {}, "17"),
    "tus-resumable": Word("The version of tus that a client speaks; phones name none.", {}, "1.0.0"),
    "tus-version": Word("The version of tus that is spoken.", {}, "1.0.0"),
    "tus-max-size": Word("The largest photo in bytes.", {}, "8388608"),
    "tus-extension": Word("What of tus is spoken.", {}, "creation"),
    "tus-checksum-algorithm": Word("Digests that are spoken.", {}, "sha256"),
    "upload-offset": Word("How many bytes are there.", {"pattern": "^[0-9]{1,15}$"}, "0"),
    "upload-length": Word("How many bytes there will be.", {"pattern": "^[0-9]{1,15}$"}, "1024"),
    "upload-metadata": Word("`sha256` and `command` in base64, as tus writes them.", {}, "sha256 MGExYg=="),
    "upload-checksum": Word("The digest of this piece in base64.", {}, "sha1 Lve95gjOVATpfV8EL5X4nxwjKHE="),
    "upload-expires": Word("Until when it can be gone on with.", {}, "Fri, 27 Nov 2026 08:00:00 GMT"),
    "location": Word("The address of what was made.", {}, f"/v1/uploads/{EXAMPLE_ID}"),
    "x-http-method-override": Word("PATCH or DELETE.", {"enum": ["PATCH", "DELETE"]}, "PATCH"),
    "x-hexward-csrf": Word("The session's token: `csrf` of `GET /v1/me`.", {}, "0a1b"),
    "etag": Word("The mark of what this is.", {}, '"0a1b"'),
    "accept-ranges": Word("That parts may be asked for.", {}, "bytes"),
    "content-range": Word("Which part this is.", {}, "bytes 0-1023/4096"),
    "retry-after": Word("Seconds to wait before asking again.", {"pattern": "^[0-9]+$"}, "5"),
    "allow": Word("The methods that this address knows.", {}, "GET, HEAD"),
}
"""By name, in lower case."""

FEATURES: dict[str, tuple[str, str]] = {
    "accounts": ("Signing in and joining", "登录与加入"),
    "analytics": ("Indicators", "指标"),
    "app": ("Health", "运行状况"),
    "calendar": ("The work calendar", "工作日历"),
    "care": ("Care", "关爱服务"),
    "cases": ("Cases", "案件"),
    "catalogue": ("The catalogue of classes", "案件分类"),
    "components": ("Components", "部件"),
    "devices": ("Phones", "终端"),
    "dispatch": ("Dispatching", "派遣"),
    "forms": ("Forms", "表格"),
    "hazards": ("Hazards", "隐患排查"),
    "imports": ("Imports", "导入"),
    "inbox": ("Conflicts", "冲突处理"),
    "intake": ("Reports and orders from outside", "诉求受理"),
    "office": ("Commands of offices", "办公端命令"),
    "openapi": ("This document", "接口文档"),
    "notices": ("Notices", "通知"),
    "patrol": ("Patrols", "巡查"),
    "photos": ("Photos", "照片"),
    "population": ("Population", "人口统计"),
    "premises": ("Premises", "场所与房屋"),
    "renewal": ("The weekly renewal", "每周更新"),
    "residents": ("The register", "人口信息"),
    "rezoning": ("Rezoning", "网格调整"),
    "sync": ("Sync of phones", "终端同步"),
    "tasks": ("Tasks", "任务"),
    "uploads": ("Uploads", "上传"),
    "warnings": ("Warnings", "预警"),
    "visits": ("Visits", "走访"),
}
"""What each feature is called, in English and Chinese."""
