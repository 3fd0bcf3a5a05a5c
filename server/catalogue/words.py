"""What a clerk may write in the catalogue's sheets: columns and values, in the contract's words or in Chinese."""

from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import DutyRule

COLUMN_WORDS = {
    "方案": "scheme", "方案名称": "name", "版本": "edition", "小类位数": "minor_digits", "生效日期": "valid_from",
    "失效日期": "valid_until", "类型": "kind", "大类": "major", "大类名称": "major_name", "小类": "minor",
    "小类名称": "name", "英文名称": "name_en", "扩展": "ext", "可自行处置": "self_handle", "免核查": "check_waived",
    "条件序号": "no", "立案条件": "text", "结案条件": "close_text", "时限": "limit", "时限单位": "unit",
    "区域级别": "level", "责任规则": "duty", "处置前照片": "before", "处置后照片": "after", "时限例外": "overrides",
    "事项": "matters", "区域": "area", "主责部门": "lead", "协同部门": "assist", "备注": "note",
}  # fmt: skip

KIND_WORDS = {
    "event": "event", "component": "component", "community": "community",
    "事件": "event", "部件": "component", "社区治理": "community",
}  # fmt: skip

UNIT_LETTERS = {
    "m": LimitUnit.URGENT_MINUTE, "u": LimitUnit.URGENT_HOUR, "U": LimitUnit.URGENT_DAY, "h": LimitUnit.WORK_HOUR,
    "d": LimitUnit.WORK_DAY, "n": LimitUnit.NATURAL_DAY,
}  # fmt: skip
"""The letters of domain.md 4."""

UNIT_WORDS = {unit.value: unit for unit in LimitUnit} | UNIT_LETTERS | {
    "紧急分钟": LimitUnit.URGENT_MINUTE, "紧急工作时": LimitUnit.URGENT_HOUR, "紧急工作日": LimitUnit.URGENT_DAY,
    "工作时": LimitUnit.WORK_HOUR, "工作日": LimitUnit.WORK_DAY, "自然日": LimitUnit.NATURAL_DAY,
}  # fmt: skip

DUTY_WORDS = {rule.value: rule for rule in DutyRule} | {
    "责任表": DutyRule.TABLE, "权属部门": DutyRule.OWNER, "街道": DutyRule.STREET, "社区": DutyRule.COMMUNITY,
}  # fmt: skip

ALL_MATTERS = frozenset({"", "*", "全部"})
"""How a line of the responsibility table says that it speaks of all matters."""

TRUTH_WORDS = {"yes": True, "no": False, "是": True, "否": False, "1": True, "0": False}
