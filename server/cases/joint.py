"""What departments enforce together, for a district that has set no list of its own. Data; a whistle may name one."""

from mobile_contract.case_adjustments import JointMatter
from server.core.entities import named_id

JOINT = named_id("joint_list")
"""The id of the one row that holds a district's list."""

DEFAULT_MATTERS: tuple[JointMatter, ...] = tuple(
    JointMatter(code=code, name=name)
    for code, name in (
        ("illegal_building", "违法建设拆除"),
        ("street_trade", "占道经营集中整治"),
        ("dust", "工地扬尘与渣土运输"),
        ("fire_lane", "消防通道堵塞"),
        ("group_renting", "群租房隐患整治"),
        ("gas", "燃气使用隐患"),
        ("ebike_charging", "电动自行车违规充电停放"),
        ("food", "无证餐饮与油烟"),
        ("water", "河道排污与水域不洁"),
        ("noise", "夜间施工与商业噪声"),
        ("dangerous_goods", "危险品违规存放"),
        ("road_collapse", "道路塌陷与管线抢修"),
    )
)
"""Typed by ourselves as a beginning: cities publish lists of their own, of some dozens (domain.md 3.5)."""
