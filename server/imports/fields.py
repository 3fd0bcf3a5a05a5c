"""What the columns of a file may be for, and which heading means which. Pure: it reads no file.

A heading is matched exactly once it is made plain (full width, blanks, brackets, asterisks and units gone), to a name
or a synonym. What could be several is told, never guessed.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from mobile_contract.imports import ColumnUse, ImportKind
from mobile_contract.residents import DwellingUse, IdType, ResidencyKind, Sex
from server.tabular.cells import tidy


class Reads(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    DIGITS = "digits"
    DAY = "day"
    NUMBER = "number"
    TRUTH = "truth"
    WORD = "word"


class Field(NamedTuple):
    """A field that a column may fill: its name, how its cells are read, what its headings may be called."""

    name: str
    reads: Reads
    headings: tuple[str, ...]
    words: Mapping[str, str] = {}


def _words(*pairs: tuple[str, str]) -> dict[str, str]:
    """Words of a code list, each with its code; a code stands for itself."""
    return {word: code for words, code in pairs for word in (*words.split(), code)}


_RELATIONS = _words(
    ("本人", "01"), ("户主", "02"), ("配偶", "10"), ("夫 丈夫", "11"), ("妻 妻子", "12"), ("子 儿子", "20"),
    ("女 女儿", "30"), ("孙子女 孙辈", "40"), ("孙子", "41"), ("孙女", "42"), ("外孙子", "43"), ("外孙女", "44"),
    ("父母", "50"), ("父亲 父", "51"), ("母亲 母", "52"), ("公公", "53"), ("婆婆", "54"), ("岳父", "55"),
    ("岳母", "56"), ("祖父母", "60"), ("祖父 爷爷", "61"), ("祖母 奶奶", "62"), ("兄弟姐妹", "70"), ("兄 哥哥", "71"),
    ("嫂", "72"), ("弟 弟弟", "73"), ("弟媳", "74"), ("姐姐", "75"), ("姐夫", "76"), ("妹妹", "77"), ("妹夫", "78"),
    ("其他亲属", "80"), ("非亲属", "90"), ("其他", "99"),
)  # fmt: skip
_REASONS = _words(
    ("务工", "01"), ("务农", "02"), ("经商", "03"), ("服务", "04"), ("因公出差 出差", "05"), ("借读培训", "06"),
    ("治病疗养", "07"), ("保姆", "08"), ("投靠亲友", "09"), ("探亲访友", "10"), ("旅游观光", "11"), ("其他", "99"),
)  # fmt: skip

_PLACE = (
    Field("grid", Reads.TEXT, ("网格", "网格编码", "网格编号", "网格代码", "所属网格", "网格名称", "网格号")),
    Field("estate", Reads.TEXT, ("小区", "小区名称", "所属小区", "住宅小区")),
)
PEOPLE: tuple[Field, ...] = (
    *_PLACE,
    Field("building", Reads.TEXT, ("楼栋", "楼幢", "幢号", "栋号", "楼号", "楼栋号", "楼栋名称", "幢", "栋")),
    Field("unit", Reads.TEXT, ("单元", "单元号")),
    Field("floor", Reads.NUMBER, ("楼层", "所在楼层")),
    Field("room", Reads.TEXT, ("房号", "室号", "门牌号", "房间号", "室", "房屋编号", "门室号")),
    Field("address", Reads.TEXT, ("现住址", "现居住地址", "居住地址", "住址", "地址", "现住地址", "详细地址")),
    Field(
        "use",
        Reads.WORD,
        ("房屋用途", "房屋使用情况", "房屋性质", "居住类型"),
        _words(
            ("自住 自用", DwellingUse.SELF),
            ("出租 租赁 租住", DwellingUse.RENTED),
            ("空置 空关 闲置", DwellingUse.VACANT),
            ("经营 商用 营业", DwellingUse.BUSINESS),
        ),
    ),
    Field("area_m2", Reads.NUMBER, ("房屋面积", "建筑面积", "面积")),
    Field("household", Reads.TEXT, ("户号", "户编号", "家庭编号", "户籍号", "户口簿号")),
    Field("relation", Reads.WORD, ("与户主关系", "与户主的关系", "户主关系", "家庭关系", "关系"), _RELATIONS),
    Field("name", Reads.TEXT, ("姓名", "名字", "居民姓名", "人员姓名")),
    Field(
        "sex",
        Reads.WORD,
        ("性别",),
        _words(("男", Sex.MALE), ("女", Sex.FEMALE), ("未知", Sex.UNKNOWN), ("未说明", Sex.UNSTATED)),
    ),
    Field("birth_on", Reads.DAY, ("出生日期", "出生年月日", "生日", "出生年月")),
    Field(
        "id_type",
        Reads.WORD,
        ("证件类型", "证件种类"),
        _words(
            ("身份证 居民身份证 二代身份证", IdType.RESIDENT_ID),
            ("护照", IdType.PASSPORT),
            ("居住证 外国人永久居留身份证 港澳台居民居住证", IdType.RESIDENCE_PERMIT),
            ("其他", IdType.OTHER),
        ),
    ),
    Field(
        "id_no",
        Reads.DIGITS,
        ("身份证号", "身份证号码", "证件号码", "证件号", "公民身份号码", "身份证"),
    ),
    Field("phone", Reads.DIGITS, ("联系电话", "手机号", "手机号码", "电话", "联系方式", "手机", "电话号码")),
    Field("former_name", Reads.TEXT, ("曾用名",)),
    Field("registered_division", Reads.DIGITS, ("户籍地区划代码", "户籍区划代码", "户籍地行政区划代码")),
    Field("registered_address", Reads.TEXT, ("户籍地址", "户籍地", "户籍所在地", "户口所在地", "户籍详细地址")),
    Field("workplace", Reads.TEXT, ("工作单位", "服务处所", "就业单位", "单位", "工作单位或学校")),
    Field(
        "residency_kind",
        Reads.WORD,
        ("人口类型", "人口类别", "人员类别", "人员类型", "居住性质", "户籍性质"),
        _words(
            ("常住 常住人口 户籍 户籍人口 本地户籍", ResidencyKind.PERMANENT),
            ("流动 流动人口 暂住 外来人口", ResidencyKind.FLOATING),
            ("临时 临时居住 寄住", ResidencyKind.TEMPORARY),
        ),
    ),
    Field("hukou_consistent", Reads.TRUTH, ("人户一致", "人户是否一致", "是否人户一致")),
    Field("inflow_reason", Reads.WORD, ("流入原因", "来本地原因"), _REASONS),
    Field("inflow_on", Reads.DAY, ("流入日期", "来本地日期", "流入时间")),
    Field("origin", Reads.DIGITS, ("来源地", "流出地", "来源地区划代码", "流出地区划代码")),
    Field("cert_until", Reads.DAY, ("居住证有效期", "居住证到期日期", "居住证有效期至", "暂住证到期日期")),
    Field("from_on", Reads.DAY, ("入住日期", "居住开始日期", "迁入日期", "入住时间")),
)
BUILDINGS: tuple[Field, ...] = (
    *_PLACE,
    Field("name", Reads.TEXT, ("name", "楼栋名称", "名称", "楼栋", "建筑名称", "楼宇名称")),
    Field("number", Reads.TEXT, ("number", "楼栋号", "幢号", "楼号", "栋号", "编号")),
    Field("floors", Reads.NUMBER, ("floors", "层数", "地上层数", "楼层数")),
    Field("lon", Reads.NUMBER, ("lon", "经度", "x")),
    Field("lat", Reads.NUMBER, ("lat", "纬度", "y")),
)
OF_KIND: Mapping[ImportKind, tuple[Field, ...]] = {ImportKind.PEOPLE: PEOPLE, ImportKind.BUILDINGS: BUILDINGS}


class Matched(NamedTuple):
    """What headings are for: those that are used, those that no field is known for, those that could be several."""

    columns: tuple[ColumnUse, ...]
    unused: tuple[str, ...]
    unsure: Mapping[str, tuple[str, ...]]


_ASIDE = re.compile(r"[(\[{【〔<《].*?[)\]}】〕>》]")
_NOISE = re.compile(r"[\s*:：、,，.。_\-/\\]+")


def plain(heading: str) -> str:
    """A heading as headings are compared."""
    text = tidy(heading)[0].lower()
    return _NOISE.sub("", _ASIDE.sub("", text)) or _NOISE.sub("", text)


def match(what: ImportKind, headings: Sequence[str], asked: Mapping[str, str]) -> Matched:
    """Which column is for which field. `asked` are headings with the fields that somebody named ("" for none)."""
    fields = OF_KIND[what]
    named = {plain(heading): field for heading, field in asked.items()}
    known: dict[str, set[str]] = {}
    for field in fields:
        for heading in (field.name, *field.headings):
            known.setdefault(plain(heading), set()).add(field.name)
    found: dict[str, list[tuple[int, str]]] = {}
    unused: list[str] = []
    unsure: dict[str, tuple[str, ...]] = {}
    for column, heading in enumerate(headings):
        key = plain(heading)
        choices = {named[key]} - {""} if key in named else known.get(key, set())
        if len(choices) == 1:
            found.setdefault(next(iter(choices)), []).append((column, heading))
        elif choices:
            unsure[heading] = tuple(sorted(choices))
        elif key:
            unused.append(heading)
    for name, those in found.items():
        if len(those) > 1:
            unsure |= {f"{heading} ({column + 1})": (name,) for column, heading in those}
    uses = [ColumnUse(those[0][0], those[0][1][:200], name) for name, those in found.items() if len(those) == 1]
    return Matched(tuple(sorted(uses, key=lambda use: use.column)), tuple(unused), unsure)


def missing(what: ImportKind, fields: frozenset[str], *, has_grid: bool) -> tuple[str, ...]:
    """The fields that no row can do without and no column fills."""
    needed = {"name"} | (set() if has_grid or what is ImportKind.BUILDINGS else {"grid"})
    lacking = needed - fields
    if what is ImportKind.PEOPLE and "address" not in fields:
        lacking |= {"building", "room"} - fields
    if what is ImportKind.BUILDINGS and not has_grid and "grid" not in fields:
        lacking |= {"lon", "lat"} - fields
    return tuple(sorted(lacking))
