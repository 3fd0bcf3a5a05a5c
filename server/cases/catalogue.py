"""A starter catalogue for a district that brings none: about forty classes of scheme B. Data; no rule reads it.

Keys, names and limits are those of domain.md 4; of a class with several filing conditions the first limit is taken.
Photo minimums are editable defaults: one before and one after, and none after where nothing is left to show.
"""

from mobile_contract.cases import ClassShape, LimitUnit

SCHEME = "B"
EVENT = "event"
COMPONENT = "component"

_UNITS = {
    "u": LimitUnit.URGENT_HOUR,
    "U": LimitUnit.URGENT_DAY,
    "h": LimitUnit.WORK_HOUR,
    "d": LimitUnit.WORK_DAY,
}


def _shape(kind: str, key: str, name: str, limit: str, before: int = 1, after: int = 1) -> ClassShape:
    """`key` is major and minor, `limit` a number and the letter of its unit as domain.md 4 writes it."""
    return ClassShape(
        scheme=SCHEME,
        kind=kind,
        major=key[:2],
        minor=key[2:],
        name=name,
        photos_before=before,
        photos_after=after,
        limit_value=int(limit[:-1]),
        limit_unit=_UNITS[limit[-1]],
    )


STARTER_CLASSES: tuple[ClassShape, ...] = (
    _shape(EVENT, "0101", "私搭乱建", "2U"),
    _shape(EVENT, "0105", "临街阳台、屋顶脏乱差", "2d"),
    _shape(EVENT, "0107", "沿街晾挂", "2u"),
    _shape(EVENT, "0108", "擅自架设管线、杆线设施", "5d"),
    _shape(EVENT, "0110", "暴露生活垃圾", "4h"),
    _shape(EVENT, "0111", "积存垃圾渣土", "5d"),
    _shape(EVENT, "0112", "道路不洁", "2h"),
    _shape(EVENT, "0113", "道路破损", "5d"),
    _shape(EVENT, "0114", "道路遗撒", "4h"),
    _shape(EVENT, "0117", "绿地脏乱", "4h"),
    _shape(EVENT, "0120", "焚烧垃圾、树叶", "2u"),
    _shape(EVENT, "0125", "水域不洁", "2d"),
    _shape(EVENT, "0128", "商业噪音", "2u", before=0, after=0),
    _shape(EVENT, "0129", "露天烧烤", "2u"),
    _shape(EVENT, "0135", "废弃家具设备", "2d"),
    _shape(EVENT, "0136", "乱堆物堆料", "1d"),
    _shape(EVENT, "0138", "擅自饲养家禽家畜", "1d"),
    _shape(EVENT, "0201", "非法小广告", "1d"),
    _shape(EVENT, "0203", "违规户外广告", "1d"),
    _shape(EVENT, "0207", "违规标语宣传品", "1d"),
    _shape(EVENT, "0301", "施工扰民", "2u", before=0, after=0),
    _shape(EVENT, "0302", "施工占道", "1d"),
    _shape(EVENT, "0304", "工地扬尘", "2h"),
    _shape(EVENT, "0401", "无照经营游商", "2u"),
    _shape(EVENT, "0405", "店外经营", "2u"),
    _shape(EVENT, "0410", "非机动车乱停放", "2h"),
    _shape(EVENT, "0496", "占用消防通道", "2h"),
    _shape(EVENT, "0501", "供水管道破裂", "1u"),
    _shape(EVENT, "0503", "排水管道堵塞、破裂", "4h"),
    _shape(EVENT, "0505", "路面塌陷", "2u"),
    _shape(EVENT, "0506", "道路积水", "2u"),
    _shape(EVENT, "0508", "架空线缆脱落", "2h"),
    _shape(EVENT, "0596", "高空坠物", "2u", after=0),
    _shape(COMPONENT, "0102", "污水井盖", "2u"),
    _shape(COMPONENT, "0103", "雨水井盖", "2u"),
    _shape(COMPONENT, "0104", "雨水箅子", "2u"),
    _shape(COMPONENT, "0137", "路灯", "2d"),
    _shape(COMPONENT, "0146", "户外健身设施", "3d"),
    _shape(COMPONENT, "0217", "交通护栏", "3d"),
    _shape(COMPONENT, "0305", "垃圾箱（果皮箱、桶）", "1d"),
    _shape(COMPONENT, "0402", "行道树", "15d"),
)
"""Bring them in with `DefineClasses(classes=STARTER_CLASSES, ...)`."""
