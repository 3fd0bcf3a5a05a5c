"""Refusals over HTTP (RFC 9457): a status, a code of the contract, a title in two languages, and facts. No prose."""

from typing import Any

from mobile_contract.problems import ProblemCode as Code

_TITLES: dict[Code, tuple[int, str, str]] = {
    Code.MALFORMED: (400, "The message cannot be read", "无法读取该消息"),
    Code.MALFORMED_COMMAND: (422, "This entry cannot be read; it was kept", "该条记录无法读取，已保留"),
    Code.UNSUPPORTED_MEDIA_TYPE: (415, "Wrong content type", "内容类型不正确"),
    Code.TOO_LARGE: (413, "Too large", "内容过大"),
    Code.NOT_SIGNED_IN: (401, "Please sign in", "请先登录"),
    Code.WRONG_LOGIN: (401, "Name or password is wrong", "用户名或密码错误"),
    Code.WRONG_ENROLMENT: (403, "The code is wrong, used or expired", "加入码错误、已使用或已过期"),
    Code.INSTALL_REVOKED: (401, "This phone has been shut out; nothing on it was lost", "设备已停用，本机数据未丢失"),
    Code.CROSS_SITE: (403, "The request came from another site", "请求来自其他站点"),
    Code.NOT_ALLOWED: (403, "Not allowed here", "无权在此操作"),
    Code.NOT_FOUND: (404, "Not found", "未找到"),
    Code.METHOD_NOT_ALLOWED: (405, "Method not allowed", "不支持该方法"),
    Code.ID_REUSE: (409, "This id was used for something else", "该编号已用于其他内容"),
    Code.ID_TAKEN: (409, "This id is taken", "该编号已被占用"),
    Code.MISSING_SUBJECT: (404, "What it is about is not here yet", "所涉对象尚不存在"),
    Code.FIELD_NOT_YOURS: (422, "This field is set by the server", "该字段由服务器设置"),
    Code.NOTHING_TO_CHANGE: (422, "Nothing to change", "没有要修改的内容"),
    Code.LATE_SCOPE: (
        409,
        "Done after the area had changed hands; the present holder decides",
        "网格已移交，由现任人员处理",
    ),
    Code.CONCURRENT_EDIT: (409, "Somebody else changed it too", "他人已同时修改"),
    Code.CASE_MOVED_ON: (409, "The case has moved on", "案件状态已变化"),
    Code.DANGER_MOVED_ON: (409, "The danger has moved on", "隐患状态已变化"),
    Code.UNKNOWN_ITEM: (422, "The check list has no such item", "检查表没有该检查项"),
    Code.ONLINE_ONLY: (409, "This is decided online; please look again", "该操作须联网办理，请刷新后重新操作"),
    Code.CASE_NEEDS: (422, "Something is missing for this step", "该步骤缺少必要内容"),
    Code.SAME_PERSON: (422, "Whoever did the work cannot check it", "处置人不能自行核查"),
    Code.UNKNOWN_CLASS: (422, "Unknown case class", "案件类别不存在或已停用"),
    Code.CLASS_RETIRED: (409, "This class takes no new cases", "该类别已停用或尚未启用"),
    Code.UNKNOWN_CONDITION: (422, "The class has no such filing condition", "该类别没有此立案条件"),
    Code.CONDITION_RETIRED: (409, "This filing condition takes no new cases", "该立案条件已停用或尚未启用"),
    Code.DEPARTMENT_OUTSIDE: (422, "The department does not work in that area", "该部门不负责此区域"),
    Code.PERSON_OUTSIDE: (422, "That person has no such post there", "该人员不属于此部门或无外勤岗位"),
    Code.NO_CALENDAR: (422, "No work calendar for that year", "该年度尚无工作日历"),
    Code.ALREADY_ASKED: (409, "This has been asked for already", "已有同类申请待审"),
    Code.TOO_OFTEN: (409, "No more often than that", "已达到允许次数"),
    Code.OVERDUE: (409, "The deadline has passed", "已超过时限"),
    Code.NOT_OVERDUE: (409, "It was in time", "处置未超期"),
    Code.OUT_OF_TIME: (409, "The time for it is over", "已超过可办理期限"),
    Code.NOT_THE_SAME: (422, "Not the same matter", "不是同一事项"),
    Code.JUST_RETURNED: (409, "This department has just returned the case", "该部门刚退回此案件"),
    Code.NO_LEVEL: (422, "No organisation of that level", "没有对应层级的机构"),
    Code.UNKNOWN_COMPONENT: (422, "No component has this identifier", "部件编码不存在"),
    Code.COMPONENT_CLASS: (422, "The class is not the component's", "案件类别与部件类别不一致"),
    Code.READ_FIRST: (409, "This sounds like an emergency: read the notice first", "可能属于紧急情况，请先阅读提示"),
    Code.WRONG_RECEIPT: (403, "The code or the PIN is wrong", "查询码或密码不正确"),
    Code.SLOW_DOWN: (429, "Too often; please wait", "操作过于频繁，请稍后再试"),
    Code.UNKNOWN_GRID: (422, "No grid there", "该位置没有网格"),
    Code.OUT_OF_DISTRICT: (422, "Outside of the district", "位置不在本区范围内"),
    Code.WRONG_IDENTIFIER: (422, "A number or a date fails its check", "号码或日期校验未通过"),
    Code.NOT_ADMITTED: (422, "The matter is not on the admission list", "该事项不在网格员事项准入清单内"),
    Code.IMPORT_STATE: (409, "The import is not in a state for that", "导入任务当前状态不允许此操作"),
    Code.CHANGED_SINCE: (409, "Somebody has changed it since", "此后已被他人修改"),
    Code.UNREADABLE_TABLE: (422, "The file is no table that can be read", "无法读取该表格文件"),
    Code.COLUMNS_MISSING: (422, "Columns are missing", "缺少必需的列"),
    Code.UNKNOWN_CODE: (422, "The code is not in its table", "代码不在代码表中或已停用"),
    Code.NOT_COLLECTED: (422, "This district does not collect that", "本区不采集该项信息"),
    Code.REVEALS_USED_UP: (429, "No more of these may be shown today", "今日可查看的次数已用完"),
    Code.ALREADY_ENDED: (409, "It has already ended", "已经结束"),
    Code.TERRITORY_BROKEN: (422, "Grids overlap or are no valid polygons", "网格重叠或几何无效"),
    Code.STALE_PREVIEW: (409, "It has changed since the preview", "预览之后情况已变化"),
    Code.UPLOAD_OFFSET: (409, "The upload goes on at another offset", "上传偏移不一致"),
    Code.UPLOAD_MISMATCH: (409, "The bytes do not have the promised hash", "文件校验不一致"),
    Code.UPLOAD_EXPIRED: (410, "The upload has expired", "上传已过期"),
    Code.UNSUPPORTED_IMAGE: (422, "No JPEG, PNG or WebP within the limits", "不支持的图片"),
    Code.NO_SPACE: (507, "No room at the moment; nothing was lost", "存储空间不足，数据未丢失"),
    Code.OVERLOADED: (503, "Too much at once; try again soon", "服务繁忙，请稍后重试"),
    Code.INTERNAL: (503, "A fault of ours; nothing was lost, try again soon", "服务器故障，数据未丢失，请稍后重试"),
}
_RETRY_AFTER_S = 5
RETRYABLE = {503, 507, 429}


class Problem(Exception):
    """A refusal. The code decides status and titles; facts are the call site's."""

    def __init__(self, code: Code, *, headers: dict[str, str] | None = None, **facts: Any) -> None:
        super().__init__(code.value)
        self.code = code
        self.status, self.title, self.title_zh = _TITLES[code]
        self.facts = facts
        self.headers = dict(headers or {})
        if self.status in RETRYABLE:
            self.headers.setdefault("Retry-After", str(_RETRY_AFTER_S))

    def body(self) -> dict[str, Any]:
        """The members of the problem document."""
        told = {"type": f"urn:hexward:problem:{self.code.value}", "code": self.code.value, "title": self.title}
        return {**told, "title_zh": self.title_zh, "status": self.status, **self.facts}


def undocumented() -> list[str]:
    """Codes of the contract that have no title: a test holds this empty."""
    return [code.value for code in Code if code not in _TITLES]
