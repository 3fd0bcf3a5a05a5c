// Made by `python -m mobile_contract.emit` for contract 3; do not edit.
@file:OptIn(ExperimentalSerializationApi::class)

package org.hexward.contract

import kotlinx.serialization.ExperimentalSerializationApi
import kotlinx.serialization.KSerializer
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.builtins.nullable
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonClassDiscriminator
import kotlinx.serialization.json.JsonDecoder
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonEncoder
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.decodeFromJsonElement
import kotlinx.serialization.json.encodeToJsonElement
import kotlinx.serialization.json.jsonArray

/** How this contract is read and written: unknown fields are left out, defaults are not written. */
val ContractJson: Json = Json {
    ignoreUnknownKeys = true
    encodeDefaults = false
    explicitNulls = true
    classDiscriminator = "kind"
}

const val CONTRACT: Int = 3

/** An RFC 3339 date and time with its offset. */
typealias Instant = String

/** Bytes as Base64 (RFC 4648, with padding). */
typealias Base64Bytes = String

/** What is wrong with a value: which field, and which rule it breaks. */
data class Fault(val path: String, val rule: String)

/** A value that a client writes, and that a strict server checks. */
interface Checked {
    /** What a strict server would refuse; none is well. */
    fun faults(): List<Fault>
}

/** What a change says of a field: what the screen showed, and what is meant now; null is "empty". */
@Serializable(with = EditSerializer::class)
data class Edit<T : Any>(val was: T?, val now: T?)

class EditSerializer<T : Any>(item: KSerializer<T>) : KSerializer<Edit<T>> {
    private val both = ListSerializer(item.nullable)
    override val descriptor: SerialDescriptor = both.descriptor

    override fun serialize(encoder: Encoder, value: Edit<T>) = both.serialize(encoder, listOf(value.was, value.now))

    override fun deserialize(decoder: Decoder): Edit<T> {
        val (was, now) = both.deserialize(decoder)
        return Edit(was, now)
    }
}

private fun MutableList<Fault>.check(holds: Boolean, path: String, rule: String) {
    if (!holds) add(Fault(path, rule))
}

private fun MutableList<Fault>.below(path: String, inner: Checked?) {
    inner?.faults()?.forEach { add(Fault("$path.${it.path}", it.rule)) }
}

private fun points(text: String): Int = text.codePointCount(0, text.length)

private val PATTERNS: List<Regex> = listOf(
    Regex("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069]*\$", RegexOption.UNIX_LINES),
    Regex("^[0-9A-Za-z_.-]+\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^\\+?[0-9][0-9 -]{4,19}\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9A-Za-z()-]+\$(?!\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9a-f]{64}\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[A-Za-z0-9_.:-]+\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^image/(jpeg|png|webp|heic)\$(?!\n)", RegexOption.UNIX_LINES),
    Regex("^([0-9a-f]{32})?\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^8[0-9a-f]{14}\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9A-Za-z_.]+\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^([0-9]{14,15})?\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9A-Za-z_.]*\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9A-Za-z_.-]+:[1-9][0-9]?\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9]{16}\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^([0-9a-f]{64})?\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[ -~]+\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[A-Za-z0-9_=.-]*\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9A-Za-z]{18}\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^([0-9a-f]{16})?\$(?!\n)", RegexOption.UNIX_LINES),
    Regex("^[a-z_]{0,40}\$(?!\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[\\x21-\\x7e]+\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^[0-9a-f]{16}\$(?!\\n)", RegexOption.UNIX_LINES),
    Regex("^([0-9A-Za-z_.-]+(:[1-9][0-9]?)?)?\$(?!\\n)", RegexOption.UNIX_LINES),
)

/** What a refusal means, for people, and its status over HTTP. */
data class ProblemText(val status: Int, val en: String, val zh: String)

val PROBLEMS: Map<String, ProblemText> = mapOf(
    "malformed" to ProblemText(400, "The message cannot be read", "无法读取该消息"),
    "malformed_command" to ProblemText(422, "This entry cannot be read; it was kept", "该条记录无法读取，已保留"),
    "unsupported_media_type" to ProblemText(415, "Wrong content type", "内容类型不正确"),
    "too_large" to ProblemText(413, "Too large", "内容过大"),
    "not_signed_in" to ProblemText(401, "Please sign in", "请先登录"),
    "wrong_login" to ProblemText(401, "Name or password is wrong", "用户名或密码错误"),
    "wrong_enrolment" to ProblemText(403, "The code is wrong, used or expired", "加入码错误、已使用或已过期"),
    "install_revoked" to ProblemText(401, "This phone has been shut out; nothing on it was lost", "设备已停用，本机数据未丢失"),
    "cross_site" to ProblemText(403, "The request came from another site", "请求来自其他站点"),
    "not_allowed" to ProblemText(403, "Not allowed here", "无权在此操作"),
    "not_found" to ProblemText(404, "Not found", "未找到"),
    "method_not_allowed" to ProblemText(405, "Method not allowed", "不支持该方法"),
    "id_reuse" to ProblemText(409, "This id was used for something else", "该编号已用于其他内容"),
    "id_taken" to ProblemText(409, "This id is taken", "该编号已被占用"),
    "missing_subject" to ProblemText(404, "What it is about is not here yet", "所涉对象尚不存在"),
    "field_not_yours" to ProblemText(422, "This field is set by the server", "该字段由服务器设置"),
    "nothing_to_change" to ProblemText(422, "Nothing to change", "没有要修改的内容"),
    "late_scope" to ProblemText(409, "Done after the area had changed hands; the present holder decides", "网格已移交，由现任人员处理"),
    "concurrent_edit" to ProblemText(409, "Somebody else changed it too", "他人已同时修改"),
    "duplicate" to ProblemText(409, "Registered already; both are kept and the committee decides", "已有登记，两条均保留，由社区处理"),
    "edited_after_retire" to ProblemText(409, "Removed and edited at once; a person decides", "已停用又被修改，由人工处理"),
    "answers_collide" to ProblemText(409, "The answers contradict each other; a person decides", "两次答复相互矛盾，由人工处理"),
    "already_merged" to ProblemText(409, "Merged already", "已合并"),
    "merge_undone" to ProblemText(409, "This merge has been undone", "该合并已撤销"),
    "case_moved_on" to ProblemText(409, "The case has moved on", "案件状态已变化"),
    "danger_moved_on" to ProblemText(409, "The danger has moved on", "隐患状态已变化"),
    "unknown_item" to ProblemText(422, "The check list has no such item", "检查表没有该检查项"),
    "online_only" to ProblemText(409, "This is decided online; please look again", "该操作须联网办理，请刷新后重新操作"),
    "choice_not_open" to ProblemText(409, "A conflict of this sort is not settled in this way", "此类冲突不能以该方式处理"),
    "dismissed" to ProblemText(409, "Set aside by a person, with a reason", "已由人工搁置并说明原因"),
    "case_needs" to ProblemText(422, "Something is missing for this step", "该步骤缺少必要内容"),
    "same_person" to ProblemText(422, "Whoever did the work cannot check it", "处置人不能自行核查"),
    "unknown_class" to ProblemText(422, "Unknown case class", "案件类别不存在或已停用"),
    "class_retired" to ProblemText(409, "This class takes no new cases", "该类别已停用或尚未启用"),
    "unknown_condition" to ProblemText(422, "The class has no such filing condition", "该类别没有此立案条件"),
    "condition_retired" to ProblemText(409, "This filing condition takes no new cases", "该立案条件已停用或尚未启用"),
    "department_outside" to ProblemText(422, "The department does not work in that area", "该部门不负责此区域"),
    "person_outside" to ProblemText(422, "That person has no such post there", "该人员不属于此部门或无外勤岗位"),
    "no_calendar" to ProblemText(422, "No work calendar for that year", "该年度尚无工作日历"),
    "already_asked" to ProblemText(409, "This has been asked for already", "已有同类申请待审"),
    "too_often" to ProblemText(409, "No more often than that", "已达到允许次数"),
    "overdue" to ProblemText(409, "The deadline has passed", "已超过时限"),
    "not_overdue" to ProblemText(409, "It was in time", "处置未超期"),
    "out_of_time" to ProblemText(409, "The time for it is over", "已超过可办理期限"),
    "not_the_same" to ProblemText(422, "Not the same matter", "不是同一事项"),
    "just_returned" to ProblemText(409, "This department has just returned the case", "该部门刚退回此案件"),
    "no_level" to ProblemText(422, "No organisation of that level", "没有对应层级的机构"),
    "unknown_component" to ProblemText(422, "No component has this identifier", "部件编码不存在"),
    "component_class" to ProblemText(422, "The class is not the component's", "案件类别与部件类别不一致"),
    "read_first" to ProblemText(409, "This sounds like an emergency: read the notice first", "可能属于紧急情况，请先阅读提示"),
    "wrong_receipt" to ProblemText(403, "The code or the PIN is wrong", "查询码或密码不正确"),
    "slow_down" to ProblemText(429, "Too often; please wait", "操作过于频繁，请稍后再试"),
    "unknown_grid" to ProblemText(422, "No grid there", "该位置没有网格"),
    "out_of_district" to ProblemText(422, "Outside of the district", "位置不在本区范围内"),
    "wrong_identifier" to ProblemText(422, "A number or a date fails its check", "号码或日期校验未通过"),
    "unknown_code" to ProblemText(422, "The code is not in its table", "代码不在代码表中或已停用"),
    "not_collected" to ProblemText(422, "This district does not collect that", "本区不采集该项信息"),
    "not_admitted" to ProblemText(422, "The matter is not on the admission list", "该事项不在网格员事项准入清单内"),
    "warning_area" to ProblemText(422, "No warning can be for this area", "该区域不能发布预警"),
    "template_field" to ProblemText(422, "A field of the warning is missing or does not fit", "预警内容有缺项或填写不符"),
    "warning_expired" to ProblemText(422, "The warning's time has passed, or is too far ahead", "预警时限已过或过长"),
    "warning_state" to ProblemText(409, "That is not possible for this warning now", "该预警当前状态不允许此操作"),
    "not_approved" to ProblemText(422, "It must be approved before it is issued", "该级别预警须审批后发布"),
    "second_person" to ProblemText(403, "It takes a second person", "须由另一人办理"),
    "import_state" to ProblemText(409, "The import is not in a state for that", "导入任务当前状态不允许此操作"),
    "changed_since" to ProblemText(409, "Somebody has changed it since", "此后已被他人修改"),
    "unreadable_table" to ProblemText(422, "The file is no table that can be read", "无法读取该表格文件"),
    "columns_missing" to ProblemText(422, "Columns are missing", "缺少必需的列"),
    "reveals_used_up" to ProblemText(429, "No more of these may be shown today", "今日可查看的次数已用完"),
    "already_ended" to ProblemText(409, "It has already ended", "已经结束"),
    "territory_broken" to ProblemText(422, "Grids overlap or are no valid polygons", "网格重叠或几何无效"),
    "stale_preview" to ProblemText(409, "It has changed since the preview", "预览之后情况已变化"),
    "upload_offset" to ProblemText(409, "The upload goes on at another offset", "上传偏移不一致"),
    "upload_mismatch" to ProblemText(409, "The bytes do not have the promised hash", "文件校验不一致"),
    "upload_expired" to ProblemText(410, "The upload has expired", "上传已过期"),
    "checksum_mismatch" to ProblemText(460, "The piece does not have its checksum", "数据块校验不一致"),
    "tus_version" to ProblemText(412, "This version of tus is not spoken here", "不支持该上传协议版本"),
    "too_slow" to ProblemText(408, "The body came too slowly; what had come is kept", "传输过慢，已收到的数据已保留"),
    "unsupported_image" to ProblemText(422, "No JPEG, PNG or WebP within the limits", "不支持的图片"),
    "no_space" to ProblemText(507, "No room at the moment; nothing was lost", "存储空间不足，数据未丢失"),
    "overloaded" to ProblemText(503, "Too much at once; try again soon", "服务繁忙，请稍后重试"),
    "internal" to ProblemText(503, "A fault of ours; nothing was lost, try again soon", "服务器故障，数据未丢失，请稍后重试"),
)

/** The merge policy of each field that a person may write, by record and field. */
val POLICIES: Map<String, Map<String, String>> = mapOf(
    "BuildingRecord" to mapOf("name" to "review", "number" to "review", "estate" to "lww", "floors" to "lww", "life" to "machine", "nature" to "lww", "building_type" to "lww", "floors_below" to "lww", "units" to "lww", "planned_households" to "lww", "area_m2" to "lww", "property_company" to "lww", "property_contact" to "lww", "property_phone" to "lww", "head" to "review", "has_danger" to "lww", "gis_id" to "review", "effective_on" to "machine", "expired_on" to "machine"),
    "CareRecord" to mapOf("care_labels" to "set"),
    "CaseEventRecord" to mapOf("case" to "append", "command" to "append", "opinion" to "append"),
    "CaseRecord" to mapOf("state" to "machine", "title" to "machine", "description" to "machine", "class_code" to "machine", "address" to "machine", "department" to "machine", "handler" to "machine", "checker" to "machine"),
    "CaseTaskRecord" to mapOf("case" to "append", "of_kind" to "append", "told" to "append"),
    "ComponentRecord" to mapOf("name" to "lww", "state" to "lww", "owner" to "review", "property" to "review", "maintenance" to "review", "unit_grid" to "review", "recorded_on" to "lww", "source" to "lww", "accuracy" to "lww", "note" to "lww", "retired_at" to "machine"),
    "DangerRecord" to mapOf("inspection" to "append", "subject_kind" to "append", "subject" to "append", "template" to "append", "item" to "append", "state" to "machine", "found_at" to "append", "found_by" to "append", "round" to "machine", "note" to "append", "responsible" to "append"),
    "DwellingRecord" to mapOf("unit" to "review", "room" to "review", "use" to "review", "area_m2" to "lww", "note" to "lww", "life" to "machine", "dwelling_type" to "lww", "owner_name" to "review", "owner_phone" to "review", "effective_on" to "machine", "expired_on" to "machine"),
    "HelpRecord" to mapOf("helped_on" to "review", "needed" to "review", "given" to "review", "carer" to "review", "health" to "review", "income" to "review", "main_family" to "review", "difficulties" to "review"),
    "HouseholdRecord" to mapOf("number" to "review", "head" to "review", "note" to "lww", "last_visited_at" to "max", "life" to "machine", "effective_on" to "machine", "expired_on" to "machine"),
    "InspectionRecord" to mapOf("subject_kind" to "append", "subject" to "append", "template" to "append", "site_type" to "append", "inspector" to "append", "inspected_at" to "append", "checked" to "append", "dangers" to "append", "met" to "append", "note" to "append"),
    "OrganisationRecord" to mapOf("name" to "review", "credit_code" to "review", "organisation_type" to "review", "industry" to "lww", "legal_person" to "review", "legal_phone" to "review", "safety_officers" to "set", "address" to "lww", "under_residential" to "review", "note" to "lww", "life" to "machine"),
    "PersonRecord" to mapOf("name" to "review", "sex" to "review", "birth_on" to "review", "phone" to "review", "former_name" to "lww", "registered_division" to "lww", "registered_address" to "lww", "workplace" to "lww", "preferred_contact" to "lww", "note" to "lww", "life" to "machine", "more_phones" to "set", "residence_division" to "lww", "residence_address" to "lww", "ethnicity" to "lww", "marriage" to "lww", "native_place" to "lww", "occupation" to "lww", "education" to "lww", "effective_on" to "machine", "expired_on" to "machine"),
    "PhotoRecord" to mapOf("subject_kind" to "append", "subject" to "append", "phase" to "append", "sha256" to "append", "size_bytes" to "append", "media_type" to "append", "caption" to "lww", "hidden" to "set"),
    "RenewalCycleRecord" to mapOf("found" to "machine"),
    "RenewalItemRecord" to mapOf("state" to "machine"),
    "RentedHouseRecord" to mapOf("house_no" to "review", "purpose" to "review", "lease_no" to "review", "lessor_type" to "review", "owner_name" to "review", "owner_phone" to "review", "danger_type" to "review", "danger_level" to "review", "management_class" to "review", "note" to "lww", "life" to "machine"),
    "ResidencyRecord" to mapOf("residency_kind" to "review", "status" to "machine", "relation" to "review", "hukou_consistent" to "review", "inflow_reason" to "lww", "cert_until" to "review", "until_on" to "machine", "housing_kind" to "lww", "cert_type" to "lww", "cert_on" to "lww", "verified_at" to "machine", "verified_by" to "machine", "verify_due" to "machine"),
    "ServiceTagRecord" to mapOf("status" to "machine", "care_level" to "review", "until_on" to "review", "basis" to "review", "note" to "lww"),
    "SiteRecord" to mapOf("name" to "review", "site_kind" to "review", "organisation" to "review", "address" to "lww", "fire_class" to "review", "order_class" to "review", "under_residential" to "review", "area_m2" to "lww", "people" to "lww", "safety_officer" to "review", "safety_phone" to "review", "note" to "lww", "life" to "machine"),
    "TaskRecord" to mapOf("task_type" to "append", "title" to "append", "state" to "machine", "given_at" to "append", "given_by" to "append", "text" to "append", "worker" to "append", "target_kind" to "append", "target" to "append", "sign_by" to "append", "reply_by" to "append", "signed_by" to "machine", "signed_at" to "machine", "ended_by" to "machine", "ended_at" to "machine", "answers" to "machine", "words" to "machine", "light" to "machine"),
    "TenancyRecord" to mapOf("status" to "machine", "until_on" to "machine", "verified_at" to "max"),
    "VisitRecord" to mapOf("household" to "append", "worker" to "append", "channel" to "append", "outcome" to "append", "visited_at" to "append", "persons" to "append", "minutes" to "append", "needs_told" to "append", "note" to "append"),
    "WarningReachRecord" to mapOf("reached" to "machine", "calls" to "machine", "rung" to "machine", "acknowledged_by" to "machine", "acknowledged_at" to "machine"),
    "WarningRecord" to mapOf("number" to "append", "level" to "append", "category" to "append", "event" to "append", "texts" to "append", "grids" to "append", "issued_at" to "machine", "expires_at" to "append", "onset_at" to "append", "drill" to "append", "updates" to "append"),
)

/** Commands that are decided online alone: a phone without a line keeps them as drafts. */
val ONLINE_ONLY: Set<String> = setOf("accept_case", "answer_supervision", "appeal_timeout", "approve_warning", "assign_case", "assign_down", "audit_self_handled", "blow_whistle", "cancel_import", "cancel_supervision", "cancel_warning", "close_case", "close_danger", "confirm_handling", "correct_case", "dispatch_case", "drop_warning", "end_whistle", "file_case", "finish_assisting", "issue_warning", "merge_case", "not_file_case", "open_import", "recall_checker", "refuse_case", "reopen_case", "request_forced_close", "request_void", "resume_case", "return_to_acceptor", "return_to_dispatcher", "review_request", "review_warning", "revoke_assignment", "rework_department", "rework_handling", "run_import", "score_whistle", "send_check", "send_verify", "set_historic", "set_urgency", "supervise_case", "undo_import", "unmerge_case", "urge_case", "withdraw_danger")

/** The record of a row by its kind's number on the wire; rows of other kinds are kept as they came. */
val KINDS: Map<Int, KSerializer<out AnyRecord>> = mapOf(
    1 to BuildingRecord.serializer(),
    2 to DwellingRecord.serializer(),
    3 to HouseholdRecord.serializer(),
    4 to PersonRecord.serializer(),
    5 to ResidencyRecord.serializer(),
    6 to VisitRecord.serializer(),
    7 to CaseRecord.serializer(),
    8 to CaseEventRecord.serializer(),
    9 to PhotoRecord.serializer(),
    10 to GridRecord.serializer(),
    11 to CaseClassRecord.serializer(),
    12 to CareRecord.serializer(),
    13 to ConflictRecord.serializer(),
    14 to OwnConflictRecord.serializer(),
    15 to ReceiptRecord.serializer(),
    16 to CaseTaskRecord.serializer(),
    17 to FilingConditionRecord.serializer(),
    18 to ComponentRecord.serializer(),
    19 to SiteRecord.serializer(),
    20 to OrganisationRecord.serializer(),
    21 to RentedHouseRecord.serializer(),
    22 to TenancyRecord.serializer(),
    23 to ServiceTagRecord.serializer(),
    24 to HelpRecord.serializer(),
    25 to VisitRulesRecord.serializer(),
    26 to RenewalCycleRecord.serializer(),
    27 to RenewalItemRecord.serializer(),
    28 to TaskTypeRecord.serializer(),
    29 to TaskRecord.serializer(),
    31 to CheckTemplateRecord.serializer(),
    32 to InspectionRecord.serializer(),
    33 to DangerRecord.serializer(),
    36 to WarningRecord.serializer(),
    37 to WarningReachRecord.serializer(),
)

/** How exactly a position is known: A to 0.5 m, B to 1 m, C to 10 m. */
@Serializable
@JvmInline
value class AccuracyClass(val word: String) {
    companion object {
        val A = AccuracyClass("A")
        val B = AccuracyClass("B")
        val C = AccuracyClass("C")

        /** The words of this contract; a newer server may say others. */
        val known: Set<AccuracyClass> = setOf(A, B, C)
    }
}

/** What a question of a task is answered with. */
@Serializable
@JvmInline
value class AnswerKind(val word: String) {
    companion object {
        val TEXT = AnswerKind("text")
        val YES_NO = AnswerKind("yes_no")
        val NUMBER = AnswerKind("number")
        val CHOICE = AnswerKind("choice")

        /** The words of this contract; a newer server may say others. */
        val known: Set<AnswerKind> = setOf(TEXT, YES_NO, NUMBER, CHOICE)
    }
}

/**
 * Who hears that a clock has run so far (domain.md 5). The owner is whose turn it is; the chief is the grid's,
 * and the department's; the supervisor is the area's. Of the clock of a level the owner is the level that has
 * the case, the chief the one above it.
 */
@Serializable
@JvmInline
value class Audience(val word: String) {
    companion object {
        val OWNER = Audience("owner")
        val CHIEF = Audience("chief")
        val SUPERVISOR = Audience("supervisor")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Audience> = setOf(OWNER, CHIEF, SUPERVISOR)
    }
}

/** Where a report came from. */
@Serializable
@JvmInline
value class CaseSource(val word: String) {
    companion object {
        val WORKER = CaseSource("worker")
        val COMMITTEE = CaseSource("committee")
        val RESIDENT = CaseSource("resident")
        val HOTLINE = CaseSource("hotline")
        val PARTNER = CaseSource("partner")
        val SYSTEM = CaseSource("system")

        /** The words of this contract; a newer server may say others. */
        val known: Set<CaseSource> = setOf(WORKER, COMMITTEE, RESIDENT, HOTLINE, PARTNER, SYSTEM)
    }
}

/** All states of a case (domain.md 3.1). */
@Serializable
@JvmInline
value class CaseState(val word: String) {
    companion object {
        val REPORTED = CaseState("reported")
        val VERIFYING = CaseState("verifying")
        val PENDING_FILING = CaseState("pending_filing")
        val PENDING_DISPATCH = CaseState("pending_dispatch")
        val PENDING_HANDLE = CaseState("pending_handle")
        val HANDLING = CaseState("handling")
        val SUSPENDED = CaseState("suspended")
        val PENDING_CONFIRM = CaseState("pending_confirm")
        val PENDING_CHECK = CaseState("pending_check")
        val CHECKING = CaseState("checking")
        val PENDING_CLOSE = CaseState("pending_close")
        val SELF_AUDIT = CaseState("self_audit")
        val CLOSED = CaseState("closed")
        val FORCED_CLOSED = CaseState("forced_closed")
        val REFUSED = CaseState("refused")
        val NOT_FILED = CaseState("not_filed")
        val VOIDED = CaseState("voided")
        val MERGED = CaseState("merged")

        /** The words of this contract; a newer server may say others. */
        val known: Set<CaseState> = setOf(REPORTED, VERIFYING, PENDING_FILING, PENDING_DISPATCH, PENDING_HANDLE, HANDLING, SUSPENDED, PENDING_CONFIRM, PENDING_CHECK, CHECKING, PENDING_CLOSE, SELF_AUDIT, CLOSED, FORCED_CLOSED, REFUSED, NOT_FILED, VOIDED, MERGED)
    }
}

/** How far a task is; `withdrawn` says that the case went on without it. */
@Serializable
@JvmInline
value class CaseTaskState(val word: String) {
    companion object {
        val OPEN = CaseTaskState("open")
        val DONE = CaseTaskState("done")
        val WITHDRAWN = CaseTaskState("withdrawn")

        /** The words of this contract; a newer server may say others. */
        val known: Set<CaseTaskState> = setOf(OPEN, DONE, WITHDRAWN)
    }
}

/** What a check after handling found. */
@Serializable
@JvmInline
value class CheckResult(val word: String) {
    companion object {
        val PASSED = CheckResult("passed")
        val FAILED = CheckResult("failed")

        /** The words of this contract; a newer server may say others. */
        val known: Set<CheckResult> = setOf(PASSED, FAILED)
    }
}

/**
 * How a person decides (sync.md 7, 8, 9). Of two values of a field: `keep_mine` is the author's, `keep_theirs`
 * what stands, `keep_both` leaves what stands and keeps the other beside it on the conflict's record, `edit` is
 * a third one. Late work, or a step that a case has moved on from, is done after all (`apply`) or not
 * (`dismiss`, with a reason). What was done already and only has to be known is noted: `keep_both`, or
 * `dismiss`.
 */
@Serializable
@JvmInline
value class Choice(val word: String) {
    companion object {
        val KEEP_MINE = Choice("keep_mine")
        val KEEP_THEIRS = Choice("keep_theirs")
        val KEEP_BOTH = Choice("keep_both")
        val EDIT = Choice("edit")
        val APPLY = Choice("apply")
        val DISMISS = Choice("dismiss")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Choice> = setOf(KEEP_MINE, KEEP_THEIRS, KEEP_BOTH, EDIT, APPLY, DISMISS)
    }
}

/** How a component is (domain.md 2.1). */
@Serializable
@JvmInline
value class ComponentState(val word: String) {
    companion object {
        val INTACT = ComponentState("intact")
        val DAMAGED = ComponentState("damaged")
        val LOST = ComponentState("lost")
        val OCCUPIED = ComponentState("occupied")
        val ABANDONED = ComponentState("abandoned")

        /** The words of this contract; a newer server may say others. */
        val known: Set<ComponentState> = setOf(INTACT, DAMAGED, LOST, OCCUPIED, ABANDONED)
    }
}

/** Whether somebody has decided. */
@Serializable
@JvmInline
value class ConflictState(val word: String) {
    companion object {
        val OPEN = ConflictState("open")
        val SETTLED = ConflictState("settled")

        /** The words of this contract; a newer server may say others. */
        val known: Set<ConflictState> = setOf(OPEN, SETTLED)
    }
}

/** How a danger stands. `closed` and `withdrawn` are ends; `escalated` goes on as a case until that has ended. */
@Serializable
@JvmInline
value class DangerState(val word: String) {
    companion object {
        val FOUND = DangerState("found")
        val FIXED_ON_SPOT = DangerState("fixed_on_spot")
        val NOTICED = DangerState("noticed")
        val RECTIFIED = DangerState("rectified")
        val REINSPECTED = DangerState("reinspected")
        val ESCALATED = DangerState("escalated")
        val CLOSED = DangerState("closed")
        val WITHDRAWN = DangerState("withdrawn")

        /** The words of this contract; a newer server may say others. */
        val known: Set<DangerState> = setOf(FOUND, FIXED_ON_SPOT, NOTICED, RECTIFIED, REINSPECTED, ESCALATED, CLOSED, WITHDRAWN)
    }
}

/** Where the register has a component from. */
@Serializable
@JvmInline
value class DataSource(val word: String) {
    companion object {
        val SURVEYED = DataSource("surveyed")
        val MAP = DataSource("map")
        val MANUAL = DataSource("manual")

        /** The words of this contract; a newer server may say others. */
        val known: Set<DataSource> = setOf(SURVEYED, MAP, MANUAL)
    }
}

/** The reference frame of a point; one that does not say its datum is refused (GCJ-02 is 540 m off in Nanjing). */
@Serializable
@JvmInline
value class Datum(val word: String) {
    companion object {
        val WGS84 = Datum("wgs84")
        val GCJ02 = Datum("gcj02")
        val BD09 = Datum("bd09")
        val CGCS2000 = Datum("cgcs2000")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Datum> = setOf(WGS84, GCJ02, BD09, CGCS2000)
    }
}

/** What came of knocking at a door. */
@Serializable
@JvmInline
value class DoorOutcome(val word: String) {
    companion object {
        val TOLD = DoorOutcome("told")
        val NOBODY_HOME = DoorOutcome("nobody_home")
        val REFUSED = DoorOutcome("refused")

        /** The words of this contract; a newer server may say others. */
        val known: Set<DoorOutcome> = setOf(TOLD, NOBODY_HOME, REFUSED)
    }
}

/** How a condition finds its responsible department, before the responsibility table is asked. */
@Serializable
@JvmInline
value class DutyRule(val word: String) {
    companion object {
        val TABLE = DutyRule("table")
        val OWNER = DutyRule("owner")
        val STREET = DutyRule("street")
        val COMMUNITY = DutyRule("community")

        /** The words of this contract; a newer server may say others. */
        val known: Set<DutyRule> = setOf(TABLE, OWNER, STREET, COMMUNITY)
    }
}

/** How long somebody was in a cell in a day: under 5 minutes, under 15, under 30, or longer. */
@Serializable
@JvmInline
value class Dwell(val word: String) {
    companion object {
        val BRIEF = Dwell("brief")
        val SHORT = Dwell("short")
        val LONG = Dwell("long")
        val STAY = Dwell("stay")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Dwell> = setOf(BRIEF, SHORT, LONG, STAY)
    }
}

/** How a dwelling is used (domain.md 2.1). */
@Serializable
@JvmInline
value class DwellingUse(val word: String) {
    companion object {
        val SELF = DwellingUse("self")
        val RENTED = DwellingUse("rented")
        val VACANT = DwellingUse("vacant")
        val BUSINESS = DwellingUse("business")

        /** The words of this contract; a newer server may say others. */
        val known: Set<DwellingUse> = setOf(SELF, RENTED, VACANT, BUSINESS)
    }
}

/** What becomes of a row. `asked`: it may be somebody of the register, and a person says who. */
@Serializable
@JvmInline
value class Fate(val word: String) {
    companion object {
        val NEW = Fate("new")
        val CHANGED = Fate("changed")
        val SAME = Fate("same")
        val ASKED = Fate("asked")
        val ERROR = Fate("error")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Fate> = setOf(NEW, CHANGED, SAME, ASKED, ERROR)
    }
}

/** What a field of a template is filled with. */
@Serializable
@JvmInline
value class FieldKind(val word: String) {
    companion object {
        val TEXT = FieldKind("text")
        val NUMBER = FieldKind("number")
        val CHOICE = FieldKind("choice")

        /** The words of this contract; a newer server may say others. */
        val known: Set<FieldKind> = setOf(TEXT, NUMBER, CHOICE)
    }
}

/** What is inspected. */
@Serializable
@JvmInline
value class HazardSubject(val word: String) {
    companion object {
        val DWELLING = HazardSubject("dwelling")
        val BUILDING = HazardSubject("building")
        val SITE = HazardSubject("site")
        val RENTED_HOUSE = HazardSubject("rented_house")

        /** The words of this contract; a newer server may say others. */
        val known: Set<HazardSubject> = setOf(DWELLING, BUILDING, SITE, RENTED_HOUSE)
    }
}

/** The kinds of rows that go where their root lies. */
@Serializable
@JvmInline
value class HomeKind(val word: String) {
    companion object {
        val DWELLING = HomeKind("dwelling")
        val HOUSEHOLD = HomeKind("household")
        val PERSON = HomeKind("person")
        val RESIDENCY = HomeKind("residency")
        val VISIT = HomeKind("visit")
        val RENEWAL_ITEM = HomeKind("renewal_item")
        val CASE = HomeKind("case")
        val COMPONENT = HomeKind("component")
        val INSPECTION = HomeKind("inspection")
        val DANGER = HomeKind("danger")
        val CASE_EVENT = HomeKind("case_event")
        val PHOTO = HomeKind("photo")
        val CONFLICT = HomeKind("conflict")
        val SITE = HomeKind("site")
        val ORGANISATION = HomeKind("organisation")
        val RENTED_HOUSE = HomeKind("rented_house")
        val TENANCY = HomeKind("tenancy")
        val SERVICE_TAG = HomeKind("service_tag")
        val HELP = HomeKind("help")
        val TASK = HomeKind("task")

        /** The words of this contract; a newer server may say others. */
        val known: Set<HomeKind> = setOf(DWELLING, HOUSEHOLD, PERSON, RESIDENCY, VISIT, RENEWAL_ITEM, CASE, COMPONENT, INSPECTION, DANGER, CASE_EVENT, PHOTO, CONFLICT, SITE, ORGANISATION, RENTED_HOUSE, TENANCY, SERVICE_TAG, HELP, TASK)
    }
}

/** What kind of number identifies a person. */
@Serializable
@JvmInline
value class IdType(val word: String) {
    companion object {
        val RESIDENT_ID = IdType("resident_id")
        val PASSPORT = IdType("passport")
        val RESIDENCE_PERMIT = IdType("residence_permit")
        val OTHER = IdType("other")

        /** The words of this contract; a newer server may say others. */
        val known: Set<IdType> = setOf(RESIDENT_ID, PASSPORT, RESIDENCE_PERMIT, OTHER)
    }
}

/** What a file tells of. */
@Serializable
@JvmInline
value class ImportKind(val word: String) {
    companion object {
        val PEOPLE = ImportKind("people")
        val BUILDINGS = ImportKind("buildings")

        /** The words of this contract; a newer server may say others. */
        val known: Set<ImportKind> = setOf(PEOPLE, BUILDINGS)
    }
}

/** What a text is written in (RFC 5646); every warning has one in Chinese. */
@Serializable
@JvmInline
value class Language(val word: String) {
    companion object {
        val ZH_CN = Language("zh-CN")
        val EN = Language("en")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Language> = setOf(ZH_CN, EN)
    }
}

/** Layers overlap; each is a partition of its own (domain.md 1). */
@Serializable
@JvmInline
value class LayerKind(val word: String) {
    companion object {
        val UNIT = LayerKind("unit")
        val COMMUNITY = LayerKind("community")
        val DUTY = LayerKind("duty")
        val SPECIAL = LayerKind("special")

        /** The words of this contract; a newer server may say others. */
        val known: Set<LayerKind> = setOf(UNIT, COMMUNITY, DUTY, SPECIAL)
    }
}

/** Register rows are never deleted by phones. What was merged, or taken back with its import, is on no phone. */
@Serializable
@JvmInline
value class Life(val word: String) {
    companion object {
        val ACTIVE = Life("active")
        val RETIRED = Life("retired")
        val MERGED = Life("merged")
        val TAKEN_BACK = Life("taken_back")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Life> = setOf(ACTIVE, RETIRED, MERGED, TAKEN_BACK)
    }
}

/** What a limit counts in: `urgent_*` runs day and night, `work_*` in working periods only (domain.md 5). */
@Serializable
@JvmInline
value class LimitUnit(val word: String) {
    companion object {
        val URGENT_MINUTE = LimitUnit("urgent_minute")
        val URGENT_HOUR = LimitUnit("urgent_hour")
        val URGENT_DAY = LimitUnit("urgent_day")
        val WORK_HOUR = LimitUnit("work_hour")
        val WORK_DAY = LimitUnit("work_day")
        val NATURAL_DAY = LimitUnit("natural_day")

        /** The words of this contract; a newer server may say others. */
        val known: Set<LimitUnit> = setOf(URGENT_MINUTE, URGENT_HOUR, URGENT_DAY, WORK_HOUR, WORK_DAY, NATURAL_DAY)
    }
}

/** What calls for a visit soon: somebody moved in, or was given a tag (fell ill, came home from hospital). */
@Serializable
@JvmInline
value class MajorChange(val word: String) {
    companion object {
        val MOVED_IN = MajorChange("moved_in")
        val TAG_ADDED = MajorChange("tag_added")

        /** The words of this contract; a newer server may say others. */
        val known: Set<MajorChange> = setOf(MOVED_IN, TAG_ADDED)
    }
}

/** The ways to reach somebody that they may switch off: all push together, the in-app inbox, text messages, mail. */
@Serializable
@JvmInline
value class NoticeChannel(val word: String) {
    companion object {
        val PUSH = NoticeChannel("push")
        val INBOX = NoticeChannel("inbox")
        val SMS = NoticeChannel("sms")
        val EMAIL = NoticeChannel("email")

        /** The words of this contract; a newer server may say others. */
        val known: Set<NoticeChannel> = setOf(PUSH, INBOX, SMS, EMAIL)
    }
}

/** What messages are about. `case.in_grid` wakes a phone and shows nothing. */
@Serializable
@JvmInline
value class NoticeClass(val word: String) {
    companion object {
        val CASE_IN_GRID = NoticeClass("case.in_grid")
        val CASE_GIVEN = NoticeClass("case.given")
        val REPORT_ACCEPTED = NoticeClass("report.accepted")
        val REPORT_DECLINED = NoticeClass("report.declined")
        val REPORT_GIVEN = NoticeClass("report.given")
        val REPORT_CLOSED = NoticeClass("report.closed")
        val REPORT_REOPENED = NoticeClass("report.reopened")

        /** The words of this contract; a newer server may say others. */
        val known: Set<NoticeClass> = setOf(CASE_IN_GRID, CASE_GIVEN, REPORT_ACCEPTED, REPORT_DECLINED, REPORT_GIVEN, REPORT_CLOSED, REPORT_REOPENED)
    }
}

/** The languages that notices are written in. */
@Serializable
@JvmInline
value class NoticeLanguage(val word: String) {
    companion object {
        val ZH = NoticeLanguage("zh-CN")
        val EN = NoticeLanguage("en")

        /** The words of this contract; a newer server may say others. */
        val known: Set<NoticeLanguage> = setOf(ZH, EN)
    }
}

/** What is known of a person only where a district has decided to collect it: off until then (domain.md 2.1). */
@Serializable
@JvmInline
value class OptionalFact(val word: String) {
    companion object {
        val ETHNICITY = OptionalFact("ethnicity")
        val MARRIAGE = OptionalFact("marriage")
        val NATIVE_PLACE = OptionalFact("native_place")
        val OCCUPATION = OptionalFact("occupation")
        val EDUCATION = OptionalFact("education")

        /** The words of this contract; a newer server may say others. */
        val known: Set<OptionalFact> = setOf(ETHNICITY, MARRIAGE, NATIVE_PLACE, OCCUPATION, EDUCATION)
    }
}

/** Where an organisation stands in the tree (domain.md 2.1). */
@Serializable
@JvmInline
value class OrgLevel(val word: String) {
    companion object {
        val DISTRICT = OrgLevel("district")
        val STREET = OrgLevel("street")
        val COMMUNITY = OrgLevel("community")
        val GRID = OrgLevel("grid")
        val DEPARTMENT = OrgLevel("department")

        /** The words of this contract; a newer server may say others. */
        val known: Set<OrgLevel> = setOf(DISTRICT, STREET, COMMUNITY, GRID, DEPARTMENT)
    }
}

/** What a partner's key is for: events of sensors and platforms, or orders of a hotline. */
@Serializable
@JvmInline
value class PartnerPurpose(val word: String) {
    companion object {
        val EVENTS = PartnerPurpose("events")
        val ORDERS = PartnerPurpose("orders")

        /** The words of this contract; a newer server may say others. */
        val known: Set<PartnerPurpose> = setOf(EVENTS, ORDERS)
    }
}

/** Which step of the work a photo shows (domain.md 2.1). Of a danger: as found, put right, looked at again. */
@Serializable
@JvmInline
value class PhotoPhase(val word: String) {
    companion object {
        val REPORT = PhotoPhase("report")
        val VERIFY = PhotoPhase("verify")
        val HANDLE = PhotoPhase("handle")
        val CHECK = PhotoPhase("check")

        /** The words of this contract; a newer server may say others. */
        val known: Set<PhotoPhase> = setOf(REPORT, VERIFY, HANDLE, CHECK)
    }
}

/** What a photo is attached to; reading it back needs the scope of that subject. */
@Serializable
@JvmInline
value class PhotoSubject(val word: String) {
    companion object {
        val CASE = PhotoSubject("case")
        val VISIT = PhotoSubject("visit")
        val INSPECTION = PhotoSubject("inspection")
        val DANGER = PhotoSubject("danger")

        /** The words of this contract; a newer server may say others. */
        val known: Set<PhotoSubject> = setOf(CASE, VISIT, INSPECTION, DANGER)
    }
}

/** The posts of the field (domain.md 1); a membership gives one person one post at one organisation. */
@Serializable
@JvmInline
value class Post(val word: String) {
    companion object {
        val GRID_WORKER = Post("grid_worker")
        val GRID_CHIEF = Post("grid_chief")
        val GRID_ADVISER = Post("grid_adviser")
        val ACCEPTOR = Post("acceptor")
        val SHIFT_LEADER = Post("shift_leader")
        val DISPATCHER = Post("dispatcher")
        val DEPARTMENT = Post("department")
        val HANDLER = Post("handler")
        val COMMITTEE = Post("committee")
        val SUPERVISOR = Post("supervisor")
        val SYS_ADMIN = Post("sys_admin")
        val SEC_ADMIN = Post("sec_admin")
        val AUDIT_ADMIN = Post("audit_admin")
        val RESIDENT = Post("resident")
        val VOLUNTEER = Post("volunteer")
        val SYSTEM = Post("system")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Post> = setOf(GRID_WORKER, GRID_CHIEF, GRID_ADVISER, ACCEPTOR, SHIFT_LEADER, DISPATCHER, DEPARTMENT, HANDLER, COMMITTEE, SUPERVISOR, SYS_ADMIN, SEC_ADMIN, AUDIT_ADMIN, RESIDENT, VOLUNTEER, SYSTEM)
    }
}

/** What premises are. */
@Serializable
@JvmInline
value class Premises(val word: String) {
    companion object {
        val SITE = Premises("site")
        val ORGANISATION = Premises("organisation")
        val RENTED_HOUSE = Premises("rented_house")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Premises> = setOf(SITE, ORGANISATION, RENTED_HOUSE)
    }
}

/** Why something was refused. The same code serves an HTTP problem and a receipt. */
@Serializable
@JvmInline
value class ProblemCode(val word: String) {
    companion object {
        /** The envelope cannot be decoded; the phone's build is at fault. */
        val MALFORMED = ProblemCode("malformed")
        /** One command cannot be decoded; its bytes are kept and somebody looks at them. */
        val MALFORMED_COMMAND = ProblemCode("malformed_command")
        /** The content type is none that this route takes. */
        val UNSUPPORTED_MEDIA_TYPE = ProblemCode("unsupported_media_type")
        /** The body is over the route's limit; `max_batch` or `max_bytes` says what fits. */
        val TOO_LARGE = ProblemCode("too_large")
        /** No session or install token, or one that is not valid any more. */
        val NOT_SIGNED_IN = ProblemCode("not_signed_in")
        /** Name and password do not fit together, or the account is closed; the two are not told apart. */
        val WRONG_LOGIN = ProblemCode("wrong_login")
        /** The enrolment code is unknown, used or expired; the three are not told apart. */
        val WRONG_ENROLMENT = ProblemCode("wrong_enrolment")
        /** This phone has been shut out; what it still holds can be sent through the committee. */
        val INSTALL_REVOKED = ProblemCode("install_revoked")
        /** A request with a session cookie came from another site. */
        val CROSS_SITE = ProblemCode("cross_site")
        /** The person never held a post that may do this here. */
        val NOT_ALLOWED = ProblemCode("not_allowed")
        /** It is not there, or not for you; the two are not told apart. */
        val NOT_FOUND = ProblemCode("not_found")
        /** The address exists, but not for this method. */
        val METHOD_NOT_ALLOWED = ProblemCode("method_not_allowed")
        /** The same command id came with other bytes. */
        val ID_REUSE = ProblemCode("id_reuse")
        /** The entity's id already belongs to something else; make a new one. */
        val ID_TAKEN = ProblemCode("id_taken")
        /** What the command is about is not known here. */
        val MISSING_SUBJECT = ProblemCode("missing_subject")
        /** The field is the server's own; the others were applied. */
        val FIELD_NOT_YOURS = ProblemCode("field_not_yours")
        /** The change names no field. */
        val NOTHING_TO_CHANGE = ProblemCode("nothing_to_change")
        /** The work was done when the person no longer had the area; the present holder decides. */
        val LATE_SCOPE = ProblemCode("late_scope")
        /** Somebody else wrote a field that needs a person's eye; both values are kept. */
        val CONCURRENT_EDIT = ProblemCode("concurrent_edit")
        /**
         * Somebody is registered under this number already; both are there, and the committee decides. `twin` names
         * whom, where that lies in one's own grids, else `grid` where they are registered.
         */
        val DUPLICATE = ProblemCode("duplicate")
        /** The record was retired and edited, and neither author knew of the other; both hold, and a person decides. */
        val EDITED_AFTER_RETIRE = ProblemCode("edited_after_retire")
        /** Somebody was told to have moved out, and was seen there afterwards; both answers stay, and a person decides. */
        val ANSWERS_COLLIDE = ProblemCode("answers_collide")
        /** One of the two has gone into another record, named by `into`, or they are one and the same. */
        val ALREADY_MERGED = ProblemCode("already_merged")
        /** This merge has been undone already, or is not of these two. */
        val MERGE_UNDONE = ProblemCode("merge_undone")
        /** The case is in a state from which this cannot be done; the event is kept. */
        val CASE_MOVED_ON = ProblemCode("case_moved_on")
        /** The danger is in a `state` from which this cannot be done. What a phone queued is kept, and a person decides. */
        val DANGER_MOVED_ON = ProblemCode("danger_moved_on")
        /** The check list has no such `item`. */
        val UNKNOWN_ITEM = ProblemCode("unknown_item")
        /** This is decided by the case as it stands, and had waited in a phone's queue: look again, and send it anew. */
        val ONLINE_ONLY = ProblemCode("online_only")
        /** A conflict of this sort is not settled in this way; `choices` names those that it can be. */
        val CHOICE_NOT_OPEN = ProblemCode("choice_not_open")
        /** A person has decided that it is not to be done; the conflict's record tells why. */
        val DISMISSED = ProblemCode("dismissed")
        /** The command lacks what its step asks for (a photo, a reason, a condition); `needs` names it. */
        val CASE_NEEDS = ProblemCode("case_needs")
        /** Whoever did the work cannot check it. */
        val SAME_PERSON = ProblemCode("same_person")
        /** The case class is not in the catalogue or not in force. */
        val UNKNOWN_CLASS = ProblemCode("unknown_class")
        /** The class takes no new cases: it is valid from `valid_from` until `valid_until`. Old cases keep it. */
        val CLASS_RETIRED = ProblemCode("class_retired")
        /** The class has no such filing condition. */
        val UNKNOWN_CONDITION = ProblemCode("unknown_condition")
        /** The filing condition takes no new cases: it is valid from `valid_from` until `valid_until`. Old cases keep it. */
        val CONDITION_RETIRED = ProblemCode("condition_retired")
        /** The department does not work in that area. */
        val DEPARTMENT_OUTSIDE = ProblemCode("department_outside")
        /** The person neither works for the department nor has a post in the field there. */
        val PERSON_OUTSIDE = ProblemCode("person_outside")
        /** A limit in working time reaches into `year`, of which nobody has told the holidays. */
        val NO_CALENDAR = ProblemCode("no_calendar")
        /** There is an open one of this kind; `open` names it. */
        val ALREADY_ASKED = ProblemCode("already_asked")
        /** It may be done `most` times and no more. */
        val TOO_OFTEN = ProblemCode("too_often")
        /** The deadline, `due_at`, has passed. */
        val OVERDUE = ProblemCode("overdue")
        /** The handling was in time: there is nothing to appeal against. */
        val NOT_OVERDUE = ProblemCode("not_overdue")
        /** It may be done until `until` and no later. */
        val OUT_OF_TIME = ProblemCode("out_of_time")
        /** The two cases are not the same matter: another class, too far apart, or one of them has ended; `fault` says. */
        val NOT_THE_SAME = ProblemCode("not_the_same")
        /** This department has just returned the case: to send it there again must be forced, with a reason. */
        val JUST_RETURNED = ProblemCode("just_returned")
        /** There is no organisation of that level to move the case to. */
        val NO_LEVEL = ProblemCode("no_level")
        /** No component of the register has this identifier. */
        val UNKNOWN_COMPONENT = ProblemCode("unknown_component")
        /** A case that points at a component is of the component's class; `component` and `class_code` are not of one. */
        val COMPONENT_CLASS = ProblemCode("component_class")
        /** It sounds like an emergency: `notice` says whom to call. Whoever has read it sends it again, confirmed. */
        val READ_FIRST = ProblemCode("read_first")
        /** Code and PIN do not fit together, or nothing was reported under them; the two are not told apart. */
        val WRONG_RECEIPT = ProblemCode("wrong_receipt")
        /** Too often from there; try again after `Retry-After`. */
        val SLOW_DOWN = ProblemCode("slow_down")
        /** No published grid holds the point, and none was named. */
        val UNKNOWN_GRID = ProblemCode("unknown_grid")
        /** The point lies outside of the district's box; longitude and latitude may be swapped. */
        val OUT_OF_DISTRICT = ProblemCode("out_of_district")
        /** An identity number, a date or a code fails its check. */
        val WRONG_IDENTIFIER = ProblemCode("wrong_identifier")
        /** A code is not in its table, or not in force on that day; `field`, `scheme` and `value` say which. */
        val UNKNOWN_CODE = ProblemCode("unknown_code")
        /** This district does not collect the fact that `field` names; send the rest without it. */
        val NOT_COLLECTED = ProblemCode("not_collected")
        /** The matter is not on the admission list of what may be given to grid workers, or not any more; `task_type`. */
        val NOT_ADMITTED = ProblemCode("not_admitted")
        /** No warning can be for this area: `reason` says why, `what` of it. */
        val WARNING_AREA = ProblemCode("warning_area")
        /** Texts and fields of a warning do not fit: `field` says which, `reason` in which way. */
        val TEMPLATE_FIELD = ProblemCode("template_field")
        /** The warning ends in the past, or too far ahead: `expires_at`. */
        val WARNING_EXPIRED = ProblemCode("warning_expired")
        /** The warning is `state`: what was asked for is not possible any more, or not yet, or not in this `grid`. */
        val WARNING_STATE = ProblemCode("warning_state")
        /** A warning of this `level` is issued after a second person has approved it. */
        val NOT_APPROVED = ProblemCode("not_approved")
        /** It takes somebody else than who wrote or issued it. */
        val SECOND_PERSON = ProblemCode("second_person")
        /** The import is `state`: what was asked for is not possible any more, or not yet. */
        val IMPORT_STATE = ProblemCode("import_state")
        /** Somebody else has changed it since, or lives by it now: it stays as it is. `fields` are what was changed. */
        val CHANGED_SINCE = ProblemCode("changed_since")
        /** The file is no table that is read; `reason` says why, and `detail` in a sentence what to do. */
        val UNREADABLE_TABLE = ProblemCode("unreadable_table")
        /** No column tells what every row must; `fields` names it. */
        val COLUMNS_MISSING = ProblemCode("columns_missing")
        /** As many sealed values as one person may see in a day (`a_day`) were shown; `from_at` there are more. */
        val REVEALS_USED_UP = ProblemCode("reveals_used_up")
        /** The stay or the assignment has already ended. */
        val ALREADY_ENDED = ProblemCode("already_ended")
        /** Grids overlap, leave gaps or are no valid polygons; `grids` names them. */
        val TERRITORY_BROKEN = ProblemCode("territory_broken")
        /** What the preview showed is not so any more; `changed` tells the difference. Look again, and agree again. */
        val STALE_PREVIEW = ProblemCode("stale_preview")
        /** The upload goes on at another offset; `offset` says where. */
        val UPLOAD_OFFSET = ProblemCode("upload_offset")
        /** The stored bytes do not have the promised hash or size; start again. */
        val UPLOAD_MISMATCH = ProblemCode("upload_mismatch")
        /** The upload was not finished in time; start again. */
        val UPLOAD_EXPIRED = ProblemCode("upload_expired")
        /** This piece of an upload does not have the checksum that came with it; none of it was kept, send it again. */
        val CHECKSUM_MISMATCH = ProblemCode("checksum_mismatch")
        /** The upload speaks another version of tus than the server; `Tus-Version` names those that it does. */
        val TUS_VERSION = ProblemCode("tus_version")
        /** The body came slower than the server waits for; what had come is kept, go on from there. */
        val TOO_SLOW = ProblemCode("too_slow")
        /** The bytes are no JPEG, PNG, WebP or HEIC within the limits; `reason` says why. */
        val UNSUPPORTED_IMAGE = ProblemCode("unsupported_image")
        /** The server has no room; try again after `Retry-After`. */
        val NO_SPACE = ProblemCode("no_space")
        /** Too much at once; try again after `Retry-After`. */
        val OVERLOADED = ProblemCode("overloaded")
        /** A fault of the server; nothing was lost, try again after `Retry-After`. */
        val INTERNAL = ProblemCode("internal")

        /** The words of this contract; a newer server may say others. */
        val known: Set<ProblemCode> = setOf(MALFORMED, MALFORMED_COMMAND, UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, NOT_SIGNED_IN, WRONG_LOGIN, WRONG_ENROLMENT, INSTALL_REVOKED, CROSS_SITE, NOT_ALLOWED, NOT_FOUND, METHOD_NOT_ALLOWED, ID_REUSE, ID_TAKEN, MISSING_SUBJECT, FIELD_NOT_YOURS, NOTHING_TO_CHANGE, LATE_SCOPE, CONCURRENT_EDIT, DUPLICATE, EDITED_AFTER_RETIRE, ANSWERS_COLLIDE, ALREADY_MERGED, MERGE_UNDONE, CASE_MOVED_ON, DANGER_MOVED_ON, UNKNOWN_ITEM, ONLINE_ONLY, CHOICE_NOT_OPEN, DISMISSED, CASE_NEEDS, SAME_PERSON, UNKNOWN_CLASS, CLASS_RETIRED, UNKNOWN_CONDITION, CONDITION_RETIRED, DEPARTMENT_OUTSIDE, PERSON_OUTSIDE, NO_CALENDAR, ALREADY_ASKED, TOO_OFTEN, OVERDUE, NOT_OVERDUE, OUT_OF_TIME, NOT_THE_SAME, JUST_RETURNED, NO_LEVEL, UNKNOWN_COMPONENT, COMPONENT_CLASS, READ_FIRST, WRONG_RECEIPT, SLOW_DOWN, UNKNOWN_GRID, OUT_OF_DISTRICT, WRONG_IDENTIFIER, UNKNOWN_CODE, NOT_COLLECTED, NOT_ADMITTED, WARNING_AREA, TEMPLATE_FIELD, WARNING_EXPIRED, WARNING_STATE, NOT_APPROVED, SECOND_PERSON, IMPORT_STATE, CHANGED_SINCE, UNREADABLE_TABLE, COLUMNS_MISSING, REVEALS_USED_UP, ALREADY_ENDED, TERRITORY_BROKEN, STALE_PREVIEW, UPLOAD_OFFSET, UPLOAD_MISMATCH, UPLOAD_EXPIRED, CHECKSUM_MISMATCH, TUS_VERSION, TOO_SLOW, UNSUPPORTED_IMAGE, NO_SPACE, OVERLOADED, INTERNAL)
    }
}

/** The providers that wake an install, each with tokens of its own kind. */
@Serializable
@JvmInline
value class PushKind(val word: String) {
    companion object {
        val APNS = PushKind("apns")
        val FCM_TOKEN = PushKind("fcm_token")
        val FCM_FID = PushKind("fcm_fid")
        val WEB_PUSH = PushKind("web_push")

        /** The words of this contract; a newer server may say others. */
        val known: Set<PushKind> = setOf(APNS, FCM_TOKEN, FCM_FID, WEB_PUSH)
    }
}

/** By what a home was reached. */
@Serializable
@JvmInline
value class ReachChannel(val word: String) {
    companion object {
        val PUSH = ReachChannel("push")
        val INBOX = ReachChannel("inbox")
        val SMS = ReachChannel("sms")
        val CHAT = ReachChannel("chat")
        val EMAIL = ReachChannel("email")
        val DOOR = ReachChannel("door")

        /** The words of this contract; a newer server may say others. */
        val known: Set<ReachChannel> = setOf(PUSH, INBOX, SMS, CHAT, EMAIL, DOOR)
    }
}

/** What a record of the register is of. */
@Serializable
@JvmInline
value class Register(val word: String) {
    companion object {
        val BUILDING = Register("building")
        val DWELLING = Register("dwelling")
        val HOUSEHOLD = Register("household")
        val PERSON = Register("person")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Register> = setOf(BUILDING, DWELLING, HOUSEHOLD, PERSON)
    }
}

/** What looking again found. */
@Serializable
@JvmInline
value class ReinspectionResult(val word: String) {
    companion object {
        val PASS = ReinspectionResult("pass")
        val FAIL = ReinspectionResult("fail")

        /** The words of this contract; a newer server may say others. */
        val known: Set<ReinspectionResult> = setOf(PASS, FAIL)
    }
}

/** The answers that take more than one tap. */
@Serializable
@JvmInline
value class RenewalAnswer(val word: String) {
    companion object {
        val CHANGED = RenewalAnswer("changed")
        val MOVED_OUT = RenewalAnswer("moved_out")
        val NOT_FOUND = RenewalAnswer("not_found")
        val REFUSED = RenewalAnswer("refused")

        /** The words of this contract; a newer server may say others. */
        val known: Set<RenewalAnswer> = setOf(CHANGED, MOVED_OUT, NOT_FOUND, REFUSED)
    }
}

/** What is known of an item: how it was answered, or that what it asked about is not there any more (`lapsed`). */
@Serializable
@JvmInline
value class RenewalState(val word: String) {
    companion object {
        val PENDING = RenewalState("pending")
        val CONFIRMED = RenewalState("confirmed")
        val CHANGED = RenewalState("changed")
        val MOVED_OUT = RenewalState("moved_out")
        val NOT_FOUND = RenewalState("not_found")
        val REFUSED = RenewalState("refused")
        val LAPSED = RenewalState("lapsed")

        /** The words of this contract; a newer server may say others. */
        val known: Set<RenewalState> = setOf(PENDING, CONFIRMED, CHANGED, MOVED_OUT, NOT_FOUND, REFUSED, LAPSED)
    }
}

/** What an item asks to look at. */
@Serializable
@JvmInline
value class RenewalTarget(val word: String) {
    companion object {
        val HOUSEHOLD = RenewalTarget("household")
        val DWELLING = RenewalTarget("dwelling")
        val RESIDENCY = RenewalTarget("residency")

        /** The words of this contract; a newer server may say others. */
        val known: Set<RenewalTarget> = setOf(HOUSEHOLD, DWELLING, RESIDENCY)
    }
}

/** Registered here, living here without registration, or here for a while. */
@Serializable
@JvmInline
value class ResidencyKind(val word: String) {
    companion object {
        val PERMANENT = ResidencyKind("permanent")
        val FLOATING = ResidencyKind("floating")
        val TEMPORARY = ResidencyKind("temporary")

        /** The words of this contract; a newer server may say others. */
        val known: Set<ResidencyKind> = setOf(PERMANENT, FLOATING, TEMPORARY)
    }
}

/** draft 10 -> effective 12 -> ended or void 22 (domain.md 2.1, 3.6). */
@Serializable
@JvmInline
value class ResidencyStatus(val word: String) {
    companion object {
        val DRAFT = ResidencyStatus("10")
        val EFFECTIVE = ResidencyStatus("12")
        val ENDED = ResidencyStatus("ended")
        val VOID = ResidencyStatus("22")

        /** The words of this contract; a newer server may say others. */
        val known: Set<ResidencyStatus> = setOf(DRAFT, EFFECTIVE, ENDED, VOID)
    }
}

/** What a second person says of a warning that was issued at once. */
@Serializable
@JvmInline
value class ReviewOutcome(val word: String) {
    companion object {
        val UPHELD = ReviewOutcome("upheld")
        val OBJECTED = ReviewOutcome("objected")

        /** The words of this contract; a newer server may say others. */
        val known: Set<ReviewOutcome> = setOf(UPHELD, OBJECTED)
    }
}

/** Why a row is an error, or is asked about. */
@Serializable
@JvmInline
value class RowReason(val word: String) {
    companion object {
        val FORMULA = RowReason("formula")
        val ERROR_VALUE = RowReason("error_value")
        val DIGITS_LOST = RowReason("digits_lost")
        val NO_DAY = RowReason("no_day")
        val NO_NUMBER = RowReason("no_number")
        val NO_TRUTH = RowReason("no_truth")
        val UNKNOWN_WORD = RowReason("unknown_word")
        val WRONG_IDENTITY = RowReason("wrong_identity")
        val BIRTH_DIFFERS = RowReason("birth_differs")
        val SEX_DIFFERS = RowReason("sex_differs")
        val MALFORMED = RowReason("malformed")
        val MISSING = RowReason("missing")
        val UNKNOWN_GRID = RowReason("unknown_grid")
        val NOT_YOUR_GRID = RowReason("not_your_grid")
        val OUT_OF_DISTRICT = RowReason("out_of_district")
        val REPEATED = RowReason("repeated")
        val WHICH_HOUSEHOLD = RowReason("which_household")
        val RETIRED = RowReason("retired")
        val LIVES_ELSEWHERE = RowReason("lives_elsewhere")
        val NAME_DIFFERS = RowReason("name_differs")
        val LIKELY = RowReason("likely")
        val MOVED = RowReason("moved")
        val BUILDING_DIFFERS = RowReason("building_differs")
        val REFUSED = RowReason("refused")

        /** The words of this contract; a newer server may say others. */
        val known: Set<RowReason> = setOf(FORMULA, ERROR_VALUE, DIGITS_LOST, NO_DAY, NO_NUMBER, NO_TRUTH, UNKNOWN_WORD, WRONG_IDENTITY, BIRTH_DIFFERS, SEX_DIFFERS, MALFORMED, MISSING, UNKNOWN_GRID, NOT_YOUR_GRID, OUT_OF_DISTRICT, REPEATED, WHICH_HOUSEHOLD, RETIRED, LIVES_ELSEWHERE, NAME_DIFFERS, LIKELY, MOVED, BUILDING_DIFFERS, REFUSED)
    }
}

/** GB/T 2261.1. */
@Serializable
@JvmInline
value class Sex(val word: String) {
    companion object {
        val UNKNOWN = Sex("0")
        val MALE = Sex("1")
        val FEMALE = Sex("2")
        val UNSTATED = Sex("9")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Sex> = setOf(UNKNOWN, MALE, FEMALE, UNSTATED)
    }
}

/** What was ordered or asked about a case: cards with points, a leader's instruction, a reminder. */
@Serializable
@JvmInline
value class Supervision(val word: String) {
    companion object {
        val NORMAL = Supervision("normal")
        val YELLOW = Supervision("yellow")
        val RED = Supervision("red")
        val INSTRUCTION = Supervision("instruction")
        val URGE = Supervision("urge")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Supervision> = setOf(NORMAL, YELLOW, RED, INSTRUCTION, URGE)
    }
}

/** What of the register a task may be about. */
@Serializable
@JvmInline
value class TargetKind(val word: String) {
    companion object {
        val BUILDING = TargetKind("building")
        val DWELLING = TargetKind("dwelling")
        val HOUSEHOLD = TargetKind("household")
        val PERSON = TargetKind("person")

        /** The words of this contract; a newer server may say others. */
        val known: Set<TargetKind> = setOf(BUILDING, DWELLING, HOUSEHOLD, PERSON)
    }
}

/** What somebody is sent to a case for: to look before filing, to look after handling, or to help to handle it. */
@Serializable
@JvmInline
value class TaskKind(val word: String) {
    companion object {
        val VERIFY = TaskKind("verify")
        val CHECK = TaskKind("check")
        val CO_HANDLE = TaskKind("co_handle")

        /** The words of this contract; a newer server may say others. */
        val known: Set<TaskKind> = setOf(VERIFY, CHECK, CO_HANDLE)
    }
}

/** What the clock tells. */
@Serializable
@JvmInline
value class TaskLight(val word: String) {
    companion object {
        val YELLOW = TaskLight("yellow")
        val RED = TaskLight("red")

        /** The words of this contract; a newer server may say others. */
        val known: Set<TaskLight> = setOf(YELLOW, RED)
    }
}

/** What a task is: given, signed for, and then done with in one of three ways. */
@Serializable
@JvmInline
value class TaskState(val word: String) {
    companion object {
        val GIVEN = TaskState("given")
        val SIGNED = TaskState("signed")
        val FINISHED = TaskState("finished")
        val RETURNED = TaskState("returned")
        val CANCELLED = TaskState("cancelled")

        /** The words of this contract; a newer server may say others. */
        val known: Set<TaskState> = setOf(GIVEN, SIGNED, FINISHED, RETURNED, CANCELLED)
    }
}

/** Why a token is nobody's any more. */
@Serializable
@JvmInline
value class TokenEnd(val word: String) {
    companion object {
        val LOGOUT = TokenEnd("logout")
        val REVOKED = TokenEnd("revoked")
        val GONE = TokenEnd("gone")

        /** The words of this contract; a newer server may say others. */
        val known: Set<TokenEnd> = setOf(LOGOUT, REVOKED, GONE)
    }
}

/** What became of a command (sync.md 15). All but `retry` leave the phone's queue; `retry` is never stored. */
@Serializable
@JvmInline
value class Verdict(val word: String) {
    companion object {
        val APPLIED = Verdict("applied")
        val MERGED = Verdict("merged")
        val CONFLICT = Verdict("conflict")
        val HELD = Verdict("held")
        val REDIRECTED = Verdict("redirected")
        val PARKED = Verdict("parked")
        val REFUSED = Verdict("refused")
        val GONE = Verdict("gone")
        val RETRY = Verdict("retry")

        /** The words of this contract; a newer server may say others. */
        val known: Set<Verdict> = setOf(APPLIED, MERGED, CONFLICT, HELD, REDIRECTED, PARKED, REFUSED, GONE, RETRY)
    }
}

/** The seven channels that count as a visit (domain.md 7). */
@Serializable
@JvmInline
value class VisitChannel(val word: String) {
    companion object {
        val DOOR = VisitChannel("door")
        val MESSAGE = VisitChannel("message")
        val THIRD_PARTY = VisitChannel("third_party")
        val BUDDY = VisitChannel("buddy")
        val NEIGHBOUR = VisitChannel("neighbour")
        val SENSOR = VisitChannel("sensor")
        val HOTLINE = VisitChannel("hotline")

        /** The words of this contract; a newer server may say others. */
        val known: Set<VisitChannel> = setOf(DOOR, MESSAGE, THIRD_PARTY, BUDDY, NEIGHBOUR, SENSOR, HOTLINE)
    }
}

/** What came of a visit (domain.md 2.1). */
@Serializable
@JvmInline
value class VisitOutcome(val word: String) {
    companion object {
        val MET = VisitOutcome("met")
        val ABSENT = VisitOutcome("absent")
        val REFUSED = VisitOutcome("refused")
        val MOVED = VisitOutcome("moved")
        val PROXY = VisitOutcome("proxy")

        /** The words of this contract; a newer server may say others. */
        val known: Set<VisitOutcome> = setOf(MET, ABSENT, REFUSED, MOVED, PROXY)
    }
}

/** How often: once in each calendar period (weeks begin on Monday), every `days`, or only after a major change. */
@Serializable
@JvmInline
value class VisitPeriod(val word: String) {
    companion object {
        val WEEK = VisitPeriod("week")
        val MONTH = VisitPeriod("month")
        val QUARTER = VisitPeriod("quarter")
        val HALF_YEAR = VisitPeriod("half_year")
        val YEAR = VisitPeriod("year")
        val DAYS = VisitPeriod("days")
        val CHANGE = VisitPeriod("change")

        /** The words of this contract; a newer server may say others. */
        val known: Set<VisitPeriod> = setOf(WEEK, MONTH, QUARTER, HALF_YEAR, YEAR, DAYS, CHANGE)
    }
}

/** What it is about (CAP 1.2, 3.2.2 `category`). */
@Serializable
@JvmInline
value class WarningCategory(val word: String) {
    companion object {
        val GEO = WarningCategory("Geo")
        val MET = WarningCategory("Met")
        val SAFETY = WarningCategory("Safety")
        val SECURITY = WarningCategory("Security")
        val RESCUE = WarningCategory("Rescue")
        val FIRE = WarningCategory("Fire")
        val HEALTH = WarningCategory("Health")
        val ENV = WarningCategory("Env")
        val TRANSPORT = WarningCategory("Transport")
        val INFRA = WarningCategory("Infra")
        val CBRNE = WarningCategory("CBRNE")
        val OTHER = WarningCategory("Other")

        /** The words of this contract; a newer server may say others. */
        val known: Set<WarningCategory> = setOf(GEO, MET, SAFETY, SECURITY, RESCUE, FIRE, HEALTH, ENV, TRANSPORT, INFRA, CBRNE, OTHER)
    }
}

/** Ⅳ blue to Ⅰ red (domain.md 2.2). The two highest may be issued at once, and are reviewed after. */
@Serializable
@JvmInline
value class WarningLevel(val word: String) {
    companion object {
        val BLUE = WarningLevel("blue")
        val YELLOW = WarningLevel("yellow")
        val ORANGE = WarningLevel("orange")
        val RED = WarningLevel("red")

        /** The words of this contract; a newer server may say others. */
        val known: Set<WarningLevel> = setOf(BLUE, YELLOW, ORANGE, RED)
    }
}

/** What a street blows its whistle for (domain.md 3.5). */
@Serializable
@JvmInline
value class WhistleKind(val word: String) {
    companion object {
        val DAILY = WhistleKind("daily")
        val KEY = WhistleKind("key")
        val EMERGENCY = WhistleKind("emergency")

        /** The words of this contract; a newer server may say others. */
        val known: Set<WhistleKind> = setOf(DAILY, KEY, EMERGENCY)
    }
}

/** Every command there is, told apart by `kind`. */
@Serializable
@JsonClassDiscriminator("kind")
sealed interface AnyCommand : Checked

/** Every record that a phone may hold, told apart by `type`. */
@Serializable
@JsonClassDiscriminator("type")
sealed interface AnyRecord

/** The acceptor takes the report on (受理). */
@Serializable
@SerialName("accept_case")
data class AcceptCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** Somebody who answers for a grid has it in hand there: the ladder stops for that grid. */
@Serializable
@SerialName("acknowledge_warning")
data class AcknowledgeWarning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grid: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
    }
}

/**
 * Add a building; it belongs to a grid by key, not by cell (domain.md 8.2). `nature` and `building_type` are
 * codes; `head` is the person of the register who speaks for it (楼长). Whom its property company names to be
 * called is sealed.
 */
@Serializable
@SerialName("add_building")
data class AddBuilding(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grid: String,
    val name: String,
    val number: String = "",
    val estate: String = "",
    val floors: Long = 0,
    val point: Point? = null,
    val nature: String? = null,
    @SerialName("building_type") val buildingType: String? = null,
    @SerialName("floors_below") val floorsBelow: Long = 0,
    val units: Long = 0,
    @SerialName("planned_households") val plannedHouseholds: Long = 0,
    @SerialName("area_m2") val areaM2: Double = 0.0,
    @SerialName("property_company") val propertyCompany: String = "",
    @SerialName("property_contact") val propertyContact: String = "",
    @SerialName("property_phone") val propertyPhone: String? = null,
    val head: String? = null,
    @SerialName("has_danger") val hasDanger: Boolean = false,
    @SerialName("gis_id") val gisId: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(points(number) <= 200, "number", "max_length")
        check(PATTERNS[1].containsMatchIn(number), "number", "pattern")
        check(points(estate) <= 200, "estate", "max_length")
        check(PATTERNS[1].containsMatchIn(estate), "estate", "pattern")
        check(floors >= 0, "floors", "ge")
        check(floors <= 300, "floors", "le")
        point?.let { v0 ->
            below("point", v0)
        }
        nature?.let { v0 ->
            check(points(v0) >= 1, "nature", "min_length")
            check(points(v0) <= 32, "nature", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "nature", "pattern")
        }
        buildingType?.let { v0 ->
            check(points(v0) >= 1, "building_type", "min_length")
            check(points(v0) <= 32, "building_type", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "building_type", "pattern")
        }
        check(floorsBelow >= 0, "floors_below", "ge")
        check(floorsBelow <= 300, "floors_below", "le")
        check(units >= 0, "units", "ge")
        check(units <= 10000, "units", "le")
        check(plannedHouseholds >= 0, "planned_households", "ge")
        check(plannedHouseholds <= 10000, "planned_households", "le")
        check(areaM2 >= 0.0, "area_m2", "ge")
        check(areaM2 <= 1000000.0, "area_m2", "le")
        check(points(propertyCompany) <= 200, "property_company", "max_length")
        check(PATTERNS[1].containsMatchIn(propertyCompany), "property_company", "pattern")
        check(points(propertyContact) <= 200, "property_contact", "max_length")
        check(PATTERNS[1].containsMatchIn(propertyContact), "property_contact", "pattern")
        propertyPhone?.let { v0 ->
            check(PATTERNS[3].containsMatchIn(v0), "property_phone", "pattern")
        }
        head?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "head", "pattern")
        }
        check(points(gisId) <= 200, "gis_id", "max_length")
        check(PATTERNS[1].containsMatchIn(gisId), "gis_id", "pattern")
    }
}

/** Add a dwelling to a building. */
@Serializable
@SerialName("add_dwelling")
data class AddDwelling(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val building: String,
    val unit: String = "",
    val floor: Long = 0,
    val room: String,
    val use: DwellingUse = DwellingUse("self"),
    @SerialName("area_m2") val areaM2: Double = 0.0,
    @SerialName("dwelling_type") val dwellingType: String? = null,
    @SerialName("owner_name") val ownerName: String = "",
    @SerialName("owner_id_no") val ownerIdNo: String? = null,
    @SerialName("owner_phone") val ownerPhone: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(building), "building", "pattern")
        check(points(unit) <= 200, "unit", "max_length")
        check(PATTERNS[1].containsMatchIn(unit), "unit", "pattern")
        check(floor >= -10, "floor", "ge")
        check(floor <= 300, "floor", "le")
        check(points(room) <= 200, "room", "max_length")
        check(PATTERNS[1].containsMatchIn(room), "room", "pattern")
        check(use in DwellingUse.known, "use", "unknown_word")
        check(areaM2 >= 0.0, "area_m2", "ge")
        check(areaM2 <= 1000000.0, "area_m2", "le")
        dwellingType?.let { v0 ->
            check(points(v0) >= 1, "dwelling_type", "min_length")
            check(points(v0) <= 32, "dwelling_type", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "dwelling_type", "pattern")
        }
        check(points(ownerName) <= 200, "owner_name", "max_length")
        check(PATTERNS[1].containsMatchIn(ownerName), "owner_name", "pattern")
        ownerIdNo?.let { v0 ->
            check(points(v0) >= 4, "owner_id_no", "min_length")
            check(points(v0) <= 32, "owner_id_no", "max_length")
            check(PATTERNS[4].containsMatchIn(v0), "owner_id_no", "pattern")
        }
        ownerPhone?.let { v0 ->
            check(PATTERNS[3].containsMatchIn(v0), "owner_phone", "pattern")
        }
    }
}

/** Add a household that lives in a dwelling. */
@Serializable
@SerialName("add_household")
data class AddHousehold(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val dwelling: String,
    val number: String = "",
    val head: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(dwelling), "dwelling", "pattern")
        check(points(number) <= 200, "number", "max_length")
        check(PATTERNS[1].containsMatchIn(number), "number", "pattern")
        head?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "head", "pattern")
        }
    }
}

/** The server's own: a key for a partner. An empty `classes` of a key for orders means all. */
@Serializable
@SerialName("add_partner")
data class AddPartner(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val name: String,
    @SerialName("key_hash") val keyHash: String,
    val purpose: PartnerPurpose,
    @SerialName("daily_quota") val dailyQuota: Long,
    val classes: List<String> = emptyList(),
    val live: Boolean = false,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(PATTERNS[5].containsMatchIn(keyHash), "key_hash", "pattern")
        check(purpose in PartnerPurpose.known, "purpose", "unknown_word")
        check(dailyQuota >= 1, "daily_quota", "ge")
        check(dailyQuota <= 1000000, "daily_quota", "le")
        check(classes.size <= 200, "classes", "max_length")
        classes.forEach { v0 ->
            check(points(v0) >= 1, "classes", "min_length")
            check(points(v0) <= 64, "classes", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "classes", "pattern")
        }
    }
}

/**
 * A person rents in a house: `entity` is the tenancy, `root` and `person` who it is. `until_on` is until when it
 * is agreed. `verified`: whoever tells it has seen the person and the papers. A second telling of a tenancy that
 * is in force becomes one with it, under either id.
 */
@Serializable
@SerialName("add_tenant")
data class AddTenant(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val person: String,
    val house: String,
    @SerialName("from_on") val fromOn: String? = null,
    @SerialName("until_on") val untilOn: String? = null,
    val verified: Boolean = false,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(person), "person", "pattern")
        check(PATTERNS[0].containsMatchIn(house), "house", "pattern")
        fromOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "from_on", "pattern")
        }
        untilOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "until_on", "pattern")
        }
    }
}

/** Put a type on the admission list, from a day, until another or for good; `basis` names the decision. */
@Serializable
@SerialName("admit_task_type")
data class AdmitTaskType(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("from_on") val fromOn: String,
    @SerialName("until_on") val untilOn: String? = null,
    val basis: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[7].containsMatchIn(fromOn), "from_on", "pattern")
        untilOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "until_on", "pattern")
        }
        check(points(basis) <= 200, "basis", "max_length")
        check(PATTERNS[1].containsMatchIn(basis), "basis", "pattern")
    }
}

/** The grid agency consents to a wish, until a day that is not later than was asked; it is not one's own wish. */
@Serializable
@SerialName("admit_urgently")
data class AdmitUrgently(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("task_type") val taskType: String,
    @SerialName("until_on") val untilOn: String,
    val opinion: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(taskType), "task_type", "pattern")
        check(PATTERNS[7].containsMatchIn(untilOn), "until_on", "pattern")
        check(points(opinion) <= 200, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * What a heading means that no dictionary knows, or that could be several: asked once, remembered for the
 * district. `group` is the heading above it, if it was asked about under one alone. An empty `field` says that
 * cells below it stay empty. Answered again, the last answer holds.
 */
@Serializable
@SerialName("answer_heading")
data class AnswerHeading(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val heading: String,
    val group: String = "",
    val field: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(heading) <= 200, "heading", "max_length")
        check(PATTERNS[1].containsMatchIn(heading), "heading", "pattern")
        check(points(group) <= 200, "group", "max_length")
        check(PATTERNS[1].containsMatchIn(group), "group", "pattern")
        field?.let { v0 ->
            check(points(v0) >= 1, "field", "min_length")
            check(points(v0) <= 64, "field", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "field", "pattern")
        }
    }
}

/**
 * What came of an item that was not as the register says; `answer` becomes the id of this answer. `changed`
 * points with `edit` to the command that carried the change. `moved_out` ends the `stays`, all of them in the
 * item's dwelling, as of `until_on` (the day of the answer, if it does not say).
 */
@Serializable
@SerialName("answer_item")
data class AnswerItem(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val answer: String,
    val state: RenewalAnswer,
    val edit: String? = null,
    @SerialName("until_on") val untilOn: String? = null,
    val stays: List<StayRef> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(answer), "answer", "pattern")
        check(state in RenewalAnswer.known, "state", "unknown_word")
        edit?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "edit", "pattern")
        }
        untilOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "until_on", "pattern")
        }
        check(stays.size <= 50, "stays", "max_length")
        stays.forEach { v0 ->
            below("stays", v0)
        }
    }
}

/** The department replies; the reply is the opinion. */
@Serializable
@SerialName("answer_supervision")
data class AnswerSupervision(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val supervision: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(supervision), "supervision", "pattern")
    }
}

/** The department holds that its overdue handling should not count against it (申诉). */
@Serializable
@SerialName("appeal_timeout")
data class AppealTimeout(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val request: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(request), "request", "pattern")
    }
}

/** A second person agrees to a draft as it is. */
@Serializable
@SerialName("approve_warning")
data class ApproveWarning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** Ask for a type that is not on the list, for a term: `entity` is the wish. */
@Serializable
@SerialName("ask_urgent_admission")
data class AskUrgentAdmission(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("task_type") val taskType: String,
    @SerialName("until_on") val untilOn: String,
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(taskType), "task_type", "pattern")
        check(PATTERNS[7].containsMatchIn(untilOn), "until_on", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** The department gives it to one of its handlers (指派). */
@Serializable
@SerialName("assign_case")
data class AssignCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val handler: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(handler), "handler", "pattern")
    }
}

/** The organisation that has the case gives it to one right below it (交办); with a reason. */
@Serializable
@SerialName("assign_down")
data class AssignDown(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val owner: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(owner), "owner", "pattern")
    }
}

/** Put a user on a grid: the grid's scope is granted from now on; `entity` is the assignment's id. */
@Serializable
@SerialName("assign_worker")
data class AssignWorker(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val user: String,
    val grid: String,
    val post: Post = Post("grid_worker"),
    @SerialName("from_at") val fromAt: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(user), "user", "pattern")
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        check(post in Post.known, "post", "unknown_word")
    }
}

/** Name a photo of a subject by its hash; `entity` is the photo. It may be committed before its bytes arrive. */
@Serializable
@SerialName("attach_photo")
data class AttachPhoto(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("subject_kind") val subjectKind: PhotoSubject,
    val subject: String,
    val phase: PhotoPhase,
    val sha256: String,
    @SerialName("size_bytes") val sizeBytes: Long,
    @SerialName("media_type") val mediaType: String = "image/jpeg",
    val caption: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(subjectKind in PhotoSubject.known, "subject_kind", "unknown_word")
        check(PATTERNS[0].containsMatchIn(subject), "subject", "pattern")
        check(phase in PhotoPhase.known, "phase", "unknown_word")
        check(PATTERNS[5].containsMatchIn(sha256), "sha256", "pattern")
        check(sizeBytes >= 1, "size_bytes", "ge")
        check(sizeBytes <= 20971520, "size_bytes", "le")
        check(PATTERNS[8].containsMatchIn(mediaType), "media_type", "pattern")
        check(points(caption) <= 200, "caption", "max_length")
        check(PATTERNS[1].containsMatchIn(caption), "caption", "pattern")
    }
}

/** The acceptor takes what a worker did as done, or voids it with a reason. */
@Serializable
@SerialName("audit_self_handled")
data class AuditSelfHandled(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val accepted: Boolean,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * A street calls departments to the place (吹哨); `whistle` becomes its id. They come within `join_minutes`: half
 * an hour where none are told, or less where the district allows no more. `joint_matter` is one of the
 * district's list of what several enforce together.
 */
@Serializable
@SerialName("blow_whistle")
data class BlowWhistle(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val whistle: String,
    @SerialName("whistle_kind") val whistleKind: WhistleKind,
    val departments: List<String>,
    @SerialName("join_minutes") val joinMinutes: Long? = null,
    val matter: String = "",
    @SerialName("joint_matter") val jointMatter: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(whistle), "whistle", "pattern")
        check(whistleKind in WhistleKind.known, "whistle_kind", "unknown_word")
        check(departments.size >= 1, "departments", "min_length")
        check(departments.size <= 20, "departments", "max_length")
        departments.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "departments", "pattern")
        }
        joinMinutes?.let { v0 ->
            check(v0 >= 1, "join_minutes", "ge")
            check(v0 <= 100000, "join_minutes", "le")
        }
        check(points(matter) <= 200, "matter", "max_length")
        check(PATTERNS[1].containsMatchIn(matter), "matter", "pattern")
        jointMatter?.let { v0 ->
            check(points(v0) >= 1, "joint_matter", "min_length")
            check(points(v0) <= 64, "joint_matter", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "joint_matter", "pattern")
        }
    }
}

/** A chunk. The last one has `after` None and a `cursor` that holds the scope from the position before the first. */
@Serializable
data class BootReply(
    val stamp: Stamp,
    val durable: Long,
    val rows: List<Row>,
    val after: String?,
    val cursor: String = "",
    val reset: String = "",
)

/**
 * Ask for one scope, in chunks by (kind, id); `after` is the last chunk's answer, empty at first. `have` is what
 * the phone holds of the scope, bucket by bucket, all 256 or none: rows of buckets that agree come as SAME,
 * without their record. It counts no row of another epoch or of another contract: their versions say nothing.
 */
@Serializable
data class BootRequest(
    val install: String,
    val contract: Long = 3,
    val seen: Seen? = null,
    val cursor: String = "",
    val scope: Long,
    val after: String = "",
    val limit: Long = 500,
    val have: List<String> = emptyList(),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        seen?.let { v0 ->
            below("seen", v0)
        }
        check(points(cursor) <= 16384, "cursor", "max_length")
        check(scope >= 1, "scope", "ge")
        check(scope <= 9007199254740992, "scope", "le")
        check(points(after) <= 128, "after", "max_length")
        check(limit >= 1, "limit", "ge")
        check(limit <= 2000, "limit", "le")
        check(have.size <= 256, "have", "max_length")
        have.forEach { v0 ->
            check(PATTERNS[9].containsMatchIn(v0), "have", "pattern")
        }
    }
}

/** What a building's record may be changed in. */
@Serializable
data class BuildingEdits(
    val name: Edit<String>? = null,
    val number: Edit<String>? = null,
    val estate: Edit<String>? = null,
    val floors: Edit<Long>? = null,
    val nature: Edit<String>? = null,
    @SerialName("building_type") val buildingType: Edit<String>? = null,
    @SerialName("floors_below") val floorsBelow: Edit<Long>? = null,
    val units: Edit<Long>? = null,
    @SerialName("planned_households") val plannedHouseholds: Edit<Long>? = null,
    @SerialName("area_m2") val areaM2: Edit<Double>? = null,
    @SerialName("property_company") val propertyCompany: Edit<String>? = null,
    @SerialName("property_contact") val propertyContact: Edit<String>? = null,
    @SerialName("property_phone") val propertyPhone: Edit<String>? = null,
    val head: Edit<String>? = null,
    @SerialName("has_danger") val hasDanger: Edit<Boolean>? = null,
    @SerialName("gis_id") val gisId: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        name?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "name", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "name", "pattern")
            }
        }
        number?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "number", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "number", "pattern")
            }
        }
        estate?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "estate", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "estate", "pattern")
            }
        }
        floors?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 >= 0, "floors", "ge")
                check(v1 <= 300, "floors", "le")
            }
        }
        nature?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "nature", "min_length")
                check(points(v1) <= 32, "nature", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "nature", "pattern")
            }
        }
        buildingType?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "building_type", "min_length")
                check(points(v1) <= 32, "building_type", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "building_type", "pattern")
            }
        }
        floorsBelow?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 >= 0, "floors_below", "ge")
                check(v1 <= 300, "floors_below", "le")
            }
        }
        units?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 >= 0, "units", "ge")
                check(v1 <= 10000, "units", "le")
            }
        }
        plannedHouseholds?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 >= 0, "planned_households", "ge")
                check(v1 <= 10000, "planned_households", "le")
            }
        }
        areaM2?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 >= 0.0, "area_m2", "ge")
                check(v1 <= 1000000.0, "area_m2", "le")
            }
        }
        propertyCompany?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "property_company", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "property_company", "pattern")
            }
        }
        propertyContact?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "property_contact", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "property_contact", "pattern")
            }
        }
        propertyPhone?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[3].containsMatchIn(v1), "property_phone", "pattern")
            }
        }
        head?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[0].containsMatchIn(v1), "head", "pattern")
            }
        }
        gisId?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "gis_id", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "gis_id", "pattern")
            }
        }
    }
}

/** A building as phones hold it. */
@Serializable
@SerialName("building")
data class BuildingRecord(
    val id: String,
    val grid: String,
    /** Policy review. */
    val name: String,
    /** Policy review. */
    val number: String = "",
    /** Policy lww. */
    val estate: String = "",
    /** Policy lww. */
    val floors: Long = 0,
    val lon: Double? = null,
    val lat: Double? = null,
    /** Policy machine. */
    val life: Life = Life("active"),
    /** Policy lww. */
    val nature: String? = null,
    /** Policy lww. */
    @SerialName("building_type") val buildingType: String? = null,
    /** Policy lww. */
    @SerialName("floors_below") val floorsBelow: Long = 0,
    /** Policy lww. */
    val units: Long = 0,
    /** Policy lww. */
    @SerialName("planned_households") val plannedHouseholds: Long = 0,
    /** Policy lww. */
    @SerialName("area_m2") val areaM2: Double = 0.0,
    /** Policy lww. */
    @SerialName("property_company") val propertyCompany: String = "",
    /** Policy lww. */
    @SerialName("property_contact") val propertyContact: String = "",
    /** Policy lww. */
    @SerialName("property_phone") val propertyPhone: String? = null,
    /** Policy review. */
    val head: String? = null,
    /** Policy lww. */
    @SerialName("has_danger") val hasDanger: Boolean = false,
    /** Policy review. */
    @SerialName("gis_id") val gisId: String = "",
    /** Policy machine. */
    @SerialName("effective_on") val effectiveOn: String? = null,
    /** Policy machine. */
    @SerialName("expired_on") val expiredOn: String? = null,
) : AnyRecord

/** Days, both ends included, with other periods: the summer hours of an office. */
@Serializable
data class CalendarSeason(
    @SerialName("from_on") val fromOn: String,
    @SerialName("until_on") val untilOn: String,
    val periods: List<String>,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[7].containsMatchIn(fromOn), "from_on", "pattern")
        check(PATTERNS[7].containsMatchIn(untilOn), "until_on", "pattern")
        check(periods.size >= 1, "periods", "min_length")
        check(periods.size <= 12, "periods", "max_length")
        periods.forEach { v0 ->
            check(points(v0) <= 11, "periods", "max_length")
        }
    }
}

/**
 * What a district lays down about its work time; without a word it is the default of domain.md 5. `holidays` and
 * `workdays` beat what the State Council published, and that beats `weekend`. `years` are those whose calendar
 * is complete with these days alone, whether or not they were published.
 */
@Serializable
data class CalendarShape(
    val periods: List<String> = listOf("08:00-12:00", "14:00-18:00"),
    val weekend: List<Long> = listOf(6, 7),
    @SerialName("work_day_minutes") val workDayMinutes: Long = 480,
    val seasons: List<CalendarSeason> = emptyList(),
    val holidays: List<String> = emptyList(),
    val workdays: List<String> = emptyList(),
    val years: List<Long> = emptyList(),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(periods.size >= 1, "periods", "min_length")
        check(periods.size <= 12, "periods", "max_length")
        periods.forEach { v0 ->
            check(points(v0) <= 11, "periods", "max_length")
        }
        check(weekend.size <= 7, "weekend", "max_length")
        weekend.forEach { v0 ->
            check(v0 >= 1, "weekend", "ge")
            check(v0 <= 7, "weekend", "le")
        }
        check(workDayMinutes >= 1, "work_day_minutes", "ge")
        check(workDayMinutes <= 1440, "work_day_minutes", "le")
        check(seasons.size <= 100, "seasons", "max_length")
        seasons.forEach { v0 ->
            below("seasons", v0)
        }
        check(holidays.size <= 4000, "holidays", "max_length")
        holidays.forEach { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "holidays", "pattern")
        }
        check(workdays.size <= 4000, "workdays", "max_length")
        workdays.forEach { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "workdays", "pattern")
        }
        check(years.size <= 100, "years", "max_length")
        years.forEach { v0 ->
            check(v0 >= 1992, "years", "ge")
            check(v0 <= 2099, "years", "le")
        }
    }
}

/** Stop an import that has not ended; what it has done so far is taken back. */
@Serializable
@SerialName("cancel_import")
data class CancelImport(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** The supervisor takes it back, with a reason; what was said stays visible. */
@Serializable
@SerialName("cancel_supervision")
data class CancelSupervision(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val supervision: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(supervision), "supervision", "pattern")
    }
}

/** Whoever gives tasks takes it back. */
@Serializable
@SerialName("cancel_task")
data class CancelTask(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** It is over before its time, or was wrong; its audience is told why. */
@Serializable
@SerialName("cancel_warning")
data class CancelWarning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/**
 * What is sensitive of a person (health, need, age alone), under the person's id and version; in no grid's
 * scope. Whoever has no labels has no such record.
 */
@Serializable
@SerialName("care")
data class CareRecord(
    val id: String,
    /** Policy set. */
    @SerialName("care_labels") val careLabels: List<String> = emptyList(),
) : AnyRecord

/** A command as it waits on the phone: its very bytes, as a push would have brought them. */
@Serializable
data class CarriedCommand(
    val seq: Long,
    val id: String,
    val lane: String,
    val body: Base64Bytes,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(points(id) <= 64, "id", "max_length")
        check(points(lane) <= 64, "lane", "max_length")
    }
}

/** A photo whose bytes have not all arrived. Not `here`: the phone has lost them itself. */
@Serializable
data class CarriedPhoto(
    val upload: String,
    val command: String,
    val sha256: String,
    @SerialName("size_bytes") val sizeBytes: Long,
    val here: Boolean = true,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(upload), "upload", "pattern")
        check(PATTERNS[0].containsMatchIn(command), "command", "pattern")
        check(PATTERNS[5].containsMatchIn(sha256), "sha256", "pattern")
        check(sizeBytes >= 1, "size_bytes", "ge")
        check(sizeBytes <= 20971520, "size_bytes", "le")
    }
}

/**
 * A version of a class; the class's key is scheme, kind, major and minor together (domain.md 4). New reports
 * choose among those that are valid now, by the phone's own clock; old cases keep what they have.
 */
@Serializable
@SerialName("case_class")
data class CaseClassRecord(
    val id: String,
    val code: String,
    val name: String,
    val kind: String,
    val major: String,
    @SerialName("photos_before") val photosBefore: Long = 0,
    @SerialName("photos_after") val photosAfter: Long = 0,
    @SerialName("limit_value") val limitValue: Long = 0,
    @SerialName("limit_unit") val limitUnit: String = "",
    val scheme: String = "",
    val minor: String = "",
    @SerialName("name_en") val nameEn: String = "",
    @SerialName("major_name") val majorName: String = "",
    val ext: Boolean = false,
    @SerialName("may_self_handle") val maySelfHandle: Boolean = false,
    @SerialName("check_waived") val checkWaived: Boolean = false,
    @SerialName("class_version") val classVersion: Long = 1,
    @SerialName("valid_from") val validFrom: Instant? = null,
    @SerialName("valid_until") val validUntil: Instant? = null,
) : AnyRecord

/**
 * One event of a case, kept for ever, also when it could not be applied (`applied` false). `absorbed`: it came
 * when the case had gone past it, is kept as late evidence, and waits for nobody.
 */
@Serializable
@SerialName("case_event")
data class CaseEventRecord(
    val id: String,
    /** Policy append. */
    val case: String,
    /** Policy append. */
    val command: String,
    @SerialName("from_state") val fromState: CaseState?,
    @SerialName("to_state") val toState: CaseState?,
    val actor: String,
    val at: Instant,
    val applied: Boolean = true,
    /** Policy append. */
    val opinion: String = "",
    val round: Long = 1,
    val about: String? = null,
    val absorbed: Boolean = false,
) : AnyRecord

/** A case as phones hold it: what was reported, where it stands, whose turn it is. */
@Serializable
@SerialName("case")
data class CaseRecord(
    val id: String,
    /** Policy machine. */
    val state: CaseState,
    /** Policy machine. */
    val title: String,
    @SerialName("reported_at") val reportedAt: Instant,
    @SerialName("state_seq") val stateSeq: Long = 0,
    val generation: Long = 0,
    @SerialName("case_no") val caseNo: String? = null,
    /** Policy machine. */
    val description: String = "",
    /** Policy machine. */
    @SerialName("class_code") val classCode: String? = null,
    /** Policy machine. */
    val address: String = "",
    val lon: Double? = null,
    val lat: Double? = null,
    val grid: String? = null,
    val urgent: Boolean = false,
    val source: CaseSource = CaseSource("worker"),
    /** Policy machine. */
    val department: String? = null,
    /** Policy machine. */
    val handler: String? = null,
    /** Policy machine. */
    val checker: String? = null,
    @SerialName("due_at") val dueAt: Instant? = null,
    @SerialName("closed_at") val closedAt: Instant? = null,
    val condition: String? = null,
    val component: String? = null,
    val round: Long = 1,
    @SerialName("check_result") val checkResult: CheckResult? = null,
    val card: String? = null,
    @SerialName("suspended_until") val suspendedUntil: Instant? = null,
    @SerialName("duplicate_of") val duplicateOf: String? = null,
    val owner: String? = null,
    val whistle: String? = null,
    @SerialName("self_handled") val selfHandled: Boolean = false,
    val exempt: Boolean = false,
    val historic: Boolean = false,
) : AnyRecord

/** What a worker was sent to a case for; on their phone while it is open. */
@Serializable
@SerialName("case_task")
data class CaseTaskRecord(
    val id: String,
    /** Policy append. */
    val case: String,
    /** Policy append. */
    @SerialName("of_kind") val ofKind: TaskKind,
    @SerialName("sent_at") val sentAt: Instant,
    val state: CaseTaskState = CaseTaskState("open"),
    val round: Long = 1,
    @SerialName("due_at") val dueAt: Instant? = null,
    /** Policy append. */
    val told: String = "",
) : AnyRecord

/** A cell of H3 resolution 10 and a bucket; neither an order nor a time of day. */
@Serializable
data class CellDwell(
    val cell: String,
    val dwell: Dwell,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[10].containsMatchIn(cell), "cell", "pattern")
        check(dwell in Dwell.known, "dwell", "unknown_word")
    }
}

/** Change fields of a building; where it stands and whose grid that is are no fields. */
@Serializable
@SerialName("change_building")
data class ChangeBuilding(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: BuildingEdits = BuildingEdits(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
    }
}

/**
 * Change fields of a component: `state` and `note` by whoever sees it, the others by those who keep the
 * register. `changed_on` is the day of the change; without, the day on which it was observed.
 */
@Serializable
@SerialName("change_component")
data class ChangeComponent(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: ComponentEdits = ComponentEdits(),
    @SerialName("changed_on") val changedOn: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
        changedOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "changed_on", "pattern")
        }
    }
}

/** Change fields of a dwelling, and its owner's number, which phones hold masked: what was observed last stands. */
@Serializable
@SerialName("change_dwelling")
data class ChangeDwelling(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: DwellingEdits = DwellingEdits(),
    @SerialName("owner_id_no") val ownerIdNo: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
        ownerIdNo?.let { v0 ->
            v0?.let { v1 ->
                check(points(v1) >= 4, "owner_id_no", "min_length")
                check(points(v1) <= 32, "owner_id_no", "max_length")
                check(PATTERNS[4].containsMatchIn(v1), "owner_id_no", "pattern")
            }
        }
    }
}

/** Change fields of a help record; `root` is the person. */
@Serializable
@SerialName("change_help")
data class ChangeHelp(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: HelpEdits = HelpEdits(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
    }
}

/** Change fields of a household. */
@Serializable
@SerialName("change_household")
data class ChangeHousehold(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: HouseholdEdits = HouseholdEdits(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
    }
}

/** Change fields of an organisation; safety officers are added and taken away one by one. */
@Serializable
@SerialName("change_organisation")
data class ChangeOrganisation(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: OrganisationEdits = OrganisationEdits(),
    @SerialName("add_officers") val addOfficers: List<String> = emptyList(),
    @SerialName("remove_officers") val removeOfficers: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
        check(addOfficers.size <= 20, "add_officers", "max_length")
        addOfficers.forEach { v0 ->
            check(points(v0) <= 200, "add_officers", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "add_officers", "pattern")
        }
        check(removeOfficers.size <= 20, "remove_officers", "max_length")
        removeOfficers.forEach { v0 ->
            check(points(v0) <= 200, "remove_officers", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "remove_officers", "pattern")
        }
    }
}

/** Change fields of a person; labels are added and taken away one by one. */
@Serializable
@SerialName("change_person")
data class ChangePerson(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: PersonEdits = PersonEdits(),
    @SerialName("add_labels") val addLabels: List<String> = emptyList(),
    @SerialName("remove_labels") val removeLabels: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
        check(addLabels.size <= 30, "add_labels", "max_length")
        addLabels.forEach { v0 ->
            check(points(v0) >= 1, "add_labels", "min_length")
            check(points(v0) <= 32, "add_labels", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "add_labels", "pattern")
        }
        check(removeLabels.size <= 30, "remove_labels", "max_length")
        removeLabels.forEach { v0 ->
            check(points(v0) >= 1, "remove_labels", "min_length")
            check(points(v0) <= 32, "remove_labels", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "remove_labels", "pattern")
        }
    }
}

/** Change fields of a rented house. */
@Serializable
@SerialName("change_rented_house")
data class ChangeRentedHouse(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: RentedHouseEdits = RentedHouseEdits(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
    }
}

/** Change fields of a stay, and its certificate's number, which phones hold masked; `root` is the person. */
@Serializable
@SerialName("change_residency")
data class ChangeResidency(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: ResidencyEdits = ResidencyEdits(),
    @SerialName("cert_no") val certNo: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
        certNo?.let { v0 ->
            v0?.let { v1 ->
                check(points(v1) >= 4, "cert_no", "min_length")
                check(points(v1) <= 32, "cert_no", "max_length")
                check(PATTERNS[4].containsMatchIn(v1), "cert_no", "pattern")
            }
        }
    }
}

/** Change fields of a service tag; `root` is the person. It takes the right to where the person lives now. */
@Serializable
@SerialName("change_service_tag")
data class ChangeServiceTag(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: ServiceTagEdits = ServiceTagEdits(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
    }
}

/** Change fields of a site. */
@Serializable
@SerialName("change_site")
data class ChangeSite(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val set: SiteEdits = SiteEdits(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("set", set)
    }
}

/** What is looked at. A danger of it is proved by so many photos, and is put right within `rectify_days`. */
@Serializable
data class CheckItem(
    val code: String,
    val text: String,
    val level: String,
    @SerialName("may_fix_on_spot") val mayFixOnSpot: Boolean = true,
    @SerialName("photos_before") val photosBefore: Long = 1,
    @SerialName("photos_after") val photosAfter: Long = 1,
    @SerialName("rectify_days") val rectifyDays: Long = 7,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(code) >= 1, "code", "min_length")
        check(points(code) <= 32, "code", "max_length")
        check(PATTERNS[2].containsMatchIn(code), "code", "pattern")
        check(points(text) <= 200, "text", "max_length")
        check(PATTERNS[1].containsMatchIn(text), "text", "pattern")
        check(points(level) >= 1, "level", "min_length")
        check(points(level) <= 32, "level", "max_length")
        check(PATTERNS[2].containsMatchIn(level), "level", "pattern")
        check(photosBefore >= 0, "photos_before", "ge")
        check(photosBefore <= 9, "photos_before", "le")
        check(photosAfter >= 0, "photos_after", "ge")
        check(photosAfter <= 9, "photos_after", "le")
        check(rectifyDays >= 1, "rectify_days", "ge")
        check(rectifyDays <= 365, "rectify_days", "le")
    }
}

/** How grave a danger is, the gravest first; while one of it is open its place is inspected every `period_days`. */
@Serializable
data class CheckLevel(
    val code: String,
    val name: String,
    @SerialName("period_days") val periodDays: Long,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(code) >= 1, "code", "min_length")
        check(points(code) <= 32, "code", "max_length")
        check(PATTERNS[2].containsMatchIn(code), "code", "pattern")
        check(points(name) <= 64, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(periodDays >= 1, "period_days", "ge")
        check(periodDays <= 3650, "period_days", "le")
    }
}

/** An edition of a check list as phones hold it: every edition that there ever was, in the scope `dist`. */
@Serializable
@SerialName("check_template")
data class CheckTemplateRecord(
    val id: String,
    val scheme: String,
    @SerialName("site_type") val siteType: String,
    val edition: Long,
    val name: String,
    val source: String,
    val items: List<TemplateItem>,
    val levels: List<TemplateLevel>,
    @SerialName("period_days") val periodDays: Long,
    @SerialName("valid_from") val validFrom: Instant,
    @SerialName("valid_until") val validUntil: Instant? = null,
    @SerialName("applies_to") val appliesTo: List<String> = emptyList(),
    val unit: LimitUnit = LimitUnit("natural_day"),
    @SerialName("case_class") val caseClass: String? = null,
) : AnyRecord

/** Which channels somebody switches off for one class of events; `entity` is their `notice_choice_id` of it. */
@Serializable
@SerialName("choose_notices")
data class ChooseNotices(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val cls: NoticeClass,
    val muted: List<NoticeChannel> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(cls in NoticeClass.known, "cls", "unknown_word")
        check(muted.size <= 8, "muted", "max_length")
        muted.forEach { v0 ->
            check(v0 in NoticeChannel.known, "muted", "unknown_word")
        }
    }
}

/**
 * A class to have in the catalogue. Scheme, kind, major and minor together are its key: 04 of one scheme is 05
 * of another (domain.md 4). `ext` marks a local extension. Minimums and limit hold where no filing condition has
 * been chosen.
 */
@Serializable
data class ClassShape(
    val scheme: String,
    val kind: String,
    val major: String,
    val minor: String,
    val name: String,
    @SerialName("photos_before") val photosBefore: Long = 0,
    @SerialName("photos_after") val photosAfter: Long = 0,
    @SerialName("limit_value") val limitValue: Long,
    @SerialName("limit_unit") val limitUnit: LimitUnit,
    @SerialName("name_en") val nameEn: String = "",
    @SerialName("major_name") val majorName: String = "",
    val ext: Boolean = false,
    @SerialName("may_self_handle") val maySelfHandle: Boolean = false,
    @SerialName("check_waived") val checkWaived: Boolean = false,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(scheme) >= 1, "scheme", "min_length")
        check(points(scheme) <= 15, "scheme", "max_length")
        check(PATTERNS[11].containsMatchIn(scheme), "scheme", "pattern")
        check(points(kind) >= 1, "kind", "min_length")
        check(points(kind) <= 15, "kind", "max_length")
        check(PATTERNS[11].containsMatchIn(kind), "kind", "pattern")
        check(points(major) >= 1, "major", "min_length")
        check(points(major) <= 15, "major", "max_length")
        check(PATTERNS[11].containsMatchIn(major), "major", "pattern")
        check(points(minor) >= 1, "minor", "min_length")
        check(points(minor) <= 15, "minor", "max_length")
        check(PATTERNS[11].containsMatchIn(minor), "minor", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(photosBefore >= 0, "photos_before", "ge")
        check(photosBefore <= 20, "photos_before", "le")
        check(photosAfter >= 0, "photos_after", "ge")
        check(photosAfter <= 20, "photos_after", "le")
        check(limitValue >= 1, "limit_value", "ge")
        check(limitValue <= 10000, "limit_value", "le")
        check(limitUnit in LimitUnit.known, "limit_unit", "unknown_word")
        check(points(nameEn) <= 200, "name_en", "max_length")
        check(PATTERNS[1].containsMatchIn(nameEn), "name_en", "pattern")
        check(points(majorName) <= 200, "major_name", "max_length")
        check(PATTERNS[1].containsMatchIn(majorName), "major_name", "pattern")
    }
}

/** A phone's clocks, in milliseconds: `mono` counts sleep, `boot` names the boot that it counts from. */
@Serializable
data class Clock(
    val wall: Long,
    val boot: String,
    val mono: Long,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(wall >= -9007199254740992, "wall", "ge")
        check(wall <= 9007199254740992, "wall", "le")
        check(points(boot) <= 64, "boot", "max_length")
        check(PATTERNS[1].containsMatchIn(boot), "boot", "pattern")
        check(mono >= -9007199254740992, "mono", "ge")
        check(mono <= 9007199254740992, "mono", "le")
    }
}

/** The shift leader closes the case (结案); `condition_met` says that its closing condition is. */
@Serializable
@SerialName("close_case")
data class CloseCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    @SerialName("condition_met") val conditionMet: Boolean = false,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** Nothing is left to do. Given online. */
@Serializable
@SerialName("close_danger")
data class CloseDanger(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: DangerState? = null,
    val round: Long = 0,
    val words: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in DangerState.known, "saw", "unknown_word")
        }
        check(round >= 0, "round", "ge")
        check(round <= 10000, "round", "le")
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
    }
}

/** Premises are of use no more: shut, moved away, let no longer. Tenancies end with the house. */
@Serializable
@SerialName("close_premises")
data class ClosePremises(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val premises: Premises,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(premises in Premises.known, "premises", "unknown_word")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** A week is over in a grid, with these figures as of its cut, for ever. The server's alone. */
@Serializable
@SerialName("close_renewal")
data class CloseRenewal(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val expected: Long,
    val done: Long,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(expected >= 0, "expected", "ge")
        check(expected <= 2147483647, "expected", "le")
        check(done >= 0, "done", "ge")
        check(done <= 2147483647, "done", "le")
    }
}

/** A code, what it is called, and the days between which it may be written; old records keep one that has ended. */
@Serializable
data class CodeShape(
    val code: String,
    val name: String,
    @SerialName("valid_from") val validFrom: String? = null,
    @SerialName("valid_until") val validUntil: String? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(code) >= 1, "code", "min_length")
        check(points(code) <= 32, "code", "max_length")
        check(PATTERNS[2].containsMatchIn(code), "code", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        validFrom?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "valid_from", "pattern")
        }
        validUntil?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "valid_until", "pattern")
        }
    }
}

/** What a column of a file is for: its place from 0, its heading, and the field that it fills. */
@Serializable
data class ColumnUse(
    val column: Long,
    val heading: String,
    val field: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(column >= 0, "column", "ge")
        check(column <= 16383, "column", "le")
        check(points(heading) <= 200, "heading", "max_length")
        check(PATTERNS[1].containsMatchIn(heading), "heading", "pattern")
        check(points(field) <= 64, "field", "max_length")
        check(PATTERNS[1].containsMatchIn(field), "field", "pattern")
    }
}

/** Anybody concerned adds words; nothing moves. */
@Serializable
@SerialName("comment_case")
data class CommentCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** What a component's record may be changed in; each field tells what was seen and what is meant now. */
@Serializable
data class ComponentEdits(
    val name: Edit<String>? = null,
    val state: Edit<ComponentState>? = null,
    val owner: Edit<String>? = null,
    val property: Edit<String>? = null,
    val maintenance: Edit<String>? = null,
    @SerialName("unit_grid") val unitGrid: Edit<String>? = null,
    @SerialName("recorded_on") val recordedOn: Edit<String>? = null,
    val source: Edit<DataSource>? = null,
    val accuracy: Edit<AccuracyClass>? = null,
    val note: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        name?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "name", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "name", "pattern")
            }
        }
        state?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 in ComponentState.known, "state", "unknown_word")
            }
        }
        owner?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[0].containsMatchIn(v1), "owner", "pattern")
            }
        }
        property?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[0].containsMatchIn(v1), "property", "pattern")
            }
        }
        maintenance?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[0].containsMatchIn(v1), "maintenance", "pattern")
            }
        }
        unitGrid?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[12].containsMatchIn(v1), "unit_grid", "pattern")
            }
        }
        recordedOn?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[7].containsMatchIn(v1), "recorded_on", "pattern")
            }
        }
        source?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 in DataSource.known, "source", "unknown_word")
            }
        }
        accuracy?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 in AccuracyClass.known, "accuracy", "unknown_word")
            }
        }
        note?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "note", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "note", "pattern")
            }
        }
    }
}

/** A component as phones of its grid hold it; its position is WGS-84. */
@Serializable
@SerialName("component")
data class ComponentRecord(
    val id: String,
    val code: String,
    @SerialName("class_code") val classCode: String,
    /** Policy lww. */
    val name: String,
    /** Policy lww. */
    val state: ComponentState,
    val lon: Double,
    val lat: Double,
    val grid: String? = null,
    /** Policy review. */
    val owner: String? = null,
    /** Policy review. */
    val property: String? = null,
    /** Policy review. */
    val maintenance: String? = null,
    /** Policy review. */
    @SerialName("unit_grid") val unitGrid: String = "",
    /** Policy lww. */
    @SerialName("recorded_on") val recordedOn: String? = null,
    @SerialName("changed_on") val changedOn: String? = null,
    /** Policy lww. */
    val source: DataSource = DataSource("manual"),
    /** Policy lww. */
    val accuracy: AccuracyClass = AccuracyClass("C"),
    /** Policy lww. */
    val note: String = "",
    /** Policy machine. */
    @SerialName("retired_at") val retiredAt: Instant? = null,
) : AnyRecord

/**
 * A filing condition of a class: what must be so to file, what must be so to close, and by when. `level` is the
 * class of area that it is meant for; whoever files chooses by it.
 */
@Serializable
data class ConditionShape(
    val scheme: String,
    val kind: String,
    val major: String,
    val minor: String,
    val ordinal: Long,
    val text: String,
    @SerialName("closing_text") val closingText: String,
    @SerialName("limit_value") val limitValue: Long,
    @SerialName("limit_unit") val limitUnit: LimitUnit,
    val level: String = "",
    val duty: DutyRule = DutyRule("table"),
    @SerialName("photos_before") val photosBefore: Long = 1,
    @SerialName("photos_after") val photosAfter: Long = 1,
    val overrides: List<LimitOverride> = emptyList(),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(scheme) >= 1, "scheme", "min_length")
        check(points(scheme) <= 15, "scheme", "max_length")
        check(PATTERNS[11].containsMatchIn(scheme), "scheme", "pattern")
        check(points(kind) >= 1, "kind", "min_length")
        check(points(kind) <= 15, "kind", "max_length")
        check(PATTERNS[11].containsMatchIn(kind), "kind", "pattern")
        check(points(major) >= 1, "major", "min_length")
        check(points(major) <= 15, "major", "max_length")
        check(PATTERNS[11].containsMatchIn(major), "major", "pattern")
        check(points(minor) >= 1, "minor", "min_length")
        check(points(minor) <= 15, "minor", "max_length")
        check(PATTERNS[11].containsMatchIn(minor), "minor", "pattern")
        check(ordinal >= 1, "ordinal", "ge")
        check(ordinal <= 99, "ordinal", "le")
        check(points(text) <= 200, "text", "max_length")
        check(PATTERNS[1].containsMatchIn(text), "text", "pattern")
        check(points(closingText) <= 200, "closing_text", "max_length")
        check(PATTERNS[1].containsMatchIn(closingText), "closing_text", "pattern")
        check(limitValue >= 1, "limit_value", "ge")
        check(limitValue <= 10000, "limit_value", "le")
        check(limitUnit in LimitUnit.known, "limit_unit", "unknown_word")
        check(points(level) <= 15, "level", "max_length")
        check(PATTERNS[13].containsMatchIn(level), "level", "pattern")
        check(duty in DutyRule.known, "duty", "unknown_word")
        check(photosBefore >= 0, "photos_before", "ge")
        check(photosBefore <= 20, "photos_before", "le")
        check(photosAfter >= 0, "photos_after", "ge")
        check(photosAfter <= 20, "photos_after", "le")
        check(overrides.size <= 100, "overrides", "max_length")
        overrides.forEach { v0 ->
            below("overrides", v0)
        }
    }
}

/** The department confirms the work and sends the case on (反馈). */
@Serializable
@SerialName("confirm_handling")
data class ConfirmHandling(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * Seen, and all is as the register says; `entity` is the item, `answer` becomes the id of this answer. No
 * version of what was confirmed changes, so that nobody's edit collides with it.
 */
@Serializable
@SerialName("confirm_item")
data class ConfirmItem(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val answer: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(answer), "answer", "pattern")
    }
}

/**
 * What a person must decide, seen wherever its entity is seen. It stays when it is settled. `kind` and `entity`
 * name the row in dispute; of work that came late, the kind of command and what that is about. `mine` is what
 * the author of `command` wrote (late work: the whole command as JSON, what is sensitive left out), `theirs`
 * what stood when the conflict was opened, `base` what the author saw. A `value` was typed to settle it.
 */
@Serializable
@SerialName("conflict")
data class ConflictRecord(
    val id: String,
    val command: String,
    val reason: String,
    val root: String,
    @SerialName("of_kind") val ofKind: String,
    val entity: String,
    val author: String,
    @SerialName("opened_at") val openedAt: Instant,
    val field: String = "",
    val base: JsonElement = JsonNull,
    val mine: JsonElement = JsonNull,
    val theirs: JsonElement = JsonNull,
    val state: ConflictState = ConflictState("open"),
    val choice: Choice? = null,
    val value: JsonElement = JsonNull,
    @SerialName("settled_by") val settledBy: String? = null,
    @SerialName("settled_at") val settledAt: Instant? = null,
    val told: String = "",
) : AnyRecord

/** The citizen was called (联系), and answered or did not. */
@Serializable
@SerialName("contact_citizen")
data class ContactCitizen(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reached: Boolean,
    val words: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
    }
}

/**
 * What was written down wrongly is put right before anybody works on it (更正); with a reason. What is not named
 * stays. A point or `claimed_grid` finds the grid anew, as a report does; the class may be corrected before
 * filing. The old words stay beside the case.
 */
@Serializable
@SerialName("correct_case")
data class CorrectCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val title: String? = null,
    val description: String? = null,
    val point: Point? = null,
    val address: String? = null,
    @SerialName("claimed_grid") val claimedGrid: String? = null,
    @SerialName("class_code") val classCode: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        title?.let { v0 ->
            check(points(v0) <= 200, "title", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "title", "pattern")
        }
        description?.let { v0 ->
            check(points(v0) <= 4000, "description", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "description", "pattern")
        }
        point?.let { v0 ->
            below("point", v0)
        }
        address?.let { v0 ->
            check(points(v0) <= 200, "address", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "address", "pattern")
        }
        claimedGrid?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "claimed_grid", "pattern")
        }
        classCode?.let { v0 ->
            check(points(v0) >= 1, "class_code", "min_length")
            check(points(v0) <= 64, "class_code", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "class_code", "pattern")
        }
    }
}

/**
 * An office puts right by which number a person is known; what was there stays in the journal alone. Of two who
 * correct it the later observation stands. None takes away a number that is not theirs.
 */
@Serializable
@SerialName("correct_identity")
data class CorrectIdentity(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("id_type") val idType: IdType,
    @SerialName("id_no") val idNo: String?,
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(idType in IdType.known, "id_type", "unknown_word")
        idNo?.let { v0 ->
            check(points(v0) >= 4, "id_no", "min_length")
            check(points(v0) <= 32, "id_no", "max_length")
            check(PATTERNS[4].containsMatchIn(v0), "id_no", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** Add an organisation below `parent`; `entity` is its id. Only the first one of a district has no parent. */
@Serializable
@SerialName("create_org")
data class CreateOrg(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val code: String,
    val name: String,
    val level: OrgLevel,
    val parent: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(code) >= 1, "code", "min_length")
        check(points(code) <= 32, "code", "max_length")
        check(PATTERNS[2].containsMatchIn(code), "code", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(level in OrgLevel.known, "level", "unknown_word")
        parent?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "parent", "pattern")
        }
    }
}

/** Add a person who works with the system; `entity` is the user's id. `password_hash` is argon2id. */
@Serializable
@SerialName("create_user")
data class CreateUser(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val login: String,
    val name: String,
    @SerialName("password_hash") val passwordHash: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(login) >= 1, "login", "min_length")
        check(points(login) <= 64, "login", "max_length")
        check(PATTERNS[6].containsMatchIn(login), "login", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(points(passwordHash) <= 200, "password_hash", "max_length")
        check(PATTERNS[1].containsMatchIn(passwordHash), "password_hash", "pattern")
    }
}

/**
 * A danger as phones hold it, with what its item asks for. `repeats` is an open one of the same item and place.
 * `due_on` is the deadline of the last notice, a day of Asia/Shanghai; `overdue_at` when the server saw it
 * passed.
 */
@Serializable
@SerialName("danger")
data class DangerRecord(
    val id: String,
    /** Policy append. */
    val inspection: String,
    /** Policy append. */
    @SerialName("subject_kind") val subjectKind: HazardSubject,
    /** Policy append. */
    val subject: String,
    /** Policy append. */
    val template: String,
    /** Policy append. */
    val item: String,
    val text: String,
    val level: String,
    /** Policy machine. */
    val state: DangerState,
    /** Policy append. */
    @SerialName("found_at") val foundAt: Instant,
    /** Policy append. */
    @SerialName("found_by") val foundBy: String,
    /** Policy machine. */
    val round: Long = 1,
    @SerialName("may_fix_on_spot") val mayFixOnSpot: Boolean = true,
    @SerialName("photos_before") val photosBefore: Long = 0,
    @SerialName("photos_after") val photosAfter: Long = 0,
    @SerialName("rectify_days") val rectifyDays: Long = 7,
    /** Policy append. */
    val note: String = "",
    /** Policy append. */
    val responsible: String = "",
    @SerialName("notice_no") val noticeNo: String? = null,
    @SerialName("due_on") val dueOn: String? = null,
    @SerialName("handled_at") val handledAt: Instant? = null,
    @SerialName("noticed_at") val noticedAt: Instant? = null,
    @SerialName("rectified_at") val rectifiedAt: Instant? = null,
    @SerialName("reinspected_at") val reinspectedAt: Instant? = null,
    @SerialName("ended_at") val endedAt: Instant? = null,
    @SerialName("overdue_at") val overdueAt: Instant? = null,
    @SerialName("case_id") val caseId: String? = null,
    val repeats: String? = null,
) : AnyRecord

/** The pair leaves the queue until a day, on which it comes back. */
@Serializable
@SerialName("decide_later")
data class DecideLater(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val other: String,
    @SerialName("until_on") val untilOn: String,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(other), "other", "pattern")
        check(PATTERNS[7].containsMatchIn(untilOn), "until_on", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/**
 * An edition of the catalogue: what comes new or changed, and what is retired; all else stays. All or nothing.
 * `entity` is the id of this edition. It takes effect at `valid_from`: now, unless it says otherwise. Nothing is
 * ever deleted. `reason` is the editor's, and must be told.
 */
@Serializable
@SerialName("define_classes")
data class DefineClasses(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val classes: List<ClassShape> = emptyList(),
    val schemes: List<SchemeShape> = emptyList(),
    val conditions: List<ConditionShape> = emptyList(),
    @SerialName("retired_classes") val retiredClasses: List<String> = emptyList(),
    @SerialName("retired_conditions") val retiredConditions: List<String> = emptyList(),
    @SerialName("valid_from") val validFrom: Instant? = null,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(classes.size <= 1000, "classes", "max_length")
        classes.forEach { v0 ->
            below("classes", v0)
        }
        check(schemes.size <= 50, "schemes", "max_length")
        schemes.forEach { v0 ->
            below("schemes", v0)
        }
        check(conditions.size <= 3000, "conditions", "max_length")
        conditions.forEach { v0 ->
            below("conditions", v0)
        }
        check(retiredClasses.size <= 1000, "retired_classes", "max_length")
        retiredClasses.forEach { v0 ->
            check(points(v0) >= 1, "retired_classes", "min_length")
            check(points(v0) <= 64, "retired_classes", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "retired_classes", "pattern")
        }
        check(retiredConditions.size <= 3000, "retired_conditions", "max_length")
        retiredConditions.forEach { v0 ->
            check(points(v0) <= 68, "retired_conditions", "max_length")
            check(PATTERNS[14].containsMatchIn(v0), "retired_conditions", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/**
 * A district's own table of codes of a scheme, whole, in place of the one that comes with the package. Without
 * any code the table of the package is in force again.
 */
@Serializable
@SerialName("define_codes")
data class DefineCodes(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val scheme: String,
    val title: String,
    val codes: List<CodeShape> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(scheme) >= 1, "scheme", "min_length")
        check(points(scheme) <= 64, "scheme", "max_length")
        check(PATTERNS[6].containsMatchIn(scheme), "scheme", "pattern")
        check(points(title) <= 200, "title", "max_length")
        check(PATTERNS[1].containsMatchIn(title), "title", "pattern")
        check(codes.size <= 1000, "codes", "max_length")
        codes.forEach { v0 ->
            below("codes", v0)
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/**
 * A component comes into the register; `entity` is its row. `owner` has charge of it, `property` owns it,
 * `maintenance` keeps it up: organisations. `recorded_on` is the day of its survey (ORDate), `changed_on` that
 * of its last change (CHDate).
 */
@Serializable
@SerialName("define_component")
data class DefineComponent(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val code: String,
    @SerialName("class_code") val classCode: String,
    val name: String,
    val point: Point,
    val state: ComponentState = ComponentState("intact"),
    val owner: String? = null,
    val property: String? = null,
    val maintenance: String? = null,
    @SerialName("unit_grid") val unitGrid: String = "",
    @SerialName("recorded_on") val recordedOn: String? = null,
    @SerialName("changed_on") val changedOn: String? = null,
    val source: DataSource = DataSource("manual"),
    val accuracy: AccuracyClass = AccuracyClass("C"),
    val note: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[15].containsMatchIn(code), "code", "pattern")
        check(points(classCode) >= 1, "class_code", "min_length")
        check(points(classCode) <= 64, "class_code", "max_length")
        check(PATTERNS[6].containsMatchIn(classCode), "class_code", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        below("point", point)
        check(state in ComponentState.known, "state", "unknown_word")
        owner?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "owner", "pattern")
        }
        property?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "property", "pattern")
        }
        maintenance?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "maintenance", "pattern")
        }
        check(PATTERNS[12].containsMatchIn(unitGrid), "unit_grid", "pattern")
        recordedOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "recorded_on", "pattern")
        }
        changedOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "changed_on", "pattern")
        }
        check(source in DataSource.known, "source", "unknown_word")
        check(accuracy in AccuracyClass.known, "accuracy", "unknown_word")
        check(points(note) <= 200, "note", "max_length")
        check(PATTERNS[1].containsMatchIn(note), "note", "pattern")
    }
}

/**
 * An edition of the responsibility table: lines that come new or changed, and lines that end. All or nothing.
 * `entity` is the id of this edition; `reason` is the editor's, and must be told.
 */
@Serializable
@SerialName("define_responsibilities")
data class DefineResponsibilities(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val lines: List<ResponsibilityShape> = emptyList(),
    val ended: List<ResponsibilityKey> = emptyList(),
    @SerialName("valid_from") val validFrom: Instant? = null,
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(lines.size <= 3000, "lines", "max_length")
        lines.forEach { v0 ->
            below("lines", v0)
        }
        check(ended.size <= 3000, "ended", "max_length")
        ended.forEach { v0 ->
            below("ended", v0)
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** What may be asked of grid workers once it is admitted: `entity` is the type. Defined again, it is as told now. */
@Serializable
@SerialName("define_task_type")
data class DefineTaskType(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val name: String,
    val description: String = "",
    val questions: List<TaskQuestion> = emptyList(),
    @SerialName("sign_limit") val signLimit: TaskLimit? = null,
    @SerialName("reply_limit") val replyLimit: TaskLimit? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(points(description) <= 4000, "description", "max_length")
        check(PATTERNS[1].containsMatchIn(description), "description", "pattern")
        check(questions.size <= 40, "questions", "max_length")
        questions.forEach { v0 ->
            below("questions", v0)
        }
        signLimit?.let { v0 ->
            below("sign_limit", v0)
        }
        replyLimit?.let { v0 ->
            below("reply_limit", v0)
        }
    }
}

/**
 * What warnings of a kind say: `entity` is the template. Defined again, it is as told now; drafts keep their
 * words. Every `{key}` of its texts is one of its fields, and every field is filled before there is a draft. One
 * of the texts is in zh-CN. `agency` is trade and sub-unit of the warning identifier (domain.md 2.4), three
 * digits each.
 */
@Serializable
@SerialName("define_warning_template")
data class DefineWarningTemplate(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val name: String,
    val category: WarningCategory,
    val event: String,
    val fields: List<TemplateField> = emptyList(),
    val texts: List<WarningText>,
    val agency: String = "000000",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(category in WarningCategory.known, "category", "unknown_word")
        check(points(event) <= 200, "event", "max_length")
        check(PATTERNS[1].containsMatchIn(event), "event", "pattern")
        check(fields.size <= 30, "fields", "max_length")
        fields.forEach { v0 ->
            below("fields", v0)
        }
        check(texts.size >= 1, "texts", "min_length")
        check(texts.size <= 4, "texts", "max_length")
        texts.forEach { v0 ->
            below("texts", v0)
        }
        check(points(agency) >= 1, "agency", "min_length")
        check(points(agency) <= 32, "agency", "max_length")
        check(PATTERNS[2].containsMatchIn(agency), "agency", "pattern")
    }
}

/** A row that a phone holds otherwise than its district: at this version, or not at all (0). */
@Serializable(with = DifferingSerializer::class)
data class Differing(
    val kind: Long,
    val id: String,
    val version: Long,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(kind >= 1, "kind", "ge")
        check(kind <= 9999, "kind", "le")
        check(PATTERNS[16].containsMatchIn(id), "id", "pattern")
        check(version >= 0, "version", "ge")
        check(version <= 9007199254740992, "version", "le")
    }
}

object DifferingSerializer : KSerializer<Differing> {
    override val descriptor: SerialDescriptor = JsonArray.serializer().descriptor

    override fun serialize(encoder: Encoder, value: Differing) {
        encoder as JsonEncoder
        encoder.encodeJsonElement(JsonArray(listOf(encoder.json.encodeToJsonElement(value.kind), encoder.json.encodeToJsonElement(value.id), encoder.json.encodeToJsonElement(value.version))))
    }

    override fun deserialize(decoder: Decoder): Differing {
        decoder as JsonDecoder
        val all = decoder.decodeJsonElement().jsonArray
        return Differing(decoder.json.decodeFromJsonElement(all[0]), decoder.json.decodeFromJsonElement(all[1]), decoder.json.decodeFromJsonElement(all[2]))
    }
}

/** What a scope holds: rows and two sums modulo 2^62 over (kind, id, version), in hex (sync.md 11). */
@Serializable
data class Digest(
    val count: Long,
    @SerialName("sum_a") val sumA: String,
    @SerialName("sum_b") val sumB: String,
)

/**
 * What was asked for, of one moment. `moved`: the scope has changed since the cursor, so pull first; nothing
 * else. `sums` are the 256 buckets'; `ids` by bucket the (kind, id, version) of what it holds; `rows` are those
 * that differ, as the scope has them: PUT, or EXIT or ERASE for what it does not hold.
 */
@Serializable
data class DigestReply(
    val answers: String,
    val stamp: Stamp,
    val durable: Long,
    val moved: Boolean = false,
    val sums: List<String> = emptyList(),
    val ids: Map<String, List<JsonArray>> = emptyMap(),
    val rows: List<Row> = emptyList(),
    val reset: String = "",
)

/**
 * Ask what a scope holds, to find what differs here (sync.md 11): first its sums, then lists of the bad buckets.
 * Last come the rows that differ, as this phone has them. `cursor` is that of the pull whose digest did not
 * agree.
 */
@Serializable
data class DigestRequest(
    val install: String,
    val contract: Long = 3,
    val seen: Seen? = null,
    val cursor: String,
    val scope: Long,
    val buckets: List<Long> = emptyList(),
    val differs: List<Differing> = emptyList(),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        seen?.let { v0 ->
            below("seen", v0)
        }
        check(points(cursor) <= 16384, "cursor", "max_length")
        check(scope >= 1, "scope", "ge")
        check(scope <= 9007199254740992, "scope", "le")
        check(buckets.size <= 32, "buckets", "max_length")
        buckets.forEach { v0 ->
            check(v0 >= 0, "buckets", "ge")
        }
        check(differs.size <= 200, "differs", "max_length")
        differs.forEach { v0 ->
            below("differs", v0)
        }
    }
}

/**
 * The dispatcher gives it to a lead department (派遣), and asks others to assist. `forced` sends it, with a
 * reason, to the department that has just returned it.
 */
@Serializable
@SerialName("dispatch_case")
data class DispatchCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val department: String,
    val assisting: List<String> = emptyList(),
    val forced: Boolean = false,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(department), "department", "pattern")
        check(assisting.size <= 10, "assisting", "max_length")
        assisting.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "assisting", "pattern")
        }
    }
}

/** The last knock at a door behind which nobody was told. */
@Serializable
data class DoorCall(
    val dwelling: String,
    val outcome: DoorOutcome,
    val at: Instant,
    val by: String,
)

/** Keep grids as a draft: nothing is in force, no phone sees it. They may lie upon what is published by now. */
@Serializable
@SerialName("draft_territory")
data class DraftTerritory(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val layer: LayerKind,
    val datum: Datum,
    val grids: List<GridShape>,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(layer in LayerKind.known, "layer", "unknown_word")
        check(datum in Datum.known, "datum", "unknown_word")
        check(grids.size >= 1, "grids", "min_length")
        check(grids.size <= 2000, "grids", "max_length")
        grids.forEach { v0 ->
            below("grids", v0)
        }
    }
}

/**
 * Write a warning: `entity` is the warning. Nobody is told before it is issued. Its words are those of a
 * `template` with its `values`, or `texts` with `category` and `event`. `updates` names the warning in force
 * that it takes the place of when it is issued. A `drill` is marked in every text, and has a number of a space
 * of its own. `source` says where it is from, if it is not of our own.
 */
@Serializable
@SerialName("draft_warning")
data class DraftWarning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val level: WarningLevel,
    val area: WarningArea,
    @SerialName("expires_at") val expiresAt: Instant,
    @SerialName("onset_at") val onsetAt: Instant? = null,
    val template: String? = null,
    val values: List<FieldValue> = emptyList(),
    val texts: List<WarningText> = emptyList(),
    val category: WarningCategory = WarningCategory("Other"),
    val event: String = "",
    val drill: Boolean = false,
    val updates: String? = null,
    val source: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(level in WarningLevel.known, "level", "unknown_word")
        below("area", area)
        template?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "template", "pattern")
        }
        check(values.size <= 30, "values", "max_length")
        values.forEach { v0 ->
            below("values", v0)
        }
        check(texts.size <= 4, "texts", "max_length")
        texts.forEach { v0 ->
            below("texts", v0)
        }
        check(category in WarningCategory.known, "category", "unknown_word")
        check(points(event) <= 200, "event", "max_length")
        check(PATTERNS[1].containsMatchIn(event), "event", "pattern")
        updates?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "updates", "pattern")
        }
        check(points(source) <= 200, "source", "max_length")
        check(PATTERNS[1].containsMatchIn(source), "source", "pattern")
    }
}

/** Give a draft up: it can no longer be published; `entity` is the draft. */
@Serializable
@SerialName("drop_draft")
data class DropDraft(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** It is not issued; why. */
@Serializable
@SerialName("drop_warning")
data class DropWarning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** What a dwelling's record may be changed in. */
@Serializable
data class DwellingEdits(
    val unit: Edit<String>? = null,
    val room: Edit<String>? = null,
    val use: Edit<DwellingUse>? = null,
    @SerialName("area_m2") val areaM2: Edit<Double>? = null,
    @SerialName("dwelling_type") val dwellingType: Edit<String>? = null,
    @SerialName("owner_name") val ownerName: Edit<String>? = null,
    @SerialName("owner_phone") val ownerPhone: Edit<String>? = null,
    val note: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        unit?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "unit", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "unit", "pattern")
            }
        }
        room?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "room", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "room", "pattern")
            }
        }
        use?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 in DwellingUse.known, "use", "unknown_word")
            }
        }
        areaM2?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 >= 0.0, "area_m2", "ge")
                check(v1 <= 1000000.0, "area_m2", "le")
            }
        }
        dwellingType?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "dwelling_type", "min_length")
                check(points(v1) <= 32, "dwelling_type", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "dwelling_type", "pattern")
            }
        }
        ownerName?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "owner_name", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "owner_name", "pattern")
            }
        }
        ownerPhone?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[3].containsMatchIn(v1), "owner_phone", "pattern")
            }
        }
        note?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "note", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "note", "pattern")
            }
        }
    }
}

/** A dwelling as phones hold it. */
@Serializable
@SerialName("dwelling")
data class DwellingRecord(
    val id: String,
    val building: String,
    /** Policy review. */
    val unit: String = "",
    val floor: Long = 0,
    /** Policy review. */
    val room: String = "",
    /** Policy review. */
    val use: DwellingUse = DwellingUse("self"),
    /** Policy lww. */
    @SerialName("area_m2") val areaM2: Double = 0.0,
    /** Policy lww. */
    val note: String? = null,
    /** Policy machine. */
    val life: Life = Life("active"),
    /** Policy lww. */
    @SerialName("dwelling_type") val dwellingType: String? = null,
    /** Policy review. */
    @SerialName("owner_name") val ownerName: String = "",
    /** Policy review. */
    @SerialName("owner_phone") val ownerPhone: String? = null,
    @SerialName("owner_id_masked") val ownerIdMasked: String? = null,
    /** Policy machine. */
    @SerialName("effective_on") val effectiveOn: String? = null,
    /** Policy machine. */
    @SerialName("expired_on") val expiredOn: String? = null,
) : AnyRecord

/** Take a user off a grid; late work done before `at` still counts. */
@Serializable
@SerialName("end_assignment")
data class EndAssignment(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val at: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** The duty `entity` ends: earlier than it was to, or it does not begin at all. */
@Serializable
@SerialName("end_duty")
data class EndDuty(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val at: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** End a membership; what its holder did before stays as it is. */
@Serializable
@SerialName("end_membership")
data class EndMembership(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val at: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** A person moved out; `entity` is the residency, `root` the person. */
@Serializable
@SerialName("end_residency")
data class EndResidency(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("until_on") val untilOn: String,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[7].containsMatchIn(untilOn), "until_on", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** A person is looked after no more on this ground; `root` is the person. */
@Serializable
@SerialName("end_service_tag")
data class EndServiceTag(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("until_on") val untilOn: String,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[7].containsMatchIn(untilOn), "until_on", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** Sign out: the session `entity` is good no longer. The server's alone. */
@Serializable
@SerialName("end_session")
data class EndSession(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** A tenancy is over; `root` is the person. */
@Serializable
@SerialName("end_tenant")
data class EndTenant(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("until_on") val untilOn: String,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[7].containsMatchIn(untilOn), "until_on", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** The street and those who came hold that it is done; while some are absent or still there, with a reason. */
@Serializable
@SerialName("end_whistle")
data class EndWhistle(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val whistle: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(whistle), "whistle", "pattern")
    }
}

/**
 * `POST /v1/enrol`: the code as typed or scanned, the install id and the SHA-256 of a secret made on the phone.
 * `public_key` is the half of a key (Ed25519) with which the phone signs what it hands to others to carry.
 */
@Serializable
data class EnrolRequest(
    val code: String,
    val install: String,
    @SerialName("secret_hash") val secretHash: String,
    val platform: String = "",
    @SerialName("public_key") val publicKey: String = "",
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(code) >= 4, "code", "min_length")
        check(points(code) <= 64, "code", "max_length")
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(PATTERNS[5].containsMatchIn(secretHash), "secret_hash", "pattern")
        check(points(platform) <= 64, "platform", "max_length")
        check(PATTERNS[1].containsMatchIn(platform), "platform", "pattern")
        check(PATTERNS[17].containsMatchIn(publicKey), "public_key", "pattern")
    }
}

/** What a phone learns when it has joined; its bearer token is `<install>.<secret>`, which it made itself. */
@Serializable
data class Enrolled(
    val install: String,
    val user: String,
    val name: String,
    val district: Long,
    @SerialName("district_name") val districtName: String,
    val grids: List<String> = emptyList(),
    val certificate: String = "",
    @SerialName("outbox_key") val outboxKey: String = "",
    val lease: String = "",
)

/** The case moves one level up: grid, community, street, district (上报); with a reason. */
@Serializable
@SerialName("escalate_case")
data class EscalateCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * It goes on as a case, whose id the phone makes: `words` is what is asked of those who handle it. The case lies
 * where the danger's place does, and at `address`. Its class is the template's, unless one is named.
 */
@Serializable
@SerialName("escalate_danger")
data class EscalateDanger(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: DangerState? = null,
    val round: Long = 0,
    val words: String = "",
    val case: String,
    val address: String = "",
    @SerialName("class_code") val classCode: String? = null,
    val urgent: Boolean = false,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in DangerState.known, "saw", "unknown_word")
        }
        check(round >= 0, "round", "ge")
        check(round <= 10000, "round", "le")
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
        check(PATTERNS[0].containsMatchIn(case), "case", "pattern")
        check(points(address) <= 200, "address", "max_length")
        check(PATTERNS[1].containsMatchIn(address), "address", "pattern")
        classCode?.let { v0 ->
            check(points(v0) >= 1, "class_code", "min_length")
            check(points(v0) <= 64, "class_code", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "class_code", "pattern")
        }
    }
}

/** The server's own clock: nobody has acknowledged in these grids, and the next rung of the ladder is told. */
@Serializable
@SerialName("escalate_warning")
data class EscalateWarning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grids: List<String>,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(grids.size >= 1, "grids", "min_length")
        check(grids.size <= 200, "grids", "max_length")
        grids.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "grids", "pattern")
        }
    }
}

/** The server's own clock: its time is over. */
@Serializable
@SerialName("expire_warning")
data class ExpireWarning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** What a field is filled with. */
@Serializable
data class FieldValue(
    val key: String,
    val value: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(key) >= 1, "key", "min_length")
        check(points(key) <= 64, "key", "max_length")
        check(PATTERNS[6].containsMatchIn(key), "key", "pattern")
        check(points(value) <= 200, "value", "max_length")
        check(PATTERNS[1].containsMatchIn(value), "value", "pattern")
    }
}

/**
 * The shift leader files the case (立案): it gets its number, its class, and the condition that sets its limit. A
 * class that has filing conditions in force is filed under one of them.
 */
@Serializable
@SerialName("file_case")
data class FileCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    @SerialName("class_code") val classCode: String,
    val condition: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(points(classCode) >= 1, "class_code", "min_length")
        check(points(classCode) <= 64, "class_code", "max_length")
        check(PATTERNS[6].containsMatchIn(classCode), "class_code", "pattern")
        condition?.let { v0 ->
            check(points(v0) >= 1, "condition", "min_length")
            check(points(v0) <= 64, "condition", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "condition", "pattern")
        }
    }
}

/** A version of a filing condition. What changes of it comes as another record, and this one's `valid_until`. */
@Serializable
@SerialName("filing_condition")
data class FilingConditionRecord(
    val id: String,
    @SerialName("class_code") val classCode: String,
    val ordinal: Long,
    val text: String,
    @SerialName("closing_text") val closingText: String,
    @SerialName("limit_value") val limitValue: Long,
    @SerialName("limit_unit") val limitUnit: String,
    val level: String = "",
    @SerialName("photos_before") val photosBefore: Long = 0,
    @SerialName("photos_after") val photosAfter: Long = 0,
    @SerialName("condition_version") val conditionVersion: Long = 1,
    @SerialName("valid_from") val validFrom: Instant? = null,
    @SerialName("valid_until") val validUntil: Instant? = null,
) : AnyRecord

/** A danger that an inspection found; `danger` is its id, made by the phone. `photos` are promised, and follow. */
@Serializable
data class Finding(
    val danger: String,
    val item: String,
    val note: String = "",
    val responsible: String = "",
    val photos: Long = 0,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(danger), "danger", "pattern")
        check(points(item) >= 1, "item", "min_length")
        check(points(item) <= 32, "item", "max_length")
        check(PATTERNS[2].containsMatchIn(item), "item", "pattern")
        check(points(note) <= 4000, "note", "max_length")
        check(PATTERNS[1].containsMatchIn(note), "note", "pattern")
        check(points(responsible) <= 200, "responsible", "max_length")
        check(PATTERNS[1].containsMatchIn(responsible), "responsible", "pattern")
        check(photos >= 0, "photos", "ge")
        check(photos <= 9, "photos", "le")
    }
}

/** A department that was asked to assist has done its part; what it did is the opinion (协办办结). */
@Serializable
@SerialName("finish_assisting")
data class FinishAssisting(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val department: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(department), "department", "pattern")
    }
}

/** The handler has done the work (处置). The handle clock goes on until the department confirms. */
@Serializable
@SerialName("finish_handling")
data class FinishHandling(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** The last row has left `grids`: they are retired, and their assignments end. The server's alone. */
@Serializable
@SerialName("finish_rezoning")
data class FinishRezoning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grids: List<String>,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(grids.size <= 20, "grids", "max_length")
        grids.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "grids", "pattern")
        }
    }
}

/** It is done; every required question is answered. */
@Serializable
@SerialName("finish_task")
data class FinishTask(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val answers: List<TaskAnswer> = emptyList(),
    val note: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(answers.size <= 40, "answers", "max_length")
        answers.forEach { v0 ->
            below("answers", v0)
        }
        check(points(note) <= 4000, "note", "max_length")
        check(PATTERNS[1].containsMatchIn(note), "note", "pattern")
    }
}

/** It was put right on the spot; photos of after (phase `handle`) are named before. */
@Serializable
@SerialName("fix_danger")
data class FixDanger(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: DangerState? = null,
    val round: Long = 0,
    val words: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in DangerState.known, "saw", "unknown_word")
        }
        check(round >= 0, "round", "ge")
        check(round <= 10000, "round", "le")
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
    }
}

/**
 * A person is looked after: `entity` is the tag, `root` and `person` who it is. `basis` is what it rests on: an
 * application, a list, a visit. A second telling of a tag of that kind which is in force becomes one with it,
 * under either id; of two levels the closer one stands until somebody changes it.
 */
@Serializable
@SerialName("give_service_tag")
data class GiveServiceTag(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val person: String,
    @SerialName("tag_kind") val tagKind: String,
    @SerialName("care_level") val careLevel: String = "general",
    @SerialName("from_on") val fromOn: String? = null,
    @SerialName("until_on") val untilOn: String? = null,
    val basis: String = "",
    val note: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(person), "person", "pattern")
        check(points(tagKind) >= 1, "tag_kind", "min_length")
        check(points(tagKind) <= 32, "tag_kind", "max_length")
        check(PATTERNS[2].containsMatchIn(tagKind), "tag_kind", "pattern")
        check(points(careLevel) >= 1, "care_level", "min_length")
        check(points(careLevel) <= 32, "care_level", "max_length")
        check(PATTERNS[2].containsMatchIn(careLevel), "care_level", "pattern")
        fromOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "from_on", "pattern")
        }
        untilOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "until_on", "pattern")
        }
        check(points(basis) <= 200, "basis", "max_length")
        check(PATTERNS[1].containsMatchIn(basis), "basis", "pattern")
        note?.let { v0 ->
            check(points(v0) <= 4000, "note", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "note", "pattern")
        }
    }
}

/** Give a task to a grid, or to one of its workers. Its type must be admitted when it is given. */
@Serializable
@SerialName("give_task")
data class GiveTask(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("task_type") val taskType: String,
    val grid: String,
    val worker: String? = null,
    @SerialName("target_kind") val targetKind: TargetKind? = null,
    val target: String? = null,
    val title: String,
    val text: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(taskType), "task_type", "pattern")
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        worker?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "worker", "pattern")
        }
        targetKind?.let { v0 ->
            check(v0 in TargetKind.known, "target_kind", "unknown_word")
        }
        target?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "target", "pattern")
        }
        check(points(title) <= 200, "title", "max_length")
        check(PATTERNS[1].containsMatchIn(title), "title", "pattern")
        check(points(text) <= 4000, "text", "max_length")
        check(PATTERNS[1].containsMatchIn(text), "text", "pattern")
    }
}

/** Give a user a post at an organisation from an instant on; `entity` is the membership's id. */
@Serializable
@SerialName("grant_membership")
data class GrantMembership(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val user: String,
    val org: String,
    val post: Post,
    @SerialName("from_at") val fromAt: Instant? = null,
    @SerialName("until_at") val untilAt: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(user), "user", "pattern")
        check(PATTERNS[0].containsMatchIn(org), "org", "pattern")
        check(post in Post.known, "post", "unknown_word")
    }
}

/** A grid as its workers' phones hold it: geometry in WGS-84. */
@Serializable
@SerialName("grid")
data class GridRecord(
    val id: String,
    val code: String,
    val name: String,
    val layer: LayerKind,
    val community: String,
    val geometry: List<List<List<List<Double>>>>,
) : AnyRecord

/** One grid of a partition: stable id, code and name, the community it belongs to, and its geometry. */
@Serializable
data class GridShape(
    val grid: String,
    val code: String,
    val name: String,
    val org: String,
    val geometry: List<List<List<List<Double>>>>,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        check(points(code) >= 1, "code", "min_length")
        check(points(code) <= 32, "code", "max_length")
        check(PATTERNS[2].containsMatchIn(code), "code", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(PATTERNS[0].containsMatchIn(org), "org", "pattern")
        check(geometry.size >= 1, "geometry", "min_length")
        check(geometry.size <= 200, "geometry", "max_length")
        geometry.forEach { v0 ->
            check(v0.size >= 1, "geometry", "min_length")
            check(v0.size <= 200, "geometry", "max_length")
            v0.forEach { v1 ->
                check(v1.size >= 4, "geometry", "min_length")
                check(v1.size <= 20000, "geometry", "max_length")
            }
        }
    }
}

/** What a help record may be changed in. */
@Serializable
data class HelpEdits(
    @SerialName("helped_on") val helpedOn: Edit<String>? = null,
    val needed: Edit<String>? = null,
    val given: Edit<String>? = null,
    val carer: Edit<String>? = null,
    val health: Edit<String>? = null,
    val income: Edit<String>? = null,
    @SerialName("main_family") val mainFamily: Edit<String>? = null,
    val difficulties: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        helpedOn?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[7].containsMatchIn(v1), "helped_on", "pattern")
            }
        }
        needed?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "needed", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "needed", "pattern")
            }
        }
        given?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "given", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "given", "pattern")
            }
        }
        carer?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "carer", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "carer", "pattern")
            }
        }
        health?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "health", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "health", "pattern")
            }
        }
        income?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "income", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "income", "pattern")
            }
        }
        mainFamily?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "main_family", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "main_family", "pattern")
            }
        }
        difficulties?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "difficulties", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "difficulties", "pattern")
            }
        }
    }
}

/** A help record as the phones of those hold it who look after the person. */
@Serializable
@SerialName("help")
data class HelpRecord(
    val id: String,
    val person: String,
    @SerialName("recorded_by") val recordedBy: String,
    /** Policy review. */
    @SerialName("helped_on") val helpedOn: String? = null,
    /** Policy review. */
    val needed: String = "",
    /** Policy review. */
    val given: String = "",
    /** Policy review. */
    val carer: String = "",
    /** Policy review. */
    val health: String = "",
    /** Policy review. */
    val income: String = "",
    /** Policy review. */
    @SerialName("main_family") val mainFamily: String = "",
    /** Policy review. */
    val difficulties: String = "",
) : AnyRecord

/** A rectangle that others must not see: a face, a plate. Edges in thousandths of the upright picture's sides. */
@Serializable
data class HiddenArea(
    val left: Long,
    val top: Long,
    val right: Long,
    val bottom: Long,
)

/**
 * Hide areas of a photo from all who look at it, and show such as were hidden; `entity` is the photo. Whoever
 * works where the photo lies may hide. Only an office, or whoever hid an area, may show it again: the same
 * command undoes it, with the two lists in each other's place.
 */
@Serializable
@SerialName("hide_in_photo")
data class HideInPhoto(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val hide: List<HiddenArea> = emptyList(),
    val show: List<HiddenArea> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(hide.size <= 64, "hide", "max_length")
        check(show.size <= 64, "show", "max_length")
    }
}

/** One row that moves. */
@Serializable
data class HomeRow(
    val kind: HomeKind,
    val id: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(kind in HomeKind.known, "kind", "unknown_word")
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
    }
}

/** What a household's record may be changed in. */
@Serializable
data class HouseholdEdits(
    val number: Edit<String>? = null,
    val head: Edit<String>? = null,
    val note: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        number?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "number", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "number", "pattern")
            }
        }
        head?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[0].containsMatchIn(v1), "head", "pattern")
            }
        }
        note?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "note", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "note", "pattern")
            }
        }
    }
}

/** A household as phones hold it. */
@Serializable
@SerialName("household")
data class HouseholdRecord(
    val id: String,
    val dwelling: String,
    /** Policy review. */
    val number: String = "",
    /** Policy review. */
    val head: String? = null,
    /** Policy lww. */
    val note: String? = null,
    /** Policy max. */
    @SerialName("last_visited_at") val lastVisitedAt: Instant? = null,
    /** Policy machine. */
    val life: Life = Life("active"),
    /** Policy machine. */
    @SerialName("effective_on") val effectiveOn: String? = null,
    /** Policy machine. */
    @SerialName("expired_on") val expiredOn: String? = null,
) : AnyRecord

/** An inspection as phones hold it. */
@Serializable
@SerialName("inspection")
data class InspectionRecord(
    val id: String,
    /** Policy append. */
    @SerialName("subject_kind") val subjectKind: HazardSubject,
    /** Policy append. */
    val subject: String,
    /** Policy append. */
    val template: String,
    /** Policy append. */
    @SerialName("site_type") val siteType: String,
    /** Policy append. */
    val inspector: String,
    /** Policy append. */
    @SerialName("inspected_at") val inspectedAt: Instant,
    @SerialName("clock_quality") val clockQuality: String = "",
    /** Policy append. */
    val checked: List<String> = emptyList(),
    /** Policy append. */
    val dangers: List<String> = emptyList(),
    /** Policy append. */
    val met: String = "",
    /** Policy append. */
    val note: String = "",
    @SerialName("distance_m") val distanceM: Double? = null,
    val far: Boolean = false,
) : AnyRecord

/** Promise one installation to a user: whoever shows the code whose hash this is, once and in time, becomes it. */
@Serializable
@SerialName("issue_enrolment")
data class IssueEnrolment(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val user: String,
    @SerialName("code_hash") val codeHash: String,
    @SerialName("expires_at") val expiresAt: Instant,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(user), "user", "pattern")
        check(PATTERNS[5].containsMatchIn(codeHash), "code_hash", "pattern")
    }
}

/**
 * A rectification notice: the server gives its number. Its deadline is so many days after it was handed over.
 * Without `days` they are those of the item. `handed_to` is who took it.
 */
@Serializable
@SerialName("issue_notice")
data class IssueNotice(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: DangerState? = null,
    val round: Long = 0,
    val words: String = "",
    val days: Long? = null,
    @SerialName("handed_to") val handedTo: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in DangerState.known, "saw", "unknown_word")
        }
        check(round >= 0, "round", "ge")
        check(round <= 10000, "round", "le")
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
        days?.let { v0 ->
            check(v0 >= 1, "days", "ge")
            check(v0 <= 365, "days", "le")
        }
        check(points(handedTo) <= 200, "handed_to", "max_length")
        check(PATTERNS[1].containsMatchIn(handedTo), "handed_to", "pattern")
    }
}

/**
 * One click: it is in force, has its number, and its audience is told by every channel. A second click is none.
 * Yellow and blue are approved before; orange and red may be issued as drafts, and are reviewed after.
 */
@Serializable
@SerialName("issue_warning")
data class IssueWarning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** A department reports for duty at the place (报到). */
@Serializable
@SerialName("join_whistle")
data class JoinWhistle(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val whistle: String,
    val department: String,
    val point: Point? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(whistle), "whistle", "pattern")
        check(PATTERNS[0].containsMatchIn(department), "department", "pattern")
        point?.let { v0 ->
            below("point", v0)
        }
    }
}

/** A matter that several departments enforce together. */
@Serializable
data class JointMatter(
    val code: String,
    val name: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(code) >= 1, "code", "min_length")
        check(points(code) <= 64, "code", "max_length")
        check(PATTERNS[6].containsMatchIn(code), "code", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
    }
}

/**
 * The server's own: who may follow a case, by a keyed hash of a code and a slow hash of a PIN. `entity` is the
 * reporter's id, `root` the case.
 */
@Serializable
@SerialName("keep_reporter")
data class KeepReporter(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("code_hash") val codeHash: String,
    @SerialName("pin_hash") val pinHash: String,
    val name: String = "",
    val phone: String? = null,
    @SerialName("privacy_note") val privacyNote: String? = null,
    @SerialName("expected_at") val expectedAt: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[5].containsMatchIn(codeHash), "code_hash", "pattern")
        check(points(pinHash) >= 16, "pin_hash", "min_length")
        check(points(pinHash) <= 200, "pin_hash", "max_length")
        check(PATTERNS[18].containsMatchIn(pinHash), "pin_hash", "pattern")
        check(points(name) <= 64, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        phone?.let { v0 ->
            check(PATTERNS[3].containsMatchIn(v0), "phone", "pattern")
        }
        privacyNote?.let { v0 ->
            check(points(v0) >= 1, "privacy_note", "min_length")
            check(points(v0) <= 32, "privacy_note", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "privacy_note", "pattern")
        }
    }
}

/** One step of the ladder: at which part of the limit who hears of it. */
@Serializable
data class LadderRung(
    val percent: Long,
    val tells: List<Audience>,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(percent >= 80, "percent", "ge")
        check(percent <= 1000, "percent", "le")
        check(tells.size >= 1, "tells", "min_length")
        check(tells.size <= 3, "tells", "max_length")
        tells.forEach { v0 ->
            check(v0 in Audience.known, "tells", "unknown_word")
        }
    }
}

/** What an item asks about may be gone: if so nobody need answer it. The server's alone. */
@Serializable
@SerialName("lapse_item")
data class LapseItem(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("target_kind") val targetKind: RenewalTarget,
    val target: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(targetKind in RenewalTarget.known, "target_kind", "unknown_word")
        check(PATTERNS[0].containsMatchIn(target), "target", "pattern")
    }
}

/** A department leaves: when it is done, or earlier with a reason. */
@Serializable
@SerialName("leave_whistle")
data class LeaveWhistle(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val whistle: String,
    val department: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(whistle), "whistle", "pattern")
        check(PATTERNS[0].containsMatchIn(department), "department", "pattern")
    }
}

/** Another limit of a condition where a street answers, or for a department. */
@Serializable
data class LimitOverride(
    val org: String,
    @SerialName("limit_value") val limitValue: Long,
    @SerialName("limit_unit") val limitUnit: LimitUnit,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(org), "org", "pattern")
        check(limitValue >= 1, "limit_value", "ge")
        check(limitValue <= 10000, "limit_value", "le")
        check(limitUnit in LimitUnit.known, "limit_unit", "unknown_word")
    }
}

/** `POST /v1/login` for offices: the answer sets a session cookie. */
@Serializable
data class LoginRequest(
    val login: String,
    val password: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(login) <= 64, "login", "max_length")
        check(PATTERNS[1].containsMatchIn(login), "login", "pattern")
        check(points(password) >= 1, "password", "min_length")
        check(points(password) <= 200, "password", "max_length")
    }
}

/** Who is signed in. `outbox_key` and `lease` are for phones, as in `Enrolled`. */
@Serializable
data class Me(
    val user: String,
    val name: String,
    val memberships: List<MembershipView> = emptyList(),
    val grids: List<String> = emptyList(),
    val csrf: String = "",
    @SerialName("outbox_key") val outboxKey: String = "",
    val lease: String = "",
)

/** A post as its holder sees it. */
@Serializable
data class MembershipView(
    val post: Post,
    val org: String,
    @SerialName("org_name") val orgName: String,
)

/** The case is another report of `duplicate_of`, which goes on for both (合并). Its reporter follows that one. */
@Serializable
@SerialName("merge_case")
data class MergeCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    @SerialName("duplicate_of") val duplicateOf: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(duplicateOf), "duplicate_of", "pattern")
    }
}

/** Make one grid of several, in force from now on; `entity` is the rezoning. `into` may keep one of their ids. */
@Serializable
@SerialName("merge_grids")
data class MergeGrids(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grids: List<String>,
    val datum: Datum,
    val into: GridShape,
    val workers: List<PartWorker> = emptyList(),
    val preview: String,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(grids.size >= 2, "grids", "min_length")
        check(grids.size <= 20, "grids", "max_length")
        grids.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "grids", "pattern")
        }
        check(datum in Datum.known, "datum", "unknown_word")
        below("into", into)
        check(workers.size <= 60, "workers", "max_length")
        workers.forEach { v0 ->
            below("workers", v0)
        }
        check(points(preview) <= 8000, "preview", "max_length")
        check(PATTERNS[19].containsMatchIn(preview), "preview", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/**
 * Two records are one person: `entity` is the merge, `root` and `winner` the record that stays (sync.md 12).
 * `set` is the choice per field: what was seen of the winner, and what it is to be; a field that it does not
 * name stays the winner's. `add_labels` are the loser's that the winner takes on, `take_id` its identity number.
 * Of the loser's stays only those that `moved` names go along; the others stay with the loser, unseen.
 */
@Serializable
@SerialName("merge_persons")
data class MergePersons(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val winner: String,
    val loser: String,
    val set: PersonEdits = PersonEdits(),
    @SerialName("add_labels") val addLabels: List<String> = emptyList(),
    @SerialName("take_id") val takeId: Boolean = false,
    val moved: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(winner), "winner", "pattern")
        check(PATTERNS[0].containsMatchIn(loser), "loser", "pattern")
        below("set", set)
        check(addLabels.size <= 30, "add_labels", "max_length")
        addLabels.forEach { v0 ->
            check(points(v0) >= 1, "add_labels", "min_length")
            check(points(v0) <= 32, "add_labels", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "add_labels", "pattern")
        }
        check(moved.size <= 50, "moved", "max_length")
        moved.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "moved", "pattern")
        }
    }
}

/** A component stands elsewhere, or its position is known better; the position observed last is kept. */
@Serializable
@SerialName("move_component")
data class MoveComponent(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val point: Point,
    val source: DataSource = DataSource("manual"),
    val accuracy: AccuracyClass = AccuracyClass("C"),
    @SerialName("changed_on") val changedOn: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("point", point)
        check(source in DataSource.known, "source", "unknown_word")
        check(accuracy in AccuracyClass.known, "accuracy", "unknown_word")
        changedOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "changed_on", "pattern")
        }
    }
}

/** A person of the register moves into a dwelling: the old stay ends, `residency` begins. History goes along. */
@Serializable
@SerialName("move_in")
data class MoveIn(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val residency: String,
    val dwelling: String,
    val household: String? = null,
    @SerialName("residency_kind") val residencyKind: ResidencyKind = ResidencyKind("floating"),
    val relation: String = "99",
    @SerialName("hukou_consistent") val hukouConsistent: Boolean = false,
    @SerialName("inflow_reason") val inflowReason: String? = null,
    @SerialName("inflow_on") val inflowOn: String? = null,
    val origin: String? = null,
    @SerialName("cert_until") val certUntil: String? = null,
    @SerialName("from_on") val fromOn: String? = null,
    @SerialName("housing_kind") val housingKind: String? = null,
    @SerialName("cert_type") val certType: String? = null,
    @SerialName("cert_no") val certNo: String? = null,
    @SerialName("cert_on") val certOn: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(residency), "residency", "pattern")
        check(PATTERNS[0].containsMatchIn(dwelling), "dwelling", "pattern")
        household?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "household", "pattern")
        }
        check(residencyKind in ResidencyKind.known, "residency_kind", "unknown_word")
        check(points(relation) >= 1, "relation", "min_length")
        check(points(relation) <= 32, "relation", "max_length")
        check(PATTERNS[2].containsMatchIn(relation), "relation", "pattern")
        inflowReason?.let { v0 ->
            check(points(v0) >= 1, "inflow_reason", "min_length")
            check(points(v0) <= 32, "inflow_reason", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "inflow_reason", "pattern")
        }
        inflowOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "inflow_on", "pattern")
        }
        origin?.let { v0 ->
            check(points(v0) >= 1, "origin", "min_length")
            check(points(v0) <= 32, "origin", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "origin", "pattern")
        }
        certUntil?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "cert_until", "pattern")
        }
        fromOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "from_on", "pattern")
        }
        housingKind?.let { v0 ->
            check(points(v0) >= 1, "housing_kind", "min_length")
            check(points(v0) <= 32, "housing_kind", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "housing_kind", "pattern")
        }
        certType?.let { v0 ->
            check(points(v0) >= 1, "cert_type", "min_length")
            check(points(v0) <= 32, "cert_type", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "cert_type", "pattern")
        }
        certNo?.let { v0 ->
            check(points(v0) >= 4, "cert_no", "min_length")
            check(points(v0) <= 32, "cert_no", "max_length")
            check(PATTERNS[4].containsMatchIn(v0), "cert_no", "pattern")
        }
        certOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "cert_on", "pattern")
        }
    }
}

/**
 * A site is elsewhere now: in a building, in a grid, or at a point, as for `RegisterSite`. Of two who tell it,
 * whoever observed it last is believed. From grid to grid it takes the right to both.
 */
@Serializable
@SerialName("move_site")
data class MoveSite(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val building: String? = null,
    val grid: String? = null,
    val point: Point? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        building?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "building", "pattern")
        }
        grid?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "grid", "pattern")
        }
        point?.let { v0 ->
            below("point", v0)
        }
    }
}

/** What a worklist gains; `source` is why (a name of the renewal rules). */
@Serializable
data class NewItem(
    val id: String,
    val source: String,
    @SerialName("target_kind") val targetKind: RenewalTarget,
    val target: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(points(source) >= 1, "source", "min_length")
        check(points(source) <= 32, "source", "max_length")
        check(PATTERNS[2].containsMatchIn(source), "source", "pattern")
        check(targetKind in RenewalTarget.known, "target_kind", "unknown_word")
        check(PATTERNS[0].containsMatchIn(target), "target", "pattern")
    }
}

/** `POST /v1/uploads`: bytes promised by hash and size; `upload` is an id made by the phone. */
@Serializable
data class NewUpload(
    val upload: String,
    val sha256: String,
    @SerialName("size_bytes") val sizeBytes: Long,
    val command: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(upload), "upload", "pattern")
        check(PATTERNS[5].containsMatchIn(sha256), "sha256", "pattern")
        check(sizeBytes >= 1, "size_bytes", "ge")
        check(sizeBytes <= 20971520, "size_bytes", "le")
        check(PATTERNS[0].containsMatchIn(command), "command", "pattern")
    }
}

/** The shift leader does not file it; the reason is told. */
@Serializable
@SerialName("not_file_case")
data class NotFileCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** They are two: the pair leaves the queue. `entity` and `other` are the two, whichever comes first. */
@Serializable
@SerialName("not_the_same")
data class NotTheSame(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val other: String,
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(other), "other", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/**
 * A file is there to be imported; `entity` becomes the import. Nothing of the register changes by it. `grid`
 * stands where a row names none; `sheet` counts from 0, `header_row` is the number of the row of headings.
 */
@Serializable
@SerialName("open_import")
data class OpenImport(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val what: ImportKind,
    @SerialName("file_name") val fileName: String,
    val sha256: String,
    @SerialName("size_bytes") val sizeBytes: Long,
    val sheet: Long = 0,
    @SerialName("header_row") val headerRow: Long = 1,
    val columns: List<ColumnUse> = emptyList(),
    val grid: String? = null,
    val datum: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(what in ImportKind.known, "what", "unknown_word")
        check(points(fileName) <= 200, "file_name", "max_length")
        check(PATTERNS[1].containsMatchIn(fileName), "file_name", "pattern")
        check(PATTERNS[5].containsMatchIn(sha256), "sha256", "pattern")
        check(sizeBytes >= 0, "size_bytes", "ge")
        check(sizeBytes <= 2147483647, "size_bytes", "le")
        check(sheet >= 0, "sheet", "ge")
        check(sheet <= 1000, "sheet", "le")
        check(headerRow >= 1, "header_row", "ge")
        check(headerRow <= 1000, "header_row", "le")
        check(columns.size <= 512, "columns", "max_length")
        columns.forEach { v0 ->
            below("columns", v0)
        }
        grid?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "grid", "pattern")
        }
        check(points(datum) <= 64, "datum", "max_length")
        check(PATTERNS[1].containsMatchIn(datum), "datum", "pattern")
    }
}

/**
 * A week begins in a grid; `entity` is the cycle. `week` is its Monday. The server's alone. `carried` counts the
 * items that earlier weeks left open: they stay as they are. A long worklist comes in several commands, of which
 * one is the `last`.
 */
@Serializable
@SerialName("open_renewal")
data class OpenRenewal(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grid: String,
    val week: String,
    val carried: Long = 0,
    val items: List<NewItem> = emptyList(),
    val last: Boolean = true,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        check(PATTERNS[7].containsMatchIn(week), "week", "pattern")
        check(carried >= 0, "carried", "ge")
        check(carried <= 2147483647, "carried", "le")
        check(items.size <= 2000, "items", "max_length")
        items.forEach { v0 ->
            below("items", v0)
        }
    }
}

/** So long for a stage, in its own unit. */
@Serializable
data class OrderLimit(
    val value: Long,
    val unit: LimitUnit,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(value >= 1, "value", "ge")
        check(value <= 10000, "value", "le")
        check(unit in LimitUnit.known, "unit", "unknown_word")
    }
}

/** What an organisation's record may be changed in; each field tells what was seen and what is meant now. */
@Serializable
data class OrganisationEdits(
    val name: Edit<String>? = null,
    @SerialName("credit_code") val creditCode: Edit<String>? = null,
    @SerialName("organisation_type") val organisationType: Edit<String>? = null,
    val industry: Edit<String>? = null,
    @SerialName("legal_person") val legalPerson: Edit<String>? = null,
    @SerialName("legal_phone") val legalPhone: Edit<String>? = null,
    val address: Edit<String>? = null,
    @SerialName("under_residential") val underResidential: Edit<Boolean>? = null,
    val note: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        name?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "name", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "name", "pattern")
            }
        }
        creditCode?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[20].containsMatchIn(v1), "credit_code", "pattern")
            }
        }
        organisationType?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "organisation_type", "min_length")
                check(points(v1) <= 32, "organisation_type", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "organisation_type", "pattern")
            }
        }
        industry?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "industry", "min_length")
                check(points(v1) <= 32, "industry", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "industry", "pattern")
            }
        }
        legalPerson?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "legal_person", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "legal_person", "pattern")
            }
        }
        legalPhone?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[3].containsMatchIn(v1), "legal_phone", "pattern")
            }
        }
        address?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "address", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "address", "pattern")
            }
        }
        note?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "note", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "note", "pattern")
            }
        }
    }
}

/** An organisation as phones of its grid hold it; its place is WGS-84. */
@Serializable
@SerialName("organisation")
data class OrganisationRecord(
    val id: String,
    val grid: String,
    /** Policy review. */
    val name: String,
    /** Policy review. */
    @SerialName("credit_code") val creditCode: String? = null,
    /** Policy review. */
    @SerialName("organisation_type") val organisationType: String = "99",
    /** Policy lww. */
    val industry: String? = null,
    /** Policy review. */
    @SerialName("legal_person") val legalPerson: String = "",
    /** Policy review. */
    @SerialName("legal_phone") val legalPhone: String? = null,
    /** Policy set. */
    @SerialName("safety_officers") val safetyOfficers: List<String> = emptyList(),
    val building: String? = null,
    val lon: Double? = null,
    val lat: Double? = null,
    /** Policy lww. */
    val address: String = "",
    /** Policy review. */
    @SerialName("under_residential") val underResidential: Boolean = false,
    /** Policy lww. */
    val note: String? = null,
    /** Policy machine. */
    val life: Life = Life("active"),
) : AnyRecord

/**
 * What a phone has not sent, or has sent and the district might still lose, in seq order. `now` are its clocks
 * when it wrote this, `certificate` what it got when it joined: that says whose it is, and with which key it
 * signs.
 */
@Serializable
data class Outbox(
    val install: String,
    val user: String,
    val certificate: String,
    val contract: Long,
    val now: Clock,
    val queue: QueueState,
    val commands: List<CarriedCommand> = emptyList(),
    val photos: List<CarriedPhoto> = emptyList(),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(PATTERNS[0].containsMatchIn(user), "user", "pattern")
        check(points(certificate) <= 600, "certificate", "max_length")
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        below("now", now)
        below("queue", queue)
        commands.forEach { v0 ->
            below("commands", v0)
        }
        photos.forEach { v0 ->
            below("photos", v0)
        }
    }
}

/**
 * A conflict as its author alone sees it, under the conflict's id and version: the own values, nobody else's.
 * Whoever has the entity's scope holds the whole one beside it.
 */
@Serializable
@SerialName("own_conflict")
data class OwnConflictRecord(
    val id: String,
    val command: String,
    val reason: String,
    val root: String,
    @SerialName("of_kind") val ofKind: String,
    val entity: String,
    @SerialName("opened_at") val openedAt: Instant,
    val field: String = "",
    val base: JsonElement = JsonNull,
    val mine: JsonElement = JsonNull,
    val state: ConflictState = ConflictState("open"),
    val choice: Choice? = null,
    @SerialName("settled_at") val settledAt: Instant? = null,
    val told: String = "",
) : AnyRecord

/** Who works on a grid that the rezoning makes; `assignment` becomes the id of their assignment. */
@Serializable
data class PartWorker(
    val grid: String,
    val user: String,
    val assignment: String,
    val post: Post = Post("grid_worker"),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        check(PATTERNS[0].containsMatchIn(user), "user", "pattern")
        check(PATTERNS[0].containsMatchIn(assignment), "assignment", "pattern")
        check(post in Post.known, "post", "unknown_word")
    }
}

/** What a person's record may be changed in; each field tells what was seen and what is meant now. */
@Serializable
data class PersonEdits(
    val name: Edit<String>? = null,
    val sex: Edit<Sex>? = null,
    @SerialName("birth_on") val birthOn: Edit<String>? = null,
    val phone: Edit<String>? = null,
    @SerialName("former_name") val formerName: Edit<String>? = null,
    @SerialName("registered_division") val registeredDivision: Edit<String>? = null,
    @SerialName("registered_address") val registeredAddress: Edit<String>? = null,
    val workplace: Edit<String>? = null,
    @SerialName("more_phones") val morePhones: Edit<List<String>>? = null,
    @SerialName("residence_division") val residenceDivision: Edit<String>? = null,
    @SerialName("residence_address") val residenceAddress: Edit<String>? = null,
    val ethnicity: Edit<String>? = null,
    val marriage: Edit<String>? = null,
    @SerialName("native_place") val nativePlace: Edit<String>? = null,
    val occupation: Edit<String>? = null,
    val education: Edit<String>? = null,
    @SerialName("preferred_contact") val preferredContact: Edit<String>? = null,
    val note: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        name?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "name", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "name", "pattern")
            }
        }
        sex?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 in Sex.known, "sex", "unknown_word")
            }
        }
        birthOn?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[7].containsMatchIn(v1), "birth_on", "pattern")
            }
        }
        phone?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[3].containsMatchIn(v1), "phone", "pattern")
            }
        }
        formerName?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "former_name", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "former_name", "pattern")
            }
        }
        registeredDivision?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "registered_division", "min_length")
                check(points(v1) <= 32, "registered_division", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "registered_division", "pattern")
            }
        }
        registeredAddress?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "registered_address", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "registered_address", "pattern")
            }
        }
        workplace?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "workplace", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "workplace", "pattern")
            }
        }
        morePhones?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1.size <= 10, "more_phones", "max_length")
                v1.forEach { v2 ->
                    check(PATTERNS[3].containsMatchIn(v2), "more_phones", "pattern")
                }
            }
        }
        residenceDivision?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "residence_division", "min_length")
                check(points(v1) <= 32, "residence_division", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "residence_division", "pattern")
            }
        }
        residenceAddress?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "residence_address", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "residence_address", "pattern")
            }
        }
        ethnicity?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "ethnicity", "min_length")
                check(points(v1) <= 32, "ethnicity", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "ethnicity", "pattern")
            }
        }
        marriage?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "marriage", "min_length")
                check(points(v1) <= 32, "marriage", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "marriage", "pattern")
            }
        }
        nativePlace?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "native_place", "min_length")
                check(points(v1) <= 32, "native_place", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "native_place", "pattern")
            }
        }
        occupation?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "occupation", "min_length")
                check(points(v1) <= 32, "occupation", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "occupation", "pattern")
            }
        }
        education?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "education", "min_length")
                check(points(v1) <= 32, "education", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "education", "pattern")
            }
        }
        preferredContact?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "preferred_contact", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "preferred_contact", "pattern")
            }
        }
        note?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "note", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "note", "pattern")
            }
        }
    }
}

/** A person as phones hold it: the identity number masked, sealed and gated facts not there at all. */
@Serializable
@SerialName("person")
data class PersonRecord(
    val id: String,
    val dwelling: String?,
    /** Policy review. */
    val name: String,
    /** Policy review. */
    val sex: Sex = Sex("0"),
    /** Policy review. */
    @SerialName("birth_on") val birthOn: String? = null,
    @SerialName("id_type") val idType: IdType = IdType("resident_id"),
    @SerialName("id_masked") val idMasked: String? = null,
    /** Policy review. */
    val phone: String? = null,
    /** Policy lww. */
    @SerialName("former_name") val formerName: String = "",
    /** Policy lww. */
    @SerialName("registered_division") val registeredDivision: String? = null,
    /** Policy lww. */
    @SerialName("registered_address") val registeredAddress: String = "",
    /** Policy lww. */
    val workplace: String = "",
    /** Policy lww. */
    @SerialName("preferred_contact") val preferredContact: String? = null,
    /** Policy lww. */
    val note: String? = null,
    /** Policy machine. */
    val life: Life = Life("active"),
    /** Policy set. */
    @SerialName("more_phones") val morePhones: List<String> = emptyList(),
    /** Policy lww. */
    @SerialName("residence_division") val residenceDivision: String? = null,
    /** Policy lww. */
    @SerialName("residence_address") val residenceAddress: String = "",
    /** Policy lww. */
    val ethnicity: String? = null,
    /** Policy lww. */
    val marriage: String? = null,
    /** Policy lww. */
    @SerialName("native_place") val nativePlace: String? = null,
    /** Policy lww. */
    val occupation: String? = null,
    /** Policy lww. */
    val education: String? = null,
    /** Policy machine. */
    @SerialName("effective_on") val effectiveOn: String? = null,
    /** Policy machine. */
    @SerialName("expired_on") val expiredOn: String? = null,
) : AnyRecord

/** The server's own word that a photo's bytes are stored whole; `entity` is the photo. */
@Serializable
@SerialName("photo_arrived")
data class PhotoArrived(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val sha256: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[5].containsMatchIn(sha256), "sha256", "pattern")
    }
}

/**
 * When and where a picture says that it was taken, with how good that word is; shown to offices alone, on
 * record. `taken` "2026:11:26 08:15:00" as the phone wrote it, `satellite_time` the same in UTC. Places in
 * degrees, in the datum that the file names (most name none: WGS 84); `error_m` in metres.
 */
@Serializable
data class PhotoEvidence(
    @SerialName("time_quality") val timeQuality: String = "none",
    @SerialName("place_quality") val placeQuality: String = "none",
    val taken: String = "",
    val offset: String = "",
    @SerialName("satellite_time") val satelliteTime: String = "",
    val latitude: Double? = null,
    val longitude: Double? = null,
    @SerialName("error_m") val errorM: Double? = null,
    val datum: String = "",
    val device: String = "",
)

/**
 * The server's own word of what a photo's bytes are; `entity` is the photo. `fingerprint`: 16 hex digits that
 * alike pictures share but for a few bits, none for what cannot be painted: then `damage` says why. `alike`: the
 * photo that shows the same and was there before.
 */
@Serializable
@SerialName("photo_looked")
data class PhotoLooked(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val sha256: String,
    val fingerprint: String = "",
    val damage: String = "",
    val evidence: PhotoEvidence = PhotoEvidence(),
    val alike: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[5].containsMatchIn(sha256), "sha256", "pattern")
        check(PATTERNS[21].containsMatchIn(fingerprint), "fingerprint", "pattern")
        check(PATTERNS[22].containsMatchIn(damage), "damage", "pattern")
        alike?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "alike", "pattern")
        }
    }
}

/** The server's own word that a photo's bytes are here no more; `entity` is the photo. Its phone is asked again. */
@Serializable
@SerialName("photo_lost")
data class PhotoLost(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val sha256: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[5].containsMatchIn(sha256), "sha256", "pattern")
    }
}

/**
 * A photo as phones hold it; without `arrived_at` its bytes are still awaited. `round` is that of its case, or
 * its danger, of then. `hidden` is what nobody is shown of it; `damage` why its bytes, though they came whole,
 * are no picture.
 */
@Serializable
@SerialName("photo")
data class PhotoRecord(
    val id: String,
    /** Policy append. */
    @SerialName("subject_kind") val subjectKind: PhotoSubject,
    /** Policy append. */
    val subject: String,
    /** Policy append. */
    val phase: PhotoPhase,
    /** Policy append. */
    val sha256: String,
    /** Policy append. */
    @SerialName("size_bytes") val sizeBytes: Long,
    /** Policy append. */
    @SerialName("media_type") val mediaType: String,
    /** Policy lww. */
    val caption: String = "",
    @SerialName("arrived_at") val arrivedAt: Instant? = null,
    val round: Long = 1,
    /** Policy set. */
    val hidden: List<HiddenArea> = emptyList(),
    val damage: String = "",
) : AnyRecord

/**
 * A place as a device told it: degrees in the datum that it names, accuracy in metres. `lat` is let in up to
 * 180, so that a swapped pair reaches the rule that can name the mistake.
 */
@Serializable
data class Point(
    val lon: Double,
    val lat: Double,
    val datum: Datum,
    @SerialName("accuracy_m") val accuracyM: Double = 0.0,
    val provider: String = "",
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(lon >= -180.0, "lon", "ge")
        check(lon <= 180.0, "lon", "le")
        check(lat >= -180.0, "lat", "ge")
        check(lat <= 180.0, "lat", "le")
        check(datum in Datum.known, "datum", "unknown_word")
        check(accuracyM >= 0.0, "accuracy_m", "ge")
        check(accuracyM <= 100000.0, "accuracy_m", "le")
        check(points(provider) <= 32, "provider", "max_length")
        check(PATTERNS[1].containsMatchIn(provider), "provider", "pattern")
    }
}

/**
 * An edition of the check list of a site type; `entity` is the edition. It is in force from `valid_from`: now.
 * `applies_to` names what is inspected by it from time to time, as kind.use (`dwelling.rented`), every
 * `period_days`. Notices count `unit`: natural days, or work days by the district's calendar. `case_class` is
 * that of a case which a danger is escalated to. `source` tells where the list is from. Editions stay for ever:
 * dangers keep theirs.
 */
@Serializable
@SerialName("publish_check_template")
data class PublishCheckTemplate(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val scheme: String,
    @SerialName("site_type") val siteType: String,
    val name: String,
    val source: String,
    val items: List<CheckItem>,
    val levels: List<CheckLevel>,
    @SerialName("period_days") val periodDays: Long,
    @SerialName("applies_to") val appliesTo: List<String> = emptyList(),
    val unit: LimitUnit = LimitUnit("natural_day"),
    @SerialName("case_class") val caseClass: String? = null,
    @SerialName("valid_from") val validFrom: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(scheme) >= 1, "scheme", "min_length")
        check(points(scheme) <= 64, "scheme", "max_length")
        check(PATTERNS[6].containsMatchIn(scheme), "scheme", "pattern")
        check(points(siteType) >= 1, "site_type", "min_length")
        check(points(siteType) <= 32, "site_type", "max_length")
        check(PATTERNS[2].containsMatchIn(siteType), "site_type", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(points(source) <= 200, "source", "max_length")
        check(PATTERNS[1].containsMatchIn(source), "source", "pattern")
        check(items.size >= 1, "items", "min_length")
        check(items.size <= 60, "items", "max_length")
        items.forEach { v0 ->
            below("items", v0)
        }
        check(levels.size >= 1, "levels", "min_length")
        check(levels.size <= 10, "levels", "max_length")
        levels.forEach { v0 ->
            below("levels", v0)
        }
        check(periodDays >= 1, "period_days", "ge")
        check(periodDays <= 3650, "period_days", "le")
        check(appliesTo.size <= 20, "applies_to", "max_length")
        appliesTo.forEach { v0 ->
            check(points(v0) >= 1, "applies_to", "min_length")
            check(points(v0) <= 64, "applies_to", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "applies_to", "pattern")
        }
        check(unit in LimitUnit.known, "unit", "unknown_word")
        caseClass?.let { v0 ->
            check(points(v0) >= 1, "case_class", "min_length")
            check(points(v0) <= 64, "case_class", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "case_class", "pattern")
        }
    }
}

/** Publish a draft as it is, judged as `PublishTerritory` would be now; `entity` is the draft. */
@Serializable
@SerialName("publish_draft")
data class PublishDraft(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("valid_from") val validFrom: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/**
 * Publish grids in one layer, in force from `valid_from` on (now, unless it says another time that has passed).
 * The versions of the grids named here that were in force end then. The new partition may not overlap itself or
 * what stays published in the layer.
 */
@Serializable
@SerialName("publish_territory")
data class PublishTerritory(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val layer: LayerKind,
    val datum: Datum,
    val grids: List<GridShape>,
    @SerialName("valid_from") val validFrom: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(layer in LayerKind.known, "layer", "unknown_word")
        check(datum in Datum.known, "datum", "unknown_word")
        check(grids.size >= 1, "grids", "min_length")
        check(grids.size <= 2000, "grids", "max_length")
        grids.forEach { v0 ->
            below("grids", v0)
        }
    }
}

/**
 * The district's visit rules from a day on, whole; `entity` is the id of this edition. Of two editions for one
 * day the later one holds, so that a mistake is put right before it is in force. `base` is the version of the
 * rules that the author saw: 0 before the first.
 */
@Serializable
@SerialName("publish_visit_rules")
data class PublishVisitRules(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val scheme: String,
    @SerialName("valid_from") val validFrom: String,
    val rules: List<VisitRule>,
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(scheme) >= 1, "scheme", "min_length")
        check(points(scheme) <= 32, "scheme", "max_length")
        check(PATTERNS[2].containsMatchIn(scheme), "scheme", "pattern")
        check(PATTERNS[7].containsMatchIn(validFrom), "valid_from", "pattern")
        check(rules.size >= 1, "rules", "min_length")
        check(rules.size <= 40, "rules", "max_length")
        rules.forEach { v0 ->
            below("rules", v0)
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/**
 * A page; `answers` echoes the cursor that it answers, digests come when `more` is false, for exactly its `pos`.
 * `want` are the SHA-256 of photos that this install has promised and whose bytes are not here, MAX_WANT at
 * most.
 */
@Serializable
data class PullReply(
    val answers: String,
    val cursor: String,
    val stamp: Stamp,
    val durable: Long,
    val more: Boolean,
    val rows: List<Row>,
    val boot: List<ScopeInfo> = emptyList(),
    val drop: List<Long> = emptyList(),
    val digests: Map<String, Digest> = emptyMap(),
    val want: List<String> = emptyList(),
    @SerialName("next_in") val nextIn: Long = 300,
    val reset: String = "",
)

/** Ask for what changed after `cursor`, which is the server's own text; empty on a fresh phone. */
@Serializable
data class PullRequest(
    val install: String,
    val contract: Long = 3,
    val now: Clock,
    val seen: Seen? = null,
    val queue: QueueState = QueueState(),
    val cursor: String = "",
    val limit: Long = 500,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        below("now", now)
        seen?.let { v0 ->
            below("seen", v0)
        }
        below("queue", queue)
        check(points(cursor) <= 16384, "cursor", "max_length")
        check(limit >= 1, "limit", "ge")
        check(limit <= 500, "limit", "le")
    }
}

/** One receipt per command, in the order of the commands. */
@Serializable
data class PushReply(
    val receipts: List<Receipt>,
    val stamp: Stamp,
    val durable: Long,
    val rekey: Boolean = false,
    @SerialName("max_batch") val maxBatch: Long = 200,
    @SerialName("retry_after") val retryAfter: Long = 0,
    val reset: String = "",
)

/** The envelope of a push. In MessagePack it carries the commands as `bin`; in JSON they follow, one a line. */
@Serializable
data class PushRequest(
    val install: String,
    val contract: Long = 3,
    val now: Clock,
    val seen: Seen? = null,
    val queue: QueueState = QueueState(),
    val commands: List<Base64Bytes> = emptyList(),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        below("now", now)
        seen?.let { v0 ->
            below("seen", v0)
        }
        below("queue", queue)
    }
}

/** How a phone is doing, told with every contact, so that a stuck phone is seen. */
@Serializable
data class QueueState(
    val length: Long = 0,
    @SerialName("last_seq") val lastSeq: Long = 0,
    @SerialName("oldest_s") val oldestS: Long = 0,
    val photos: Long = 0,
    @SerialName("last_error") val lastError: String = "",
    @SerialName("free_bytes") val freeBytes: Long = 0,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(length >= 0, "length", "ge")
        check(length <= 2147483648, "length", "le")
        check(lastSeq >= 0, "last_seq", "ge")
        check(lastSeq <= 9007199254740992, "last_seq", "le")
        check(oldestS >= 0, "oldest_s", "ge")
        check(oldestS <= 1099511627776, "oldest_s", "le")
        check(photos >= 0, "photos", "ge")
        check(photos <= 2147483648, "photos", "le")
        check(points(lastError) <= 500, "last_error", "max_length")
        check(freeBytes >= 0, "free_bytes", "ge")
        check(freeBytes <= 9007199254740992, "free_bytes", "le")
    }
}

/** When somebody is not disturbed, over midnight where it ends earlier than it begins. */
@Serializable
data class QuietHours(
    @SerialName("from_minute") val fromMinute: Long,
    @SerialName("until_minute") val untilMinute: Long,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(fromMinute >= 0, "from_minute", "ge")
        check(fromMinute <= 1439, "from_minute", "le")
        check(untilMinute >= 0, "until_minute", "ge")
        check(untilMinute <= 1439, "until_minute", "le")
    }
}

/** The reporter answers the three questions, once a round: was I heard, is it solved, am I content (评价). */
@Serializable
@SerialName("rate_case")
data class RateCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val contacted: Boolean? = null,
    val solved: Boolean? = null,
    val satisfaction: Long,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(satisfaction >= 1, "satisfaction", "ge")
        check(satisfaction <= 5, "satisfaction", "le")
    }
}

/** A home that was reached first by a channel, and when the server knew. */
@Serializable
data class Reached(
    val dwelling: String,
    val channel: ReachChannel,
    val at: Instant,
)

/** The acceptor takes back whom they sent to verify or to check (撤回), with a reason, and may send another. */
@Serializable
@SerialName("recall_checker")
data class RecallChecker(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * The answer to the command `id`; `pos` is its commit's place in the journal, `why` a ProblemCode. `choice` is
 * how a person settled the conflict that the command had opened (`inbox.Choice`).
 */
@Serializable
data class Receipt(
    val id: String,
    val verdict: Verdict,
    val pos: Long = 0,
    val version: Long = 0,
    val conflict: String = "",
    val to: String = "",
    val missing: List<String> = emptyList(),
    val why: String = "",
    val facts: Map<String, String> = emptyMap(),
    val fields: Map<String, String> = emptyMap(),
    val choice: String = "",
)

/**
 * The answer that a command has now, in place of the one that its push brought. The record's id is its own; the
 * command's is the receipt's. `seq` is the command's number on its install, 0 where its bytes told none;
 * `of_kind` its kind, `about` its entity.
 */
@Serializable
@SerialName("receipt")
data class ReceiptRecord(
    val id: String,
    val receipt: Receipt,
    @SerialName("of_kind") val ofKind: String,
    val about: String,
    @SerialName("answered_at") val answeredAt: Instant,
    val seq: Long = 0,
) : AnyRecord

/** A grid worker knocked at the door of a home that no channel had reached. */
@Serializable
@SerialName("record_door_call")
data class RecordDoorCall(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grid: String,
    val dwelling: String,
    val outcome: DoorOutcome,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        check(PATTERNS[0].containsMatchIn(dwelling), "dwelling", "pattern")
        check(outcome in DoorOutcome.known, "outcome", "unknown_word")
    }
}

/**
 * What a person needs and what was done: `entity` is the record, `root` and `person` who it is. `carer` is who
 * helps them (帮扶人). `health`, `income`, `main_family` and `difficulties` are for those left behind.
 */
@Serializable
@SerialName("record_help")
data class RecordHelp(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val person: String,
    @SerialName("helped_on") val helpedOn: String? = null,
    val needed: String = "",
    val given: String = "",
    val carer: String = "",
    val health: String = "",
    val income: String = "",
    @SerialName("main_family") val mainFamily: String = "",
    val difficulties: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(person), "person", "pattern")
        helpedOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "helped_on", "pattern")
        }
        check(points(needed) <= 4000, "needed", "max_length")
        check(PATTERNS[1].containsMatchIn(needed), "needed", "pattern")
        check(points(given) <= 4000, "given", "max_length")
        check(PATTERNS[1].containsMatchIn(given), "given", "pattern")
        check(points(carer) <= 200, "carer", "max_length")
        check(PATTERNS[1].containsMatchIn(carer), "carer", "pattern")
        check(points(health) <= 200, "health", "max_length")
        check(PATTERNS[1].containsMatchIn(health), "health", "pattern")
        check(points(income) <= 200, "income", "max_length")
        check(PATTERNS[1].containsMatchIn(income), "income", "pattern")
        check(points(mainFamily) <= 200, "main_family", "max_length")
        check(PATTERNS[1].containsMatchIn(mainFamily), "main_family", "pattern")
        check(points(difficulties) <= 4000, "difficulties", "max_length")
        check(PATTERNS[1].containsMatchIn(difficulties), "difficulties", "pattern")
    }
}

/**
 * An inspection of a place by an edition of a check list; `entity` and `root` are the inspection. `checked` are
 * the items that were looked at; those of the findings are, whether they are named or not. `met` is who was
 * there for the place. Of a rented house `dwelling` names which it is a part of: by that its place is known.
 */
@Serializable
@SerialName("record_inspection")
data class RecordInspection(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("subject_kind") val subjectKind: HazardSubject,
    val subject: String,
    val template: String,
    val findings: List<Finding> = emptyList(),
    val checked: List<String> = emptyList(),
    val met: String = "",
    val note: String = "",
    val point: Point? = null,
    val dwelling: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(subjectKind in HazardSubject.known, "subject_kind", "unknown_word")
        check(PATTERNS[0].containsMatchIn(subject), "subject", "pattern")
        check(PATTERNS[0].containsMatchIn(template), "template", "pattern")
        check(findings.size <= 40, "findings", "max_length")
        findings.forEach { v0 ->
            below("findings", v0)
        }
        check(checked.size <= 60, "checked", "max_length")
        checked.forEach { v0 ->
            check(points(v0) >= 1, "checked", "min_length")
            check(points(v0) <= 32, "checked", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "checked", "pattern")
        }
        check(points(met) <= 200, "met", "max_length")
        check(PATTERNS[1].containsMatchIn(met), "met", "pattern")
        check(points(note) <= 4000, "note", "max_length")
        check(PATTERNS[1].containsMatchIn(note), "note", "pattern")
        point?.let { v0 ->
            below("point", v0)
        }
        dwelling?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "dwelling", "pattern")
        }
    }
}

/** The handler tells how it goes; nothing moves. */
@Serializable
@SerialName("record_progress")
data class RecordProgress(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * A visit to a household; `entity` is the visit, `root` the household. Where and how near is checked by the
 * server. A doubt about the place flags the visit and never blocks it (L24).
 */
@Serializable
@SerialName("record_visit")
data class RecordVisit(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val household: String,
    val channel: VisitChannel = VisitChannel("door"),
    val outcome: VisitOutcome = VisitOutcome("met"),
    val persons: List<String> = emptyList(),
    val point: Point? = null,
    val minutes: Long = 0,
    @SerialName("needs_told") val needsTold: List<String> = emptyList(),
    val note: String? = null,
    @SerialName("ended_wall") val endedWall: Long? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(household), "household", "pattern")
        check(channel in VisitChannel.known, "channel", "unknown_word")
        check(outcome in VisitOutcome.known, "outcome", "unknown_word")
        check(persons.size <= 30, "persons", "max_length")
        persons.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "persons", "pattern")
        }
        point?.let { v0 ->
            below("point", v0)
        }
        check(minutes >= 0, "minutes", "ge")
        check(minutes <= 1440, "minutes", "le")
        check(needsTold.size <= 20, "needs_told", "max_length")
        needsTold.forEach { v0 ->
            check(points(v0) >= 1, "needs_told", "min_length")
            check(points(v0) <= 32, "needs_told", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "needs_told", "pattern")
        }
        note?.let { v0 ->
            check(points(v0) <= 4000, "note", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "note", "pattern")
        }
        endedWall?.let { v0 ->
            check(v0 >= -9007199254740992, "ended_wall", "ge")
            check(v0 <= 9007199254740992, "ended_wall", "le")
        }
    }
}

/** A clock of the case `entity` is reckoned anew, for the calendar has changed. The server's own. */
@Serializable
@SerialName("recount_clock")
data class RecountClock(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val timer: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[23].containsMatchIn(timer), "timer", "pattern")
    }
}

/** Those who answer for the place say that it is put right, or somebody saw that it is; re-inspection follows. */
@Serializable
@SerialName("rectify_danger")
data class RectifyDanger(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: DangerState? = null,
    val round: Long = 0,
    val words: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in DangerState.known, "saw", "unknown_word")
        }
        check(round >= 0, "round", "ge")
        check(round <= 10000, "round", "le")
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
    }
}

/** Bind an install to the enrolment `entity`; a second use is refused and recorded. */
@Serializable
@SerialName("redeem_enrolment")
data class RedeemEnrolment(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val install: String,
    @SerialName("secret_hash") val secretHash: String,
    val platform: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(PATTERNS[5].containsMatchIn(secretHash), "secret_hash", "pattern")
        check(points(platform) <= 64, "platform", "max_length")
        check(PATTERNS[1].containsMatchIn(platform), "platform", "pattern")
    }
}

/** The grid agency does not consent. */
@Serializable
@SerialName("refuse_admission")
data class RefuseAdmission(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val opinion: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(opinion) <= 200, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** The acceptor does not take it on; the reason is told. */
@Serializable
@SerialName("refuse_case")
data class RefuseCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * An organisation comes into the register. It lies in the grid of its building, else in `grid`, else at its
 * point. A second one under the same code is accepted and flagged, never refused.
 */
@Serializable
@SerialName("register_organisation")
data class RegisterOrganisation(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val name: String,
    @SerialName("credit_code") val creditCode: String? = null,
    @SerialName("organisation_type") val organisationType: String = "99",
    val industry: String? = null,
    @SerialName("legal_person") val legalPerson: String = "",
    @SerialName("legal_phone") val legalPhone: String? = null,
    @SerialName("safety_officers") val safetyOfficers: List<String> = emptyList(),
    val building: String? = null,
    val grid: String? = null,
    val point: Point? = null,
    val address: String = "",
    @SerialName("under_residential") val underResidential: Boolean = false,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        creditCode?.let { v0 ->
            check(PATTERNS[20].containsMatchIn(v0), "credit_code", "pattern")
        }
        check(points(organisationType) >= 1, "organisation_type", "min_length")
        check(points(organisationType) <= 32, "organisation_type", "max_length")
        check(PATTERNS[2].containsMatchIn(organisationType), "organisation_type", "pattern")
        industry?.let { v0 ->
            check(points(v0) >= 1, "industry", "min_length")
            check(points(v0) <= 32, "industry", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "industry", "pattern")
        }
        check(points(legalPerson) <= 200, "legal_person", "max_length")
        check(PATTERNS[1].containsMatchIn(legalPerson), "legal_person", "pattern")
        legalPhone?.let { v0 ->
            check(PATTERNS[3].containsMatchIn(v0), "legal_phone", "pattern")
        }
        check(safetyOfficers.size <= 20, "safety_officers", "max_length")
        safetyOfficers.forEach { v0 ->
            check(points(v0) <= 200, "safety_officers", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "safety_officers", "pattern")
        }
        building?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "building", "pattern")
        }
        grid?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "grid", "pattern")
        }
        point?.let { v0 ->
            below("point", v0)
        }
        check(points(address) <= 200, "address", "max_length")
        check(PATTERNS[1].containsMatchIn(address), "address", "pattern")
    }
}

/**
 * Add a person to the register, living in a dwelling: `residency` becomes the id of that first stay. A second
 * registration of one identity number is accepted and flagged, never refused (sync.md 12). Where a person is
 * registered (户籍地) and where they live when that is elsewhere (现住地) are a division's code and an address. From
 * `ethnicity` to `education` are facts that a district collects only if it has said so; else they are refused.
 */
@Serializable
@SerialName("register_person")
data class RegisterPerson(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val residency: String,
    val dwelling: String,
    val household: String? = null,
    val name: String,
    val sex: Sex = Sex("0"),
    @SerialName("birth_on") val birthOn: String? = null,
    @SerialName("id_type") val idType: IdType = IdType("resident_id"),
    @SerialName("id_no") val idNo: String? = null,
    val phone: String? = null,
    @SerialName("former_name") val formerName: String = "",
    @SerialName("registered_division") val registeredDivision: String? = null,
    @SerialName("registered_address") val registeredAddress: String = "",
    val workplace: String = "",
    @SerialName("care_labels") val careLabels: List<String> = emptyList(),
    @SerialName("residency_kind") val residencyKind: ResidencyKind = ResidencyKind("permanent"),
    val relation: String = "99",
    @SerialName("hukou_consistent") val hukouConsistent: Boolean = true,
    @SerialName("inflow_reason") val inflowReason: String? = null,
    @SerialName("inflow_on") val inflowOn: String? = null,
    val origin: String? = null,
    @SerialName("cert_until") val certUntil: String? = null,
    @SerialName("from_on") val fromOn: String? = null,
    @SerialName("more_phones") val morePhones: List<String> = emptyList(),
    @SerialName("residence_division") val residenceDivision: String? = null,
    @SerialName("residence_address") val residenceAddress: String = "",
    val ethnicity: String? = null,
    val marriage: String? = null,
    @SerialName("native_place") val nativePlace: String? = null,
    val occupation: String? = null,
    val education: String? = null,
    @SerialName("housing_kind") val housingKind: String? = null,
    @SerialName("cert_type") val certType: String? = null,
    @SerialName("cert_no") val certNo: String? = null,
    @SerialName("cert_on") val certOn: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(residency), "residency", "pattern")
        check(PATTERNS[0].containsMatchIn(dwelling), "dwelling", "pattern")
        household?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "household", "pattern")
        }
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(sex in Sex.known, "sex", "unknown_word")
        birthOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "birth_on", "pattern")
        }
        check(idType in IdType.known, "id_type", "unknown_word")
        idNo?.let { v0 ->
            check(points(v0) >= 4, "id_no", "min_length")
            check(points(v0) <= 32, "id_no", "max_length")
            check(PATTERNS[4].containsMatchIn(v0), "id_no", "pattern")
        }
        phone?.let { v0 ->
            check(PATTERNS[3].containsMatchIn(v0), "phone", "pattern")
        }
        check(points(formerName) <= 200, "former_name", "max_length")
        check(PATTERNS[1].containsMatchIn(formerName), "former_name", "pattern")
        registeredDivision?.let { v0 ->
            check(points(v0) >= 1, "registered_division", "min_length")
            check(points(v0) <= 32, "registered_division", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "registered_division", "pattern")
        }
        check(points(registeredAddress) <= 200, "registered_address", "max_length")
        check(PATTERNS[1].containsMatchIn(registeredAddress), "registered_address", "pattern")
        check(points(workplace) <= 200, "workplace", "max_length")
        check(PATTERNS[1].containsMatchIn(workplace), "workplace", "pattern")
        check(careLabels.size <= 30, "care_labels", "max_length")
        careLabels.forEach { v0 ->
            check(points(v0) >= 1, "care_labels", "min_length")
            check(points(v0) <= 32, "care_labels", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "care_labels", "pattern")
        }
        check(residencyKind in ResidencyKind.known, "residency_kind", "unknown_word")
        check(points(relation) >= 1, "relation", "min_length")
        check(points(relation) <= 32, "relation", "max_length")
        check(PATTERNS[2].containsMatchIn(relation), "relation", "pattern")
        inflowReason?.let { v0 ->
            check(points(v0) >= 1, "inflow_reason", "min_length")
            check(points(v0) <= 32, "inflow_reason", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "inflow_reason", "pattern")
        }
        inflowOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "inflow_on", "pattern")
        }
        origin?.let { v0 ->
            check(points(v0) >= 1, "origin", "min_length")
            check(points(v0) <= 32, "origin", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "origin", "pattern")
        }
        certUntil?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "cert_until", "pattern")
        }
        fromOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "from_on", "pattern")
        }
        check(morePhones.size <= 10, "more_phones", "max_length")
        morePhones.forEach { v0 ->
            check(PATTERNS[3].containsMatchIn(v0), "more_phones", "pattern")
        }
        residenceDivision?.let { v0 ->
            check(points(v0) >= 1, "residence_division", "min_length")
            check(points(v0) <= 32, "residence_division", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "residence_division", "pattern")
        }
        check(points(residenceAddress) <= 200, "residence_address", "max_length")
        check(PATTERNS[1].containsMatchIn(residenceAddress), "residence_address", "pattern")
        ethnicity?.let { v0 ->
            check(points(v0) >= 1, "ethnicity", "min_length")
            check(points(v0) <= 32, "ethnicity", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "ethnicity", "pattern")
        }
        marriage?.let { v0 ->
            check(points(v0) >= 1, "marriage", "min_length")
            check(points(v0) <= 32, "marriage", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "marriage", "pattern")
        }
        nativePlace?.let { v0 ->
            check(points(v0) >= 1, "native_place", "min_length")
            check(points(v0) <= 32, "native_place", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "native_place", "pattern")
        }
        occupation?.let { v0 ->
            check(points(v0) >= 1, "occupation", "min_length")
            check(points(v0) <= 32, "occupation", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "occupation", "pattern")
        }
        education?.let { v0 ->
            check(points(v0) >= 1, "education", "min_length")
            check(points(v0) <= 32, "education", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "education", "pattern")
        }
        housingKind?.let { v0 ->
            check(points(v0) >= 1, "housing_kind", "min_length")
            check(points(v0) <= 32, "housing_kind", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "housing_kind", "pattern")
        }
        certType?.let { v0 ->
            check(points(v0) >= 1, "cert_type", "min_length")
            check(points(v0) <= 32, "cert_type", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "cert_type", "pattern")
        }
        certNo?.let { v0 ->
            check(points(v0) >= 4, "cert_no", "min_length")
            check(points(v0) <= 32, "cert_no", "max_length")
            check(PATTERNS[4].containsMatchIn(v0), "cert_no", "pattern")
        }
        certOn?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "cert_on", "pattern")
        }
    }
}

/**
 * Wake this install by this token from now on; `entity` is `push_token_id` of kind and token, `install` one's
 * own. A token has one owner: whoever registers it last. An install has one token of a provider. For web push
 * `token` is the subscription as JSON without blanks.
 */
@Serializable
@SerialName("register_push_token")
data class RegisterPushToken(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val install: String,
    val channel: PushKind,
    val token: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(channel in PushKind.known, "channel", "unknown_word")
        check(points(token) >= 1, "token", "min_length")
        check(points(token) <= 4000, "token", "max_length")
        check(PATTERNS[24].containsMatchIn(token), "token", "pattern")
    }
}

/**
 * A dwelling, or a part of it that `house_no` names, is let. The same one twice is accepted and flagged. How the
 * dwelling is used is a fact of the dwelling, and stays what it is.
 */
@Serializable
@SerialName("register_rented_house")
data class RegisterRentedHouse(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val dwelling: String,
    @SerialName("house_no") val houseNo: String = "",
    val purpose: String = "living",
    @SerialName("lease_no") val leaseNo: String = "",
    @SerialName("lessor_type") val lessorType: String = "person",
    @SerialName("owner_name") val ownerName: String = "",
    @SerialName("owner_phone") val ownerPhone: String? = null,
    @SerialName("owner_id_no") val ownerIdNo: String? = null,
    @SerialName("danger_type") val dangerType: String? = null,
    @SerialName("danger_level") val dangerLevel: String? = null,
    @SerialName("management_class") val managementClass: String = "green",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(dwelling), "dwelling", "pattern")
        check(points(houseNo) <= 200, "house_no", "max_length")
        check(PATTERNS[1].containsMatchIn(houseNo), "house_no", "pattern")
        check(points(purpose) >= 1, "purpose", "min_length")
        check(points(purpose) <= 32, "purpose", "max_length")
        check(PATTERNS[2].containsMatchIn(purpose), "purpose", "pattern")
        check(points(leaseNo) <= 200, "lease_no", "max_length")
        check(PATTERNS[1].containsMatchIn(leaseNo), "lease_no", "pattern")
        check(points(lessorType) >= 1, "lessor_type", "min_length")
        check(points(lessorType) <= 32, "lessor_type", "max_length")
        check(PATTERNS[2].containsMatchIn(lessorType), "lessor_type", "pattern")
        check(points(ownerName) <= 200, "owner_name", "max_length")
        check(PATTERNS[1].containsMatchIn(ownerName), "owner_name", "pattern")
        ownerPhone?.let { v0 ->
            check(PATTERNS[3].containsMatchIn(v0), "owner_phone", "pattern")
        }
        ownerIdNo?.let { v0 ->
            check(points(v0) >= 4, "owner_id_no", "min_length")
            check(points(v0) <= 32, "owner_id_no", "max_length")
            check(PATTERNS[4].containsMatchIn(v0), "owner_id_no", "pattern")
        }
        dangerType?.let { v0 ->
            check(points(v0) >= 1, "danger_type", "min_length")
            check(points(v0) <= 32, "danger_type", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "danger_type", "pattern")
        }
        dangerLevel?.let { v0 ->
            check(points(v0) >= 1, "danger_level", "min_length")
            check(points(v0) <= 32, "danger_level", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "danger_level", "pattern")
        }
        check(points(managementClass) >= 1, "management_class", "min_length")
        check(points(managementClass) <= 32, "management_class", "max_length")
        check(PATTERNS[2].containsMatchIn(managementClass), "management_class", "pattern")
    }
}

/**
 * A site comes into the register: a small shop, a workshop, whatever is inspected (九小, 三小场所). It lies in the
 * grid of its building, else in `grid`, else at its point. `organisation` is whose it is.
 */
@Serializable
@SerialName("register_site")
data class RegisterSite(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val name: String,
    @SerialName("site_kind") val siteKind: String,
    val organisation: String? = null,
    val building: String? = null,
    val grid: String? = null,
    val point: Point? = null,
    val address: String = "",
    @SerialName("fire_class") val fireClass: String = "general",
    @SerialName("order_class") val orderClass: String? = null,
    @SerialName("under_residential") val underResidential: Boolean = false,
    @SerialName("area_m2") val areaM2: Double = 0.0,
    val people: Long = 0,
    @SerialName("safety_officer") val safetyOfficer: String = "",
    @SerialName("safety_phone") val safetyPhone: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(points(siteKind) >= 1, "site_kind", "min_length")
        check(points(siteKind) <= 32, "site_kind", "max_length")
        check(PATTERNS[2].containsMatchIn(siteKind), "site_kind", "pattern")
        organisation?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "organisation", "pattern")
        }
        building?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "building", "pattern")
        }
        grid?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "grid", "pattern")
        }
        point?.let { v0 ->
            below("point", v0)
        }
        check(points(address) <= 200, "address", "max_length")
        check(PATTERNS[1].containsMatchIn(address), "address", "pattern")
        check(points(fireClass) >= 1, "fire_class", "min_length")
        check(points(fireClass) <= 32, "fire_class", "max_length")
        check(PATTERNS[2].containsMatchIn(fireClass), "fire_class", "pattern")
        orderClass?.let { v0 ->
            check(points(v0) >= 1, "order_class", "min_length")
            check(points(v0) <= 32, "order_class", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "order_class", "pattern")
        }
        check(areaM2 >= 0.0, "area_m2", "ge")
        check(areaM2 <= 1000000.0, "area_m2", "le")
        check(people >= 0, "people", "ge")
        check(people <= 2147483647, "people", "le")
        check(points(safetyOfficer) <= 200, "safety_officer", "max_length")
        check(PATTERNS[1].containsMatchIn(safetyOfficer), "safety_officer", "pattern")
        safetyPhone?.let { v0 ->
            check(PATTERNS[3].containsMatchIn(v0), "safety_phone", "pattern")
        }
    }
}

/**
 * Take rows of a rezoning to the grid where they lie now: whole roots with their children. The server's alone.
 * Of `unfinished` buildings some dwellings have still to go: both grids see them meanwhile.
 */
@Serializable
@SerialName("rehome")
data class Rehome(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val to: String,
    val buildings: List<String> = emptyList(),
    val unfinished: List<String> = emptyList(),
    val rows: List<HomeRow> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(to), "to", "pattern")
        check(buildings.size <= 2000, "buildings", "max_length")
        buildings.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "buildings", "pattern")
        }
        check(unfinished.size <= 2000, "unfinished", "max_length")
        unfinished.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "unfinished", "pattern")
        }
        check(rows.size <= 20000, "rows", "max_length")
        rows.forEach { v0 ->
            below("rows", v0)
        }
    }
}

/** Somebody looked again. What failed gets the next notice at once, of `days`, and the next round begins. */
@Serializable
@SerialName("reinspect_danger")
data class ReinspectDanger(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: DangerState? = null,
    val round: Long = 0,
    val words: String = "",
    val result: ReinspectionResult,
    val days: Long? = null,
    @SerialName("handed_to") val handedTo: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in DangerState.known, "saw", "unknown_word")
        }
        check(round >= 0, "round", "ge")
        check(round <= 10000, "round", "le")
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
        check(result in ReinspectionResult.known, "result", "unknown_word")
        days?.let { v0 ->
            check(v0 >= 1, "days", "ge")
            check(v0 <= 365, "days", "le")
        }
        check(points(handedTo) <= 200, "handed_to", "max_length")
        check(PATTERNS[1].containsMatchIn(handedTo), "handed_to", "pattern")
    }
}

/** Bind the install `entity` to a user who showed the certificate of `former`. The server's alone. */
@Serializable
@SerialName("rejoin_install")
data class RejoinInstall(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val user: String,
    @SerialName("secret_hash") val secretHash: String,
    val former: String,
    val platform: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(user), "user", "pattern")
        check(PATTERNS[5].containsMatchIn(secretHash), "secret_hash", "pattern")
        check(PATTERNS[0].containsMatchIn(former), "former", "pattern")
        check(points(platform) <= 64, "platform", "max_length")
        check(PATTERNS[1].containsMatchIn(platform), "platform", "pattern")
    }
}

/**
 * `POST /v1/rejoin`: a phone whose install the server has lost in a restore, or found cloned, joins without a
 * code. It shows the certificate of its enrolment and the secret that belongs to it. `install` and `secret_hash`
 * are those to be from now on: its own again after a restore, new ones after a `rekey`.
 */
@Serializable
data class RejoinRequest(
    val certificate: String,
    val secret: String,
    val install: String,
    @SerialName("secret_hash") val secretHash: String,
    val platform: String = "",
    @SerialName("public_key") val publicKey: String = "",
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(certificate) >= 1, "certificate", "min_length")
        check(points(certificate) <= 600, "certificate", "max_length")
        check(points(secret) >= 1, "secret", "min_length")
        check(points(secret) <= 200, "secret", "max_length")
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(PATTERNS[5].containsMatchIn(secretHash), "secret_hash", "pattern")
        check(points(platform) <= 64, "platform", "max_length")
        check(PATTERNS[1].containsMatchIn(platform), "platform", "pattern")
        check(PATTERNS[17].containsMatchIn(publicKey), "public_key", "pattern")
    }
}

/** Use a token no more. `gone_since` is since when its provider knows it no more: a later registration stands. */
@Serializable
@SerialName("remove_push_token")
data class RemovePushToken(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val why: TokenEnd,
    @SerialName("gone_since") val goneSince: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(why in TokenEnd.known, "why", "unknown_word")
    }
}

/** The digest of the rows that were removed. */
@Serializable
data class Removed(
    val count: Long,
    @SerialName("sum_a") val sumA: String,
    @SerialName("sum_b") val sumB: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(count >= 0, "count", "ge")
        check(count <= 2147483648, "count", "le")
        check(PATTERNS[25].containsMatchIn(sumA), "sum_a", "pattern")
        check(PATTERNS[25].containsMatchIn(sumB), "sum_b", "pattern")
    }
}

/**
 * The week that is open in a grid: how many items it found, and how many it took over still open. How many are
 * done is `found + carried` less the items that the phone holds.
 */
@Serializable
@SerialName("renewal_cycle")
data class RenewalCycleRecord(
    val id: String,
    val grid: String,
    val week: String,
    @SerialName("opened_at") val openedAt: Instant,
    /** Policy machine. */
    val found: Long = 0,
    val carried: Long = 0,
) : AnyRecord

/**
 * An item that waits for its answer; one that was answered, or lapsed, leaves the phones. `week` is the Monday
 * of the cycle that found it.
 */
@Serializable
@SerialName("renewal_item")
data class RenewalItemRecord(
    val id: String,
    val cycle: String,
    val week: String,
    val source: String,
    @SerialName("target_kind") val targetKind: RenewalTarget,
    val target: String,
    val dwelling: String,
    val household: String? = null,
    /** Policy machine. */
    val state: RenewalState = RenewalState("pending"),
) : AnyRecord

/** What a rented house's record may be changed in. */
@Serializable
data class RentedHouseEdits(
    @SerialName("house_no") val houseNo: Edit<String>? = null,
    val purpose: Edit<String>? = null,
    @SerialName("lease_no") val leaseNo: Edit<String>? = null,
    @SerialName("lessor_type") val lessorType: Edit<String>? = null,
    @SerialName("owner_name") val ownerName: Edit<String>? = null,
    @SerialName("owner_phone") val ownerPhone: Edit<String>? = null,
    @SerialName("danger_type") val dangerType: Edit<String>? = null,
    @SerialName("danger_level") val dangerLevel: Edit<String>? = null,
    @SerialName("management_class") val managementClass: Edit<String>? = null,
    val note: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        houseNo?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "house_no", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "house_no", "pattern")
            }
        }
        purpose?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "purpose", "min_length")
                check(points(v1) <= 32, "purpose", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "purpose", "pattern")
            }
        }
        leaseNo?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "lease_no", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "lease_no", "pattern")
            }
        }
        lessorType?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "lessor_type", "min_length")
                check(points(v1) <= 32, "lessor_type", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "lessor_type", "pattern")
            }
        }
        ownerName?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "owner_name", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "owner_name", "pattern")
            }
        }
        ownerPhone?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[3].containsMatchIn(v1), "owner_phone", "pattern")
            }
        }
        dangerType?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "danger_type", "min_length")
                check(points(v1) <= 32, "danger_type", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "danger_type", "pattern")
            }
        }
        dangerLevel?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "danger_level", "min_length")
                check(points(v1) <= 32, "danger_level", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "danger_level", "pattern")
            }
        }
        managementClass?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "management_class", "min_length")
                check(points(v1) <= 32, "management_class", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "management_class", "pattern")
            }
        }
        note?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "note", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "note", "pattern")
            }
        }
    }
}

/** A rented house as phones of its grid hold it: the owner's identity number masked. */
@Serializable
@SerialName("rented_house")
data class RentedHouseRecord(
    val id: String,
    val dwelling: String,
    /** Policy review. */
    @SerialName("house_no") val houseNo: String = "",
    /** Policy review. */
    val purpose: String = "living",
    /** Policy review. */
    @SerialName("lease_no") val leaseNo: String = "",
    /** Policy review. */
    @SerialName("lessor_type") val lessorType: String = "person",
    /** Policy review. */
    @SerialName("owner_name") val ownerName: String = "",
    /** Policy review. */
    @SerialName("owner_phone") val ownerPhone: String? = null,
    @SerialName("owner_id_masked") val ownerIdMasked: String? = null,
    /** Policy review. */
    @SerialName("danger_type") val dangerType: String? = null,
    /** Policy review. */
    @SerialName("danger_level") val dangerLevel: String? = null,
    /** Policy review. */
    @SerialName("management_class") val managementClass: String = "green",
    /** Policy lww. */
    val note: String? = null,
    /** Policy machine. */
    val life: Life = Life("active"),
) : AnyRecord

/** A closed case begins a new round, once: a supervisor's order, or the citizen's within seven days. */
@Serializable
@SerialName("reopen_case")
data class ReopenCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** It is to be decided after all: the pair is in the queue again. */
@Serializable
@SerialName("reopen_pair")
data class ReopenPair(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val other: String,
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(other), "other", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** Closed premises are of use again. Tenancies that ended stay ended. */
@Serializable
@SerialName("reopen_premises")
data class ReopenPremises(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val premises: Premises,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(premises in Premises.known, "premises", "unknown_word")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** The answer that goes back to the hotline (回复). */
@Serializable
@SerialName("reply_order")
data class ReplyOrder(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val words: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(words) >= 1, "words", "min_length")
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
    }
}

/**
 * The server's own word of how far an import is, in the commit of what it did. `part` is a part of its rows,
 * from 1, and `through` its last row. `taken_back` says that all parts from this one on are undone; `kept` are
 * commands of it whose rows others have changed since. `ends` says that it was the last.
 */
@Serializable
@SerialName("report_import")
data class ReportImport(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val part: Long,
    val through: Long,
    val outcomes: List<RowOutcome> = emptyList(),
    @SerialName("taken_back") val takenBack: Boolean = false,
    val kept: Long = 0,
    val parts: Long = 0,
    val ends: Boolean = false,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(part >= 0, "part", "ge")
        check(part <= 2147483647, "part", "le")
        check(through >= 0, "through", "ge")
        check(through <= 2147483647, "through", "le")
        check(outcomes.size <= 2000, "outcomes", "max_length")
        check(kept >= 0, "kept", "ge")
        check(kept <= 2147483647, "kept", "le")
        check(parts >= 0, "parts", "ge")
        check(parts <= 2147483647, "parts", "le")
    }
}

/** Report a matter: a case begins. The class may still be corrected at filing; a place or an address is needed. */
@Serializable
@SerialName("report_matter")
data class ReportMatter(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val title: String,
    val description: String = "",
    @SerialName("class_code") val classCode: String? = null,
    val point: Point? = null,
    val address: String = "",
    @SerialName("claimed_grid") val claimedGrid: String? = null,
    val urgent: Boolean = false,
    val photos: Long = 0,
    val source: CaseSource = CaseSource("worker"),
    val component: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(title) <= 200, "title", "max_length")
        check(PATTERNS[1].containsMatchIn(title), "title", "pattern")
        check(points(description) <= 4000, "description", "max_length")
        check(PATTERNS[1].containsMatchIn(description), "description", "pattern")
        classCode?.let { v0 ->
            check(points(v0) >= 1, "class_code", "min_length")
            check(points(v0) <= 64, "class_code", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "class_code", "pattern")
        }
        point?.let { v0 ->
            below("point", v0)
        }
        check(points(address) <= 200, "address", "max_length")
        check(PATTERNS[1].containsMatchIn(address), "address", "pattern")
        claimedGrid?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "claimed_grid", "pattern")
        }
        check(photos >= 0, "photos", "ge")
        check(photos <= 20, "photos", "le")
        check(source in CaseSource.known, "source", "unknown_word")
        component?.let { v0 ->
            check(points(v0) >= 1, "component", "min_length")
            check(points(v0) <= 64, "component", "max_length")
            check(PATTERNS[6].containsMatchIn(v0), "component", "pattern")
        }
    }
}

/**
 * Where a worker was in a grid in a day of Asia/Shanghai, made on the phone, which forgets the positions. Told
 * again, the longer stay of each cell counts and the longer whole: nothing is told twice, in whatever order.
 */
@Serializable
@SerialName("report_patrol")
data class ReportPatrol(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grid: String,
    @SerialName("on_day") val onDay: String,
    val minutes: Long,
    val cells: List<CellDwell> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        check(PATTERNS[7].containsMatchIn(onDay), "on_day", "pattern")
        check(minutes >= 0, "minutes", "ge")
        check(minutes <= 1440, "minutes", "le")
        check(cells.size <= 500, "cells", "max_length")
        cells.forEach { v0 ->
            below("cells", v0)
        }
    }
}

/** What channels confirm, told by the server itself: somebody of these homes of a grid has the warning. */
@Serializable
@SerialName("report_reached")
data class ReportReached(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grid: String,
    val channel: ReachChannel,
    val dwellings: List<String>,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        check(channel in ReachChannel.known, "channel", "unknown_word")
        check(dwellings.size >= 1, "dwellings", "min_length")
        check(dwellings.size <= 1000, "dwellings", "max_length")
        dwellings.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "dwellings", "pattern")
        }
    }
}

/** More time: one original limit beyond the present deadline (延期). */
@Serializable
@SerialName("request_extension")
data class RequestExtension(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val request: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(request), "request", "pattern")
    }
}

/** A supervisor wants it closed as it is (强制结案); another supervisor must agree. */
@Serializable
@SerialName("request_forced_close")
data class RequestForcedClose(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val request: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(request), "request", "pattern")
    }
}

/** The case is to rest, its clock with it, until the end of a day (挂账). */
@Serializable
@SerialName("request_suspension")
data class RequestSuspension(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val request: String,
    @SerialName("until_on") val untilOn: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(request), "request", "pattern")
        check(PATTERNS[7].containsMatchIn(untilOn), "until_on", "pattern")
    }
}

/** The case should never have been one (作废). */
@Serializable
@SerialName("request_void")
data class RequestVoid(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val request: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(request), "request", "pattern")
    }
}

/** What a stay's record may be changed in. */
@Serializable
data class ResidencyEdits(
    @SerialName("residency_kind") val residencyKind: Edit<ResidencyKind>? = null,
    val relation: Edit<String>? = null,
    @SerialName("inflow_reason") val inflowReason: Edit<String>? = null,
    @SerialName("cert_until") val certUntil: Edit<String>? = null,
    @SerialName("hukou_consistent") val hukouConsistent: Edit<Boolean>? = null,
    @SerialName("housing_kind") val housingKind: Edit<String>? = null,
    @SerialName("cert_type") val certType: Edit<String>? = null,
    @SerialName("cert_on") val certOn: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        residencyKind?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 in ResidencyKind.known, "residency_kind", "unknown_word")
            }
        }
        relation?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "relation", "min_length")
                check(points(v1) <= 32, "relation", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "relation", "pattern")
            }
        }
        inflowReason?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "inflow_reason", "min_length")
                check(points(v1) <= 32, "inflow_reason", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "inflow_reason", "pattern")
            }
        }
        certUntil?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[7].containsMatchIn(v1), "cert_until", "pattern")
            }
        }
        housingKind?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "housing_kind", "min_length")
                check(points(v1) <= 32, "housing_kind", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "housing_kind", "pattern")
            }
        }
        certType?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "cert_type", "min_length")
                check(points(v1) <= 32, "cert_type", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "cert_type", "pattern")
            }
        }
        certOn?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[7].containsMatchIn(v1), "cert_on", "pattern")
            }
        }
    }
}

/** A stay as phones hold it. */
@Serializable
@SerialName("residency")
data class ResidencyRecord(
    val id: String,
    val person: String,
    val dwelling: String,
    val household: String?,
    /** Policy review. */
    @SerialName("residency_kind") val residencyKind: ResidencyKind,
    /** Policy machine. */
    val status: ResidencyStatus,
    /** Policy review. */
    val relation: String = "99",
    /** Policy review. */
    @SerialName("hukou_consistent") val hukouConsistent: Boolean = true,
    /** Policy lww. */
    @SerialName("inflow_reason") val inflowReason: String? = null,
    @SerialName("inflow_on") val inflowOn: String? = null,
    val origin: String? = null,
    /** Policy review. */
    @SerialName("cert_until") val certUntil: String? = null,
    @SerialName("from_on") val fromOn: String? = null,
    /** Policy machine. */
    @SerialName("until_on") val untilOn: String? = null,
    /** Policy lww. */
    @SerialName("housing_kind") val housingKind: String? = null,
    /** Policy lww. */
    @SerialName("cert_type") val certType: String? = null,
    @SerialName("cert_masked") val certMasked: String? = null,
    /** Policy lww. */
    @SerialName("cert_on") val certOn: String? = null,
    /** Policy machine. */
    @SerialName("verified_at") val verifiedAt: Instant? = null,
    /** Policy machine. */
    @SerialName("verified_by") val verifiedBy: String? = null,
    /** Policy machine. */
    @SerialName("verify_due") val verifyDue: String? = null,
) : AnyRecord

/**
 * Which line of the responsibility table: some matters, in an area; `area` is an organisation or a grid, and
 * without one the whole district.
 */
@Serializable
data class ResponsibilityKey(
    val matters: String = "",
    val area: String? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(matters) <= 68, "matters", "max_length")
        check(PATTERNS[26].containsMatchIn(matters), "matters", "pattern")
        area?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "area", "pattern")
        }
    }
}

/** Which organisation leads in these matters there, and which assist it. */
@Serializable
data class ResponsibilityShape(
    val matters: String = "",
    val area: String? = null,
    val lead: String,
    val assist: List<String> = emptyList(),
    val note: String = "",
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(matters) <= 68, "matters", "max_length")
        check(PATTERNS[26].containsMatchIn(matters), "matters", "pattern")
        area?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "area", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(lead), "lead", "pattern")
        check(assist.size <= 20, "assist", "max_length")
        assist.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "assist", "pattern")
        }
        check(points(note) <= 200, "note", "max_length")
        check(PATTERNS[1].containsMatchIn(note), "note", "pattern")
    }
}

/** A retired component is in use after all. */
@Serializable
@SerialName("restore_component")
data class RestoreComponent(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** A retired record is of use again. */
@Serializable
@SerialName("restore_record")
data class RestoreRecord(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val register: Register,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(register in Register.known, "register", "unknown_word")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** A suspended case goes on: by the dispatcher, or by the clock at the end of the chosen day (恢复). */
@Serializable
@SerialName("resume_case")
data class ResumeCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** A component is taken out of use. Its row stays, for the cases that point at it; its identifier stays taken. */
@Serializable
@SerialName("retire_component")
data class RetireComponent(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** Take a grid out of force; `entity` is the grid. */
@Serializable
@SerialName("retire_grid")
data class RetireGrid(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** A record of the register is of use no more: demolished, dissolved, moved away, dead. It is no deletion. */
@Serializable
@SerialName("retire_record")
data class RetireRecord(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val register: Register,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(register in Register.known, "register", "unknown_word")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** It cannot be done here; why. */
@Serializable
@SerialName("return_task")
data class ReturnTask(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** The dispatcher sends it back to the acceptor; with a reason. */
@Serializable
@SerialName("return_to_acceptor")
data class ReturnToAcceptor(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** The handler gives it back before finishing; with a reason. */
@Serializable
@SerialName("return_to_department")
data class ReturnToDepartment(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * The department says that it is not theirs (回退). Where the district wants it, the dispatcher approves first:
 * then `request` is the id of what they decide.
 */
@Serializable
@SerialName("return_to_dispatcher")
data class ReturnToDispatcher(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val request: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(request), "request", "pattern")
    }
}

/** Whoever's turn it is approves a request, or declines it with a reason. */
@Serializable
@SerialName("review_request")
data class ReviewRequest(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val request: String,
    val approved: Boolean,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(request), "request", "pattern")
    }
}

/** A second person looks at what was issued at once. An objection is on record; it cancels nothing. */
@Serializable
@SerialName("review_warning")
data class ReviewWarning(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val outcome: ReviewOutcome,
    val words: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(outcome in ReviewOutcome.known, "outcome", "unknown_word")
        check(points(words) <= 200, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
    }
}

/** The department takes the case back from its handler before they finish; with a reason. */
@Serializable
@SerialName("revoke_assignment")
data class RevokeAssignment(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** Shut a phone out at once; `entity` is the install. What rejoined with its certificate is shut out with it. */
@Serializable
@SerialName("revoke_install")
data class RevokeInstall(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** The server's own: a partner's key is good no more. */
@Serializable
@SerialName("revoke_partner")
data class RevokePartner(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** Not good enough (返工): the same department does it again, in a new round; with a reason. */
@Serializable
@SerialName("rework_department")
data class ReworkDepartment(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** The department sends it back to the handler: not good enough. */
@Serializable
@SerialName("rework_handling")
data class ReworkHandling(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** Somebody is on duty on some grids from one instant to another; `entity` is the id of this duty. */
@Serializable
@SerialName("roster_duty")
data class RosterDuty(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val user: String,
    val grids: List<String>,
    @SerialName("from_at") val fromAt: Instant,
    @SerialName("until_at") val untilAt: Instant,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(user), "user", "pattern")
        check(grids.size >= 1, "grids", "min_length")
        check(grids.size <= 50, "grids", "max_length")
        grids.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "grids", "pattern")
        }
    }
}

/** A row of the feed: `op` is PUT, EXIT, ERASE or SAME; `record` is an encoded record, or an encoded null. */
@Serializable(with = RowSerializer::class)
data class Row(
    val scope: Long,
    val kind: Long,
    val id: String,
    val op: Long,
    val version: Long,
    val record: JsonElement,
)

object RowSerializer : KSerializer<Row> {
    override val descriptor: SerialDescriptor = JsonArray.serializer().descriptor

    override fun serialize(encoder: Encoder, value: Row) {
        encoder as JsonEncoder
        encoder.encodeJsonElement(JsonArray(listOf(encoder.json.encodeToJsonElement(value.scope), encoder.json.encodeToJsonElement(value.kind), encoder.json.encodeToJsonElement(value.id), encoder.json.encodeToJsonElement(value.op), encoder.json.encodeToJsonElement(value.version), encoder.json.encodeToJsonElement(value.record))))
    }

    override fun deserialize(decoder: Decoder): Row {
        decoder as JsonDecoder
        val all = decoder.decodeJsonElement().jsonArray
        return Row(decoder.json.decodeFromJsonElement(all[0]), decoder.json.decodeFromJsonElement(all[1]), decoder.json.decodeFromJsonElement(all[2]), decoder.json.decodeFromJsonElement(all[3]), decoder.json.decodeFromJsonElement(all[4]), decoder.json.decodeFromJsonElement(all[5]))
    }
}

/** Who a row that was asked about is: a person of the register, or (None) somebody new. */
@Serializable
data class RowAnswer(
    val row: Long,
    val person: String? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(row >= 1, "row", "ge")
        check(row <= 2000000, "row", "le")
        person?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "person", "pattern")
        }
    }
}

/** What became of a row: why, at which field, and which fields changed. It repeats nothing that the file says. */
@Serializable(with = RowOutcomeSerializer::class)
data class RowOutcome(
    val row: Long,
    val fate: Fate,
    val reason: RowReason? = null,
    val field: String = "",
    val changed: List<String> = emptyList(),
    val people: List<String> = emptyList(),
)

object RowOutcomeSerializer : KSerializer<RowOutcome> {
    override val descriptor: SerialDescriptor = JsonArray.serializer().descriptor

    override fun serialize(encoder: Encoder, value: RowOutcome) {
        encoder as JsonEncoder
        encoder.encodeJsonElement(JsonArray(listOf(encoder.json.encodeToJsonElement(value.row), encoder.json.encodeToJsonElement(value.fate), encoder.json.encodeToJsonElement(value.reason), encoder.json.encodeToJsonElement(value.field), encoder.json.encodeToJsonElement(value.changed), encoder.json.encodeToJsonElement(value.people))))
    }

    override fun deserialize(decoder: Decoder): RowOutcome {
        decoder as JsonDecoder
        val all = decoder.decodeJsonElement().jsonArray
        return RowOutcome(decoder.json.decodeFromJsonElement(all[0]), decoder.json.decodeFromJsonElement(all[1]), all.getOrNull(2)?.let { decoder.json.decodeFromJsonElement(it) } ?: null, all.getOrNull(3)?.let { decoder.json.decodeFromJsonElement(it) } ?: "", all.getOrNull(4)?.let { decoder.json.decodeFromJsonElement(it) } ?: emptyList(), all.getOrNull(5)?.let { decoder.json.decodeFromJsonElement(it) } ?: emptyList())
    }
}

/** Let it go on: rows are compared with the register and brought in, some hundred a commit. */
@Serializable
@SerialName("run_import")
data class RunImport(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val answers: List<RowAnswer> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(answers.size <= 5000, "answers", "max_length")
        answers.forEach { v0 ->
            below("answers", v0)
        }
    }
}

/**
 * A class scheme: its key, whose edition of what it is, and how many digits its minors have. With `valid_until`
 * the whole scheme ends then: all its classes and conditions are retired.
 */
@Serializable
data class SchemeShape(
    val scheme: String,
    val name: String,
    @SerialName("name_en") val nameEn: String = "",
    val edition: String = "",
    @SerialName("minor_digits") val minorDigits: Long = 2,
    @SerialName("valid_from") val validFrom: Instant? = null,
    @SerialName("valid_until") val validUntil: Instant? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(scheme) >= 1, "scheme", "min_length")
        check(points(scheme) <= 15, "scheme", "max_length")
        check(PATTERNS[11].containsMatchIn(scheme), "scheme", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(points(nameEn) <= 200, "name_en", "max_length")
        check(PATTERNS[1].containsMatchIn(nameEn), "name_en", "pattern")
        check(points(edition) <= 64, "edition", "max_length")
        check(PATTERNS[1].containsMatchIn(edition), "edition", "pattern")
        check(minorDigits >= 2, "minor_digits", "ge")
        check(minorDigits <= 3, "minor_digits", "le")
    }
}

/**
 * A scope that the phone is to boot: `kind` grid, sensitive, self, case or dist; `ref` what it is the scope of.
 * One that is `too_big` for a phone (more than MOST_SCOPE_ROWS) is named with the `size_bytes` of its records,
 * and not booted: its office divides it.
 */
@Serializable
data class ScopeInfo(
    val id: Long,
    val kind: String,
    val ref: String,
    val label: String,
    val count: Long,
    @SerialName("size_bytes") val sizeBytes: Long = 0,
    @SerialName("too_big") val tooBig: Boolean = false,
)

/** The street scores how a department took part. */
@Serializable
@SerialName("score_whistle")
data class ScoreWhistle(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val whistle: String,
    val department: String,
    val score: Long,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(whistle), "whistle", "pattern")
        check(PATTERNS[0].containsMatchIn(department), "department", "pattern")
        check(score >= 0, "score", "ge")
        check(score <= 100, "score", "le")
    }
}

/** The highest stamp that a phone has, sent back with every request. */
@Serializable
data class Seen(
    val epoch: String,
    val pos: Long,
    val tag: String,
    val mac: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(epoch) <= 64, "epoch", "max_length")
        check(pos >= 0, "pos", "ge")
        check(pos <= 9007199254740992, "pos", "le")
        check(points(tag) <= 64, "tag", "max_length")
        check(points(mac) <= 128, "mac", "max_length")
    }
}

/** The worker put it right on the spot (自行处置); photos before and after are attached first. */
@Serializable
@SerialName("self_handle")
data class SelfHandle(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** The acceptor sends somebody who did not handle it to look (核查). */
@Serializable
@SerialName("send_check")
data class SendCheck(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val checker: String,
    val told: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(checker), "checker", "pattern")
        check(points(told) <= 4000, "told", "max_length")
        check(PATTERNS[1].containsMatchIn(told), "told", "pattern")
    }
}

/** The acceptor sends somebody to look before the case is filed (核实); `told` is what to look for. */
@Serializable
@SerialName("send_verify")
data class SendVerify(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val checker: String,
    val told: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(checker), "checker", "pattern")
        check(points(told) <= 4000, "told", "max_length")
        check(PATTERNS[1].containsMatchIn(told), "told", "pattern")
    }
}

/** What a service tag may be changed in; each field tells what was seen and what is meant now. */
@Serializable
data class ServiceTagEdits(
    @SerialName("care_level") val careLevel: Edit<String>? = null,
    @SerialName("until_on") val untilOn: Edit<String>? = null,
    val basis: Edit<String>? = null,
    val note: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        careLevel?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "care_level", "min_length")
                check(points(v1) <= 32, "care_level", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "care_level", "pattern")
            }
        }
        untilOn?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[7].containsMatchIn(v1), "until_on", "pattern")
            }
        }
        basis?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "basis", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "basis", "pattern")
            }
        }
        note?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "note", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "note", "pattern")
            }
        }
    }
}

/** A service tag as the phones of those hold it who look after the person. */
@Serializable
@SerialName("service_tag")
data class ServiceTagRecord(
    val id: String,
    val person: String,
    @SerialName("tag_kind") val tagKind: String,
    /** Policy machine. */
    val status: ResidencyStatus,
    /** Policy review. */
    @SerialName("care_level") val careLevel: String = "general",
    @SerialName("from_on") val fromOn: String? = null,
    /** Policy review. */
    @SerialName("until_on") val untilOn: String? = null,
    /** Policy review. */
    val basis: String = "",
    /** Policy lww. */
    val note: String? = null,
) : AnyRecord

/**
 * The district's calendar from now on, whole; `entity` is the id of this edition. Clocks that run follow it.
 * `base` is the version that its author saw: 0 before the first.
 */
@Serializable
@SerialName("set_calendar")
data class SetCalendar(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val calendar: CalendarShape,
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        below("calendar", calendar)
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** How this district runs its cases; `entity` is the id of this edition. What is not named stays as it is. */
@Serializable
@SerialName("set_case_switches")
data class SetCaseSwitches(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    @SerialName("shift_leader") val shiftLeader: Boolean? = null,
    @SerialName("return_needs_approval") val returnNeedsApproval: Boolean? = null,
    @SerialName("accept_pauses_in_verify") val acceptPausesInVerify: Boolean? = null,
    @SerialName("return_restarts_accept") val returnRestartsAccept: Boolean? = null,
    @SerialName("may_appeal_again") val mayAppealAgain: Boolean? = null,
    @SerialName("rework_renews_limit") val reworkRenewsLimit: Boolean? = null,
    @SerialName("yellow_card_at_150") val yellowCardAt150: Boolean? = null,
    @SerialName("reports_skip_acceptor") val reportsSkipAcceptor: Boolean? = null,
    @SerialName("accept_minutes") val acceptMinutes: Long? = null,
    @SerialName("dispatch_minutes") val dispatchMinutes: Long? = null,
    @SerialName("task_minutes") val taskMinutes: Long? = null,
    @SerialName("level_minutes") val levelMinutes: Long? = null,
    @SerialName("emergency_join_minutes") val emergencyJoinMinutes: Long? = null,
    @SerialName("daily_join_minutes") val dailyJoinMinutes: Long? = null,
    @SerialName("key_join_minutes") val keyJoinMinutes: Long? = null,
    @SerialName("normal_points") val normalPoints: Long? = null,
    @SerialName("yellow_points") val yellowPoints: Long? = null,
    @SerialName("red_points") val redPoints: Long? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        acceptMinutes?.let { v0 ->
            check(v0 >= 1, "accept_minutes", "ge")
            check(v0 <= 100000, "accept_minutes", "le")
        }
        dispatchMinutes?.let { v0 ->
            check(v0 >= 1, "dispatch_minutes", "ge")
            check(v0 <= 100000, "dispatch_minutes", "le")
        }
        taskMinutes?.let { v0 ->
            check(v0 >= 1, "task_minutes", "ge")
            check(v0 <= 100000, "task_minutes", "le")
        }
        levelMinutes?.let { v0 ->
            check(v0 >= 1, "level_minutes", "ge")
            check(v0 <= 100000, "level_minutes", "le")
        }
        emergencyJoinMinutes?.let { v0 ->
            check(v0 >= 1, "emergency_join_minutes", "ge")
            check(v0 <= 100000, "emergency_join_minutes", "le")
        }
        dailyJoinMinutes?.let { v0 ->
            check(v0 >= 1, "daily_join_minutes", "ge")
            check(v0 <= 100000, "daily_join_minutes", "le")
        }
        keyJoinMinutes?.let { v0 ->
            check(v0 >= 1, "key_join_minutes", "ge")
            check(v0 <= 100000, "key_join_minutes", "le")
        }
        normalPoints?.let { v0 ->
            check(v0 >= 0, "normal_points", "ge")
            check(v0 <= 1000, "normal_points", "le")
        }
        yellowPoints?.let { v0 ->
            check(v0 >= 0, "yellow_points", "ge")
            check(v0 <= 1000, "yellow_points", "le")
        }
        redPoints?.let { v0 ->
            check(v0 >= 0, "red_points", "ge")
            check(v0 <= 1000, "red_points", "le")
        }
    }
}

/** The case is a matter left from long ago, or is not after all (历史遗留). */
@Serializable
@SerialName("set_historic")
data class SetHistoric(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val historic: Boolean,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/** What this district's departments enforce together, from now on; `entity` is the id of this edition. */
@Serializable
@SerialName("set_joint_matters")
data class SetJointMatters(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val matters: List<JointMatter>,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(matters.size >= 1, "matters", "min_length")
        check(matters.size <= 200, "matters", "max_length")
        matters.forEach { v0 ->
            below("matters", v0)
        }
    }
}

/** Who hears of a clock from now on; `entity` is the id of this edition. */
@Serializable
@SerialName("set_ladder")
data class SetLadder(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val rungs: List<LadderRung>,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(rungs.size >= 1, "rungs", "min_length")
        check(rungs.size <= 10, "rungs", "max_length")
        rungs.forEach { v0 ->
            below("rungs", v0)
        }
    }
}

/** In which language somebody is told, and when they are not disturbed; `entity` is their `notice_ways_id`. */
@Serializable
@SerialName("set_notice_ways")
data class SetNoticeWays(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val language: NoticeLanguage,
    val quiet: QuietHours? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(language in NoticeLanguage.known, "language", "unknown_word")
        quiet?.let { v0 ->
            below("quiet", v0)
        }
    }
}

/**
 * How a district keeps its register; what is not named stays. `collects` are all of the optional facts it wants.
 * `reveals_a_day` is how many sealed values one person may have shown to them in a day.
 */
@Serializable
@SerialName("set_register")
data class SetRegister(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val collects: List<OptionalFact>? = null,
    @SerialName("reveals_a_day") val revealsADay: Long? = null,
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        collects?.let { v0 ->
            check(v0.size <= 5, "collects", "max_length")
            v0.forEach { v1 ->
                check(v1 in OptionalFact.known, "collects", "unknown_word")
            }
        }
        revealsADay?.let { v0 ->
            check(v0 >= 0, "reveals_a_day", "ge")
            check(v0 <= 10000, "reveals_a_day", "le")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** The case is urgent, or is not any more (加急). */
@Serializable
@SerialName("set_urgency")
data class SetUrgency(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val urgent: Boolean,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * Decide a conflict: `entity` is the conflict, `root` the conflict's root. `was` is what the field in dispute
 * showed when the person decided, and `base` the version of its row then: what somebody else wrote since is not
 * overwritten. `value` is for `edit`, `reason` for `dismiss`.
 */
@Serializable
@SerialName("settle_conflict")
data class SettleConflict(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val choice: Choice,
    val was: JsonElement? = null,
    val value: JsonElement? = null,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(choice in Choice.known, "choice", "unknown_word")
        check(points(reason) <= 4000, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** Somebody here has it now (签收). */
@Serializable
@SerialName("sign_order")
data class SignOrder(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** A worker takes it on. */
@Serializable
@SerialName("sign_task")
data class SignTask(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** An `Outbox` in MessagePack, and the phone's signature (Ed25519) over `hexward|v1|outbox|`, file id and it. */
@Serializable
data class SignedOutbox(
    val outbox: Base64Bytes,
    val signature: Base64Bytes,
) : Checked {
    override fun faults(): List<Fault> = emptyList()
}

/** What a site's record may be changed in. */
@Serializable
data class SiteEdits(
    val name: Edit<String>? = null,
    @SerialName("site_kind") val siteKind: Edit<String>? = null,
    val organisation: Edit<String>? = null,
    val address: Edit<String>? = null,
    @SerialName("fire_class") val fireClass: Edit<String>? = null,
    @SerialName("order_class") val orderClass: Edit<String>? = null,
    @SerialName("under_residential") val underResidential: Edit<Boolean>? = null,
    @SerialName("area_m2") val areaM2: Edit<Double>? = null,
    val people: Edit<Long>? = null,
    @SerialName("safety_officer") val safetyOfficer: Edit<String>? = null,
    @SerialName("safety_phone") val safetyPhone: Edit<String>? = null,
    val note: Edit<String>? = null,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        name?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "name", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "name", "pattern")
            }
        }
        siteKind?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "site_kind", "min_length")
                check(points(v1) <= 32, "site_kind", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "site_kind", "pattern")
            }
        }
        organisation?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[0].containsMatchIn(v1), "organisation", "pattern")
            }
        }
        address?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "address", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "address", "pattern")
            }
        }
        fireClass?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "fire_class", "min_length")
                check(points(v1) <= 32, "fire_class", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "fire_class", "pattern")
            }
        }
        orderClass?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) >= 1, "order_class", "min_length")
                check(points(v1) <= 32, "order_class", "max_length")
                check(PATTERNS[2].containsMatchIn(v1), "order_class", "pattern")
            }
        }
        areaM2?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 >= 0.0, "area_m2", "ge")
                check(v1 <= 1000000.0, "area_m2", "le")
            }
        }
        people?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(v1 >= 0, "people", "ge")
                check(v1 <= 2147483647, "people", "le")
            }
        }
        safetyOfficer?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 200, "safety_officer", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "safety_officer", "pattern")
            }
        }
        safetyPhone?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(PATTERNS[3].containsMatchIn(v1), "safety_phone", "pattern")
            }
        }
        note?.let { v0 ->
            listOfNotNull(v0.was, v0.now).forEach { v1 ->
                check(points(v1) <= 4000, "note", "max_length")
                check(PATTERNS[1].containsMatchIn(v1), "note", "pattern")
            }
        }
    }
}

/** A site as phones of its grid hold it; its place is WGS-84. */
@Serializable
@SerialName("site")
data class SiteRecord(
    val id: String,
    val grid: String,
    /** Policy review. */
    val name: String,
    /** Policy review. */
    @SerialName("site_kind") val siteKind: String,
    /** Policy review. */
    val organisation: String? = null,
    val building: String? = null,
    val lon: Double? = null,
    val lat: Double? = null,
    /** Policy lww. */
    val address: String = "",
    /** Policy review. */
    @SerialName("fire_class") val fireClass: String = "general",
    /** Policy review. */
    @SerialName("order_class") val orderClass: String? = null,
    /** Policy review. */
    @SerialName("under_residential") val underResidential: Boolean = false,
    /** Policy lww. */
    @SerialName("area_m2") val areaM2: Double = 0.0,
    /** Policy lww. */
    val people: Long = 0,
    /** Policy review. */
    @SerialName("safety_officer") val safetyOfficer: String = "",
    /** Policy review. */
    @SerialName("safety_phone") val safetyPhone: String? = null,
    /** Policy lww. */
    val note: String? = null,
    /** Policy machine. */
    val life: Life = Life("active"),
) : AnyRecord

/**
 * Divide a grid into parts, in force from now on; `entity` is the rezoning. One part may keep the grid's id.
 * What lies in no part, or has no place, goes to `rest`. `preview` is the digest of the preview that was agreed
 * to.
 */
@Serializable
@SerialName("split_grid")
data class SplitGrid(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val grid: String,
    val datum: Datum,
    val parts: List<GridShape>,
    val rest: String,
    val workers: List<PartWorker> = emptyList(),
    val preview: String,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(grid), "grid", "pattern")
        check(datum in Datum.known, "datum", "unknown_word")
        check(parts.size >= 2, "parts", "min_length")
        check(parts.size <= 20, "parts", "max_length")
        parts.forEach { v0 ->
            below("parts", v0)
        }
        check(PATTERNS[0].containsMatchIn(rest), "rest", "pattern")
        check(workers.size <= 60, "workers", "max_length")
        workers.forEach { v0 ->
            below("workers", v0)
        }
        check(points(preview) <= 8000, "preview", "max_length")
        check(PATTERNS[19].containsMatchIn(preview), "preview", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/**
 * A signed witness of the head: `tag` names the journal's content at `pos`, `mac` is the server's alone to make.
 * `holds` is the position of the `seen` that came with the request: up to there this history is the phone's own.
 */
@Serializable
data class Stamp(
    val epoch: String,
    val pos: Long,
    val tag: String,
    val mac: String,
    val holds: Long? = null,
)

/** Open an office's session after a login: `entity` is its install, good until `until_at`. The server's alone. */
@Serializable
@SerialName("start_session")
data class StartSession(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val user: String,
    @SerialName("secret_hash") val secretHash: String,
    @SerialName("until_at") val untilAt: Instant,
    val platform: String = "browser",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(user), "user", "pattern")
        check(PATTERNS[5].containsMatchIn(secretHash), "secret_hash", "pattern")
        check(points(platform) <= 64, "platform", "max_length")
        check(PATTERNS[1].containsMatchIn(platform), "platform", "pattern")
    }
}

/** A stay and whose it is. */
@Serializable
data class StayRef(
    val residency: String,
    val person: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(residency), "residency", "pattern")
        check(PATTERNS[0].containsMatchIn(person), "person", "pattern")
    }
}

/** The checker tells what there is to see. */
@Serializable
@SerialName("submit_check")
data class SubmitCheck(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val result: CheckResult,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(result in CheckResult.known, "result", "unknown_word")
    }
}

/** Whoever was sent tells whether it is there: with a photo, or with words where none can be taken. */
@Serializable
@SerialName("submit_verify")
data class SubmitVerify(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val found: Boolean,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * A supervisor supervises the case (督办), or passes a leader's instruction on (领导批示); a reply may be due.
 * `entity` is the case, `supervision` becomes the id of what is replied to and cancelled.
 */
@Serializable
@SerialName("supervise_case")
data class SuperviseCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val supervision: String,
    val level: Supervision,
    @SerialName("reply_due_at") val replyDueAt: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(supervision), "supervision", "pattern")
        check(level in Supervision.known, "level", "unknown_word")
    }
}

/** What the citizen said when called back (回访); whoever replied does not call. */
@Serializable
@SerialName("survey_order")
data class SurveyOrder(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reached: Boolean,
    val solved: Boolean? = null,
    val satisfaction: Long? = null,
    val words: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        satisfaction?.let { v0 ->
            check(v0 >= 1, "satisfaction", "ge")
            check(v0 <= 5, "satisfaction", "le")
        }
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
    }
}

/**
 * One user leaves a grid and another takes it over at an instant; `entity` is the new assignment's id. `ends` is
 * the assignment that ends then. What was done before still counts for whoever did it. `preview` is the digest
 * of the preview that was agreed to, where there was one.
 */
@Serializable
@SerialName("swap_workers")
data class SwapWorkers(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val ends: String,
    val user: String,
    val post: Post = Post("grid_worker"),
    val at: Instant? = null,
    val preview: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(ends), "ends", "pattern")
        check(PATTERNS[0].containsMatchIn(user), "user", "pattern")
        check(post in Post.known, "post", "unknown_word")
        check(points(preview) <= 8000, "preview", "max_length")
        check(PATTERNS[19].containsMatchIn(preview), "preview", "pattern")
    }
}

/**
 * Take back what a command of an import made or changed, unless somebody else has changed it since. `version` is
 * the one that the import left. Without edits the row itself is taken back: it is emptied, on no phone and
 * claims no number. `within` is the dwelling of a household; `residency` the stay that a person came with.
 */
@Serializable
@SerialName("take_back")
data class TakeBack(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val register: Register? = null,
    val version: Long,
    val within: String? = null,
    val residency: String? = null,
    val person: PersonEdits? = null,
    val dwelling: DwellingEdits? = null,
    val household: HouseholdEdits? = null,
    val stay: ResidencyEdits? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        register?.let { v0 ->
            check(v0 in Register.known, "register", "unknown_word")
        }
        check(version >= 0, "version", "ge")
        check(version <= 9007199254740992, "version", "le")
        within?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "within", "pattern")
        }
        residency?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "residency", "pattern")
        }
        person?.let { v0 ->
            below("person", v0)
        }
        dwelling?.let { v0 ->
            below("dwelling", v0)
        }
        household?.let { v0 ->
            below("household", v0)
        }
        stay?.let { v0 ->
            below("stay", v0)
        }
    }
}

/**
 * Take back a move of an import: the stay that it began is void, the one that it ended (if any) goes on.
 * `version` is the person's as the import left it; `back_to` is the dwelling of the stay that `goes_on`.
 */
@Serializable
@SerialName("take_back_move")
data class TakeBackMove(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val version: Long,
    val residency: String,
    @SerialName("goes_on") val goesOn: String? = null,
    @SerialName("back_to") val backTo: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(version >= 0, "version", "ge")
        check(version <= 9007199254740992, "version", "le")
        check(PATTERNS[0].containsMatchIn(residency), "residency", "pattern")
        goesOn?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "goes_on", "pattern")
        }
        backTo?.let { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "back_to", "pattern")
        }
    }
}

/**
 * The server's own: keep a hotline order beside its case. `entity` is the order, `root` the case. The limits are
 * those of the template as it was when the order came.
 */
@Serializable
@SerialName("take_order")
data class TakeOrder(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val source: String,
    val number: String,
    val template: String,
    @SerialName("sign_limit") val signLimit: OrderLimit,
    @SerialName("reply_limit") val replyLimit: OrderLimit,
    val nature: String = "",
    val category: String = "",
    val opinion: String = "",
    val name: String = "",
    val phone: String? = null,
    @SerialName("placed_at") val placedAt: Instant? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(source) >= 1, "source", "min_length")
        check(points(source) <= 32, "source", "max_length")
        check(PATTERNS[2].containsMatchIn(source), "source", "pattern")
        check(points(number) >= 1, "number", "min_length")
        check(points(number) <= 64, "number", "max_length")
        check(PATTERNS[6].containsMatchIn(number), "number", "pattern")
        check(points(template) >= 1, "template", "min_length")
        check(points(template) <= 32, "template", "max_length")
        check(PATTERNS[2].containsMatchIn(template), "template", "pattern")
        below("sign_limit", signLimit)
        below("reply_limit", replyLimit)
        check(points(nature) <= 64, "nature", "max_length")
        check(PATTERNS[1].containsMatchIn(nature), "nature", "pattern")
        check(points(category) <= 64, "category", "max_length")
        check(PATTERNS[1].containsMatchIn(category), "category", "pattern")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(points(name) <= 64, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        phone?.let { v0 ->
            check(PATTERNS[3].containsMatchIn(v0), "phone", "pattern")
        }
    }
}

/** What was answered to a question: text, `yes` or `no`, a number in digits, or one of the choices. */
@Serializable
data class TaskAnswer(
    val key: String,
    val value: String,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(key) >= 1, "key", "min_length")
        check(points(key) <= 64, "key", "max_length")
        check(PATTERNS[6].containsMatchIn(key), "key", "pattern")
        check(points(value) <= 4000, "value", "max_length")
        check(PATTERNS[1].containsMatchIn(value), "value", "pattern")
    }
}

/** How long something may take, by the work calendar. */
@Serializable
data class TaskLimit(
    val value: Long,
    val unit: LimitUnit,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(value >= 1, "value", "ge")
        check(value <= 10000, "value", "le")
        check(unit in LimitUnit.known, "unit", "unknown_word")
    }
}

/** A question that a worker answers; `choices` are for CHOICE alone. */
@Serializable
data class TaskQuestion(
    val key: String,
    val text: String,
    val kind: AnswerKind = AnswerKind("text"),
    val choices: List<String> = emptyList(),
    val required: Boolean = false,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(key) >= 1, "key", "min_length")
        check(points(key) <= 64, "key", "max_length")
        check(PATTERNS[6].containsMatchIn(key), "key", "pattern")
        check(points(text) <= 200, "text", "max_length")
        check(PATTERNS[1].containsMatchIn(text), "text", "pattern")
        check(kind in AnswerKind.known, "kind", "unknown_word")
        check(choices.size <= 30, "choices", "max_length")
        choices.forEach { v0 ->
            check(points(v0) <= 200, "choices", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "choices", "pattern")
        }
    }
}

/** A task as phones hold it. */
@Serializable
@SerialName("task")
data class TaskRecord(
    val id: String,
    /** Policy append. */
    @SerialName("task_type") val taskType: String,
    val grid: String,
    /** Policy append. */
    val title: String,
    /** Policy machine. */
    val state: TaskState,
    /** Policy append. */
    @SerialName("given_at") val givenAt: Instant,
    /** Policy append. */
    @SerialName("given_by") val givenBy: String,
    /** Policy append. */
    val text: String = "",
    /** Policy append. */
    val worker: String? = null,
    /** Policy append. */
    @SerialName("target_kind") val targetKind: TargetKind? = null,
    /** Policy append. */
    val target: String? = null,
    /** Policy append. */
    @SerialName("sign_by") val signBy: Instant? = null,
    /** Policy append. */
    @SerialName("reply_by") val replyBy: Instant? = null,
    /** Policy machine. */
    @SerialName("signed_by") val signedBy: String? = null,
    /** Policy machine. */
    @SerialName("signed_at") val signedAt: Instant? = null,
    /** Policy machine. */
    @SerialName("ended_by") val endedBy: String? = null,
    /** Policy machine. */
    @SerialName("ended_at") val endedAt: Instant? = null,
    /** Policy machine. */
    val answers: List<TaskAnswer> = emptyList(),
    /** Policy machine. */
    val words: String = "",
    /** Policy machine. */
    val light: String = "green",
) : AnyRecord

/** A type as phones hold it, and until when it is admitted; without `admitted_from` it is not. */
@Serializable
@SerialName("task_type")
data class TaskTypeRecord(
    val id: String,
    val name: String,
    val description: String = "",
    val questions: List<TaskQuestion> = emptyList(),
    @SerialName("admitted_from") val admittedFrom: String? = null,
    @SerialName("admitted_until") val admittedUntil: String? = null,
    val urgent: Boolean = false,
) : AnyRecord

/** The server's own word that the deadline `due_on` of the notice `notice_no` has passed. */
@Serializable
@SerialName("tell_deadline")
data class TellDeadline(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: DangerState? = null,
    val round: Long = 0,
    val words: String = "",
    @SerialName("notice_no") val noticeNo: String,
    @SerialName("due_on") val dueOn: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in DangerState.known, "saw", "unknown_word")
        }
        check(round >= 0, "round", "ge")
        check(round <= 10000, "round", "le")
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
        check(points(noticeNo) >= 1, "notice_no", "min_length")
        check(points(noticeNo) <= 32, "notice_no", "max_length")
        check(PATTERNS[2].containsMatchIn(noticeNo), "notice_no", "pattern")
        check(PATTERNS[7].containsMatchIn(dueOn), "due_on", "pattern")
    }
}

/** A clock of the case `entity` has come to `percent` of its limit. The server's own: each step is told once. */
@Serializable
@SerialName("tell_light")
data class TellLight(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val timer: String,
    val percent: Long,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[23].containsMatchIn(timer), "timer", "pattern")
        check(percent >= 80, "percent", "ge")
        check(percent <= 1000, "percent", "le")
    }
}

/** The server's own clock: a limit is nearly used up (yellow) or has passed (red). */
@Serializable
@SerialName("tell_task")
data class TellTask(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val light: TaskLight,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(light in TaskLight.known, "light", "unknown_word")
    }
}

/** What must be filled in; `choices` are for CHOICE alone. */
@Serializable
data class TemplateField(
    val key: String,
    val name: String,
    val kind: FieldKind = FieldKind("text"),
    val choices: List<String> = emptyList(),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(key) >= 1, "key", "min_length")
        check(points(key) <= 64, "key", "max_length")
        check(PATTERNS[6].containsMatchIn(key), "key", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(kind in FieldKind.known, "kind", "unknown_word")
        check(choices.size <= 30, "choices", "max_length")
        choices.forEach { v0 ->
            check(points(v0) <= 200, "choices", "max_length")
            check(PATTERNS[1].containsMatchIn(v0), "choices", "pattern")
        }
    }
}

/** An item of an edition, and what a danger of it asks for. */
@Serializable
data class TemplateItem(
    val code: String,
    val text: String,
    val level: String,
    @SerialName("may_fix_on_spot") val mayFixOnSpot: Boolean = true,
    @SerialName("photos_before") val photosBefore: Long = 1,
    @SerialName("photos_after") val photosAfter: Long = 1,
    @SerialName("rectify_days") val rectifyDays: Long = 7,
)

/** A level of an edition, the gravest first. */
@Serializable
data class TemplateLevel(
    val code: String,
    val name: String,
    @SerialName("period_days") val periodDays: Long,
)

/** Who rents in a house, as phones of the house's grid hold it: of the person no more than the id. */
@Serializable
@SerialName("tenancy")
data class TenancyRecord(
    val id: String,
    val person: String,
    val house: String,
    /** Policy machine. */
    val status: ResidencyStatus,
    @SerialName("from_on") val fromOn: String? = null,
    /** Policy machine. */
    @SerialName("until_on") val untilOn: String? = null,
    /** Policy max. */
    @SerialName("verified_at") val verifiedAt: Instant? = null,
    @SerialName("verified_by") val verifiedBy: String? = null,
    @SerialName("verify_due") val verifyDue: String? = null,
) : AnyRecord

/** Take a whole import back. What others have changed since stays, and is told. */
@Serializable
@SerialName("undo_import")
data class UndoImport(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
    }
}

/** It was no duplicate after all: the case goes on where it stood. */
@Serializable
@SerialName("unmerge_case")
data class UnmergeCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
    }
}

/**
 * They are two after all: `entity` is the merge to undo, `root` and `winner` the record that stayed. Both get
 * back what they had. What somebody wrote on the winner since the merge stays there; where that is a field that
 * needs a person's eye, it is a conflict.
 */
@Serializable
@SerialName("unmerge_persons")
data class UnmergePersons(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val winner: String,
    val loser: String,
    val reason: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(winner), "winner", "pattern")
        check(PATTERNS[0].containsMatchIn(loser), "loser", "pattern")
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** How far an upload is; `done` once the stored bytes have the promised hash. */
@Serializable
data class UploadView(
    val upload: String,
    val offset: Long,
    @SerialName("size_bytes") val sizeBytes: Long,
    val done: Boolean,
)

/** Somebody concerned asks for it to go on (催办). */
@Serializable
@SerialName("urge_case")
data class UrgeCase(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: CaseState? = null,
    val generation: Long = 0,
    val opinion: String = "",
    val supervision: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in CaseState.known, "saw", "unknown_word")
        }
        check(generation >= 0, "generation", "ge")
        check(generation <= 1000000, "generation", "le")
        check(points(opinion) <= 4000, "opinion", "max_length")
        check(PATTERNS[1].containsMatchIn(opinion), "opinion", "pattern")
        check(PATTERNS[0].containsMatchIn(supervision), "supervision", "pattern")
    }
}

/**
 * Somebody has seen that the person still rents in `house`; `root` is the person. `verify_due` is by when to
 * look again; without, the class that the house is managed in tells it.
 */
@Serializable
@SerialName("verify_tenant")
data class VerifyTenant(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val house: String,
    @SerialName("verify_due") val verifyDue: String? = null,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(house), "house", "pattern")
        verifyDue?.let { v0 ->
            check(PATTERNS[7].containsMatchIn(v0), "verify_due", "pattern")
        }
    }
}

/** Rules in force from 00:00 of a day in Asia/Shanghai until the next edition's; `number` counts editions. */
@Serializable
data class VisitEdition(
    val number: Long,
    val scheme: String,
    @SerialName("valid_from") val validFrom: String,
    val rules: List<VisitRule>,
)

/** A visit as phones hold it. */
@Serializable
@SerialName("visit")
data class VisitRecord(
    val id: String,
    /** Policy append. */
    val household: String,
    /** Policy append. */
    val worker: String,
    /** Policy append. */
    val channel: VisitChannel,
    /** Policy append. */
    val outcome: VisitOutcome,
    /** Policy append. */
    @SerialName("visited_at") val visitedAt: Instant,
    @SerialName("clock_quality") val clockQuality: String = "",
    /** Policy append. */
    val persons: List<String> = emptyList(),
    @SerialName("distance_m") val distanceM: Double? = null,
    val far: Boolean = false,
    /** Policy append. */
    val minutes: Long = 0,
    /** Policy append. */
    @SerialName("needs_told") val needsTold: List<String> = emptyList(),
    /** Policy append. */
    val note: String? = null,
) : AnyRecord

/**
 * One line of the table of domain.md 7. It holds for a household where any of its targets fits somebody. `days`
 * is the length of a period of DAYS. Open `ahead_days` before its end (0: all through its period); the first
 * period ends no sooner than `grace_days` after the rule began to hold for the household. Nobody there: again
 * after `retry_days`. `channels` count as a visit (none told: all seven). After a major change of `changes` a
 * visit is due within `change_days`.
 */
@Serializable
data class VisitRule(
    val code: String,
    val name: String,
    @SerialName("name_en") val nameEn: String = "",
    val priority: Long,
    val targets: List<VisitTarget>,
    val period: VisitPeriod,
    val days: Long = 0,
    @SerialName("ahead_days") val aheadDays: Long = 0,
    @SerialName("grace_days") val graceDays: Long = 0,
    @SerialName("retry_days") val retryDays: Long = 2,
    val channels: List<VisitChannel> = emptyList(),
    val changes: List<MajorChange> = emptyList(),
    @SerialName("change_days") val changeDays: Long = 1,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(points(code) >= 1, "code", "min_length")
        check(points(code) <= 32, "code", "max_length")
        check(PATTERNS[2].containsMatchIn(code), "code", "pattern")
        check(points(name) <= 200, "name", "max_length")
        check(PATTERNS[1].containsMatchIn(name), "name", "pattern")
        check(points(nameEn) <= 200, "name_en", "max_length")
        check(PATTERNS[1].containsMatchIn(nameEn), "name_en", "pattern")
        check(priority >= 1, "priority", "ge")
        check(priority <= 9, "priority", "le")
        check(targets.size >= 1, "targets", "min_length")
        check(targets.size <= 20, "targets", "max_length")
        targets.forEach { v0 ->
            below("targets", v0)
        }
        check(period in VisitPeriod.known, "period", "unknown_word")
        check(days >= 0, "days", "ge")
        check(days <= 3660, "days", "le")
        check(aheadDays >= 0, "ahead_days", "ge")
        check(aheadDays <= 3660, "ahead_days", "le")
        check(graceDays >= 0, "grace_days", "ge")
        check(graceDays <= 3660, "grace_days", "le")
        check(retryDays >= 0, "retry_days", "ge")
        check(retryDays <= 3660, "retry_days", "le")
        check(channels.size <= 7, "channels", "max_length")
        channels.forEach { v0 ->
            check(v0 in VisitChannel.known, "channels", "unknown_word")
        }
        check(changes.size <= 2, "changes", "max_length")
        changes.forEach { v0 ->
            check(v0 in MajorChange.known, "changes", "unknown_word")
        }
        check(changeDays >= 0, "change_days", "ge")
        check(changeDays <= 3660, "change_days", "le")
    }
}

/** A district's visit rules as its phones hold them: every edition, by number. There is one record, or none. */
@Serializable
@SerialName("visit_rules")
data class VisitRulesRecord(
    val id: String,
    val editions: List<VisitEdition>,
) : AnyRecord

/**
 * Whom a rule is for: one person who has all of these tags, that age, and one of these residencies. What is
 * empty asks nothing; a target that asks nothing is every household where somebody lives.
 */
@Serializable
data class VisitTarget(
    val tags: List<String> = emptyList(),
    @SerialName("min_age") val minAge: Long = 0,
    @SerialName("residency_kinds") val residencyKinds: List<ResidencyKind> = emptyList(),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(tags.size <= 10, "tags", "max_length")
        tags.forEach { v0 ->
            check(points(v0) >= 1, "tags", "min_length")
            check(points(v0) <= 32, "tags", "max_length")
            check(PATTERNS[2].containsMatchIn(v0), "tags", "pattern")
        }
        check(minAge >= 0, "min_age", "ge")
        check(minAge <= 150, "min_age", "le")
        check(residencyKinds.size <= 3, "residency_kinds", "max_length")
        residencyKinds.forEach { v0 ->
            check(v0 in ResidencyKind.known, "residency_kinds", "unknown_word")
        }
    }
}

/** A help record was made in error; `root` is the person. It leaves the phones and stays in the history. */
@Serializable
@SerialName("void_help")
data class VoidHelp(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/** Something of the phone's may have changed, up to the position `w`; where that is the one asked about, nothing. */
@Serializable
data class Wake(
    val w: Long,
)

/** Where, in one of three ways: the outer ring of a polygon, community grids, or H3 cells of resolution 8 to 11. */
@Serializable
data class WarningArea(
    val polygon: List<List<Double>> = emptyList(),
    val datum: Datum = Datum("wgs84"),
    val grids: List<String> = emptyList(),
    val cells: List<String> = emptyList(),
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(polygon.size <= 500, "polygon", "max_length")
        check(datum in Datum.known, "datum", "unknown_word")
        check(grids.size <= 2000, "grids", "max_length")
        grids.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "grids", "pattern")
        }
        check(cells.size <= 2000, "cells", "max_length")
        cells.forEach { v0 ->
            check(PATTERNS[10].containsMatchIn(v0), "cells", "pattern")
        }
    }
}

/**
 * How far a warning has come in a grid: the homes of the grid that are not in `reached` are to be knocked at. It
 * is held by the phones of the grid while the warning is in force.
 */
@Serializable
@SerialName("warning_reach")
data class WarningReachRecord(
    val id: String,
    val warning: String,
    val grid: String,
    val drill: Boolean = false,
    /** Policy machine. */
    val reached: List<Reached> = emptyList(),
    /** Policy machine. */
    val calls: List<DoorCall> = emptyList(),
    /** Policy machine. */
    val rung: Long = 0,
    /** Policy machine. */
    @SerialName("acknowledged_by") val acknowledgedBy: String? = null,
    /** Policy machine. */
    @SerialName("acknowledged_at") val acknowledgedAt: Instant? = null,
) : AnyRecord

/**
 * A warning in force as every phone of the district holds it, in the scope `dist`; when it is over it goes.
 * `number` of a drill is no identifier of the real space. Of `area` the grids are told.
 */
@Serializable
@SerialName("warning")
data class WarningRecord(
    val id: String,
    /** Policy append. */
    val number: String,
    /** Policy append. */
    val level: WarningLevel,
    /** Policy append. */
    val category: WarningCategory,
    /** Policy append. */
    val event: String,
    /** Policy append. */
    val texts: List<WarningText>,
    /** Policy append. */
    val grids: List<String>,
    /** Policy machine. */
    @SerialName("issued_at") val issuedAt: Instant,
    /** Policy append. */
    @SerialName("expires_at") val expiresAt: Instant,
    /** Policy append. */
    @SerialName("onset_at") val onsetAt: Instant? = null,
    /** Policy append. */
    val drill: Boolean = false,
    /** Policy append. */
    val updates: String? = null,
) : AnyRecord

/** What is told in one language; in a template `{key}` stands for a field. */
@Serializable
data class WarningText(
    val language: Language,
    val headline: String,
    val description: String,
    val instruction: String = "",
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(language in Language.known, "language", "unknown_word")
        check(points(headline) <= 200, "headline", "max_length")
        check(PATTERNS[1].containsMatchIn(headline), "headline", "pattern")
        check(points(description) <= 4000, "description", "max_length")
        check(PATTERNS[1].containsMatchIn(description), "description", "pattern")
        check(points(instruction) <= 4000, "instruction", "max_length")
        check(PATTERNS[1].containsMatchIn(instruction), "instruction", "pattern")
    }
}

/**
 * A phone's word that what it held through a scope is gone and the scope's key destroyed (sync.md 9). `digest`
 * is that of the scope on this phone when it was told to drop it. What the person wrote stays as long as the
 * server could still lose it.
 */
@Serializable
data class WipeProof(
    val install: String,
    val contract: Long = 3,
    val seen: Seen? = null,
    val scope: Long,
    val digest: Removed,
    val at: Clock,
) : Checked {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(install), "install", "pattern")
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        seen?.let { v0 ->
            below("seen", v0)
        }
        check(scope >= 1, "scope", "ge")
        check(scope <= 9007199254740992, "scope", "le")
        below("digest", digest)
        below("at", at)
    }
}

/** The proof is on record, unless there is a `reset`. */
@Serializable
data class WipeReply(
    val stamp: Stamp,
    val durable: Long,
    val reset: String = "",
)

/** Take a type off the list: nothing new is given under it; what has been given goes on. */
@Serializable
@SerialName("withdraw_admission")
data class WithdrawAdmission(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val reason: String,
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(points(reason) <= 200, "reason", "max_length")
        check(PATTERNS[1].containsMatchIn(reason), "reason", "pattern")
    }
}

/**
 * An answer was a mistake: the next best one stands, or the item is open again. Stays that it ended go on.
 * `stays` are those that the answer named.
 */
@Serializable
@SerialName("withdraw_answer")
data class WithdrawAnswer(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val answer: String,
    val stays: List<StayRef> = emptyList(),
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        check(PATTERNS[0].containsMatchIn(answer), "answer", "pattern")
        check(stays.size <= 50, "stays", "max_length")
        stays.forEach { v0 ->
            below("stays", v0)
        }
    }
}

/** It was found in error; `words` says why. Given online. */
@Serializable
@SerialName("withdraw_danger")
data class WithdrawDanger(
    val id: String,
    val seq: Long,
    val entity: String,
    val root: String,
    val made: Clock,
    val contract: Long,
    val epoch: String = "",
    val base: Long = 0,
    val needs: List<String> = emptyList(),
    val saw: DangerState? = null,
    val round: Long = 0,
    val words: String = "",
) : AnyCommand {
    override fun faults(): List<Fault> = buildList {
        check(PATTERNS[0].containsMatchIn(id), "id", "pattern")
        check(seq >= 0, "seq", "ge")
        check(seq <= 9007199254740992, "seq", "le")
        check(PATTERNS[0].containsMatchIn(entity), "entity", "pattern")
        check(PATTERNS[0].containsMatchIn(root), "root", "pattern")
        below("made", made)
        check(contract >= 1, "contract", "ge")
        check(contract <= 10000, "contract", "le")
        check(points(epoch) <= 64, "epoch", "max_length")
        check(base >= 0, "base", "ge")
        check(base <= 9007199254740992, "base", "le")
        check(needs.size <= 20, "needs", "max_length")
        needs.forEach { v0 ->
            check(PATTERNS[0].containsMatchIn(v0), "needs", "pattern")
        }
        saw?.let { v0 ->
            check(v0 in DangerState.known, "saw", "unknown_word")
        }
        check(round >= 0, "round", "ge")
        check(round <= 10000, "round", "le")
        check(points(words) <= 4000, "words", "max_length")
        check(PATTERNS[1].containsMatchIn(words), "words", "pattern")
    }
}
