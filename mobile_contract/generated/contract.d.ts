// Made by `python -m mobile_contract.emit` for contract 3; do not edit.

/** An RFC 3339 date and time with its offset. */
export type Instant = string;
/** Bytes as Base64 (RFC 4648, with padding). */
export type Base64 = string;
/** What a change says of a field: what the screen showed, and what is meant now; null is "empty". */
export type Edit<T> = readonly [was: T | null, now: T | null];
/** A word that this contract knows, or one of a newer server. */
export type Open<T extends string> = T | (string & {});

/** How exactly a position is known: A to 0.5 m, B to 1 m, C to 10 m. */
export type AccuracyClass =
  | "A"
  | "B"
  | "C";

/** What a question of a task is answered with. */
export type AnswerKind =
  | "text"
  | "yes_no"
  | "number"
  | "choice";

/** Who hears that a clock has run so far (domain.md 5). The owner is whose turn it is; the chief is the grid's, and the department's; the supervisor is the area's. Of the clock of a level the owner is the level that has the case, the chief the one above it. */
export type Audience =
  | "owner"
  | "chief"
  | "supervisor";

/** Where a report came from. */
export type CaseSource =
  | "worker"
  | "committee"
  | "resident"
  | "hotline"
  | "partner"
  | "system";

/** All states of a case (domain.md 3.1). */
export type CaseState =
  | "reported"
  | "verifying"
  | "pending_filing"
  | "pending_dispatch"
  | "pending_handle"
  | "handling"
  | "suspended"
  | "pending_confirm"
  | "pending_check"
  | "checking"
  | "pending_close"
  | "self_audit"
  | "closed"
  | "forced_closed"
  | "refused"
  | "not_filed"
  | "voided"
  | "merged";

/** How far a task is; `withdrawn` says that the case went on without it. */
export type CaseTaskState =
  | "open"
  | "done"
  | "withdrawn";

/** What a check after handling found. */
export type CheckResult =
  | "passed"
  | "failed";

/** How a person decides (sync.md 7, 8, 9). Of two values of a field: `keep_mine` is the author's, `keep_theirs` what stands, `keep_both` leaves what stands and keeps the other beside it on the conflict's record, `edit` is a third one. Late work, or a step that a case has moved on from, is done after all (`apply`) or not (`dismiss`, with a reason). What was done already and only has to be known is noted: `keep_both`, or `dismiss`. */
export type Choice =
  | "keep_mine"
  | "keep_theirs"
  | "keep_both"
  | "edit"
  | "apply"
  | "dismiss";

/** How a component is (domain.md 2.1). */
export type ComponentState =
  | "intact"
  | "damaged"
  | "lost"
  | "occupied"
  | "abandoned";

/** Whether somebody has decided. */
export type ConflictState =
  | "open"
  | "settled";

/** How a danger stands. `closed` and `withdrawn` are ends; `escalated` goes on as a case until that has ended. */
export type DangerState =
  | "found"
  | "fixed_on_spot"
  | "noticed"
  | "rectified"
  | "reinspected"
  | "escalated"
  | "closed"
  | "withdrawn";

/** Where the register has a component from. */
export type DataSource =
  | "surveyed"
  | "map"
  | "manual";

/** The reference frame of a point; one that does not say its datum is refused (GCJ-02 is 540 m off in Nanjing). */
export type Datum =
  | "wgs84"
  | "gcj02"
  | "bd09"
  | "cgcs2000";

/** What came of knocking at a door. */
export type DoorOutcome =
  | "told"
  | "nobody_home"
  | "refused";

/** How a condition finds its responsible department, before the responsibility table is asked. */
export type DutyRule =
  | "table"
  | "owner"
  | "street"
  | "community";

/** How long somebody was in a cell in a day: under 5 minutes, under 15, under 30, or longer. */
export type Dwell =
  | "brief"
  | "short"
  | "long"
  | "stay";

/** How a dwelling is used (domain.md 2.1). */
export type DwellingUse =
  | "self"
  | "rented"
  | "vacant"
  | "business";

/** What becomes of a row. `asked`: it may be somebody of the register, and a person says who. */
export type Fate =
  | "new"
  | "changed"
  | "same"
  | "asked"
  | "error";

/** What a field of a template is filled with. */
export type FieldKind =
  | "text"
  | "number"
  | "choice";

/** What is inspected. */
export type HazardSubject =
  | "dwelling"
  | "building"
  | "site"
  | "rented_house";

/** The kinds of rows that go where their root lies. */
export type HomeKind =
  | "dwelling"
  | "household"
  | "person"
  | "residency"
  | "visit"
  | "renewal_item"
  | "case"
  | "component"
  | "inspection"
  | "danger"
  | "case_event"
  | "photo"
  | "conflict"
  | "site"
  | "organisation"
  | "rented_house"
  | "tenancy"
  | "service_tag"
  | "help"
  | "task";

/** What kind of number identifies a person. */
export type IdType =
  | "resident_id"
  | "passport"
  | "residence_permit"
  | "other";

/** What a file tells of. */
export type ImportKind =
  | "people"
  | "buildings";

/** What a text is written in (RFC 5646); every warning has one in Chinese. */
export type Language =
  | "zh-CN"
  | "en";

/** Layers overlap; each is a partition of its own (domain.md 1). */
export type LayerKind =
  | "unit"
  | "community"
  | "duty"
  | "special";

/** Register rows are never deleted by phones. What was merged, or taken back with its import, is on no phone. */
export type Life =
  | "active"
  | "retired"
  | "merged"
  | "taken_back";

/** What a limit counts in: `urgent_*` runs day and night, `work_*` in working periods only (domain.md 5). */
export type LimitUnit =
  | "urgent_minute"
  | "urgent_hour"
  | "urgent_day"
  | "work_hour"
  | "work_day"
  | "natural_day";

/** What calls for a visit soon: somebody moved in, or was given a tag (fell ill, came home from hospital). */
export type MajorChange =
  | "moved_in"
  | "tag_added";

/** The ways to reach somebody that they may switch off: all push together, the in-app inbox, text messages, mail. */
export type NoticeChannel =
  | "push"
  | "inbox"
  | "sms"
  | "email";

/** What messages are about. `case.in_grid` wakes a phone and shows nothing. */
export type NoticeClass =
  | "case.in_grid"
  | "case.given"
  | "report.accepted"
  | "report.declined"
  | "report.given"
  | "report.closed"
  | "report.reopened";

/** The languages that notices are written in. */
export type NoticeLanguage =
  | "zh-CN"
  | "en";

/** What is known of a person only where a district has decided to collect it: off until then (domain.md 2.1). */
export type OptionalFact =
  | "ethnicity"
  | "marriage"
  | "native_place"
  | "occupation"
  | "education";

/** Where an organisation stands in the tree (domain.md 2.1). */
export type OrgLevel =
  | "district"
  | "street"
  | "community"
  | "grid"
  | "department";

/** What a partner's key is for: events of sensors and platforms, or orders of a hotline. */
export type PartnerPurpose =
  | "events"
  | "orders";

/** Which step of the work a photo shows (domain.md 2.1). Of a danger: as found, put right, looked at again. */
export type PhotoPhase =
  | "report"
  | "verify"
  | "handle"
  | "check";

/** What a photo is attached to; reading it back needs the scope of that subject. */
export type PhotoSubject =
  | "case"
  | "visit"
  | "inspection"
  | "danger";

/** The posts of the field (domain.md 1); a membership gives one person one post at one organisation. */
export type Post =
  | "grid_worker"
  | "grid_chief"
  | "grid_adviser"
  | "acceptor"
  | "shift_leader"
  | "dispatcher"
  | "department"
  | "handler"
  | "committee"
  | "supervisor"
  | "sys_admin"
  | "sec_admin"
  | "audit_admin"
  | "resident"
  | "volunteer"
  | "system";

/** What premises are. */
export type Premises =
  | "site"
  | "organisation"
  | "rented_house";

/** Why something was refused. The same code serves an HTTP problem and a receipt. */
export type ProblemCode =
  /** The envelope cannot be decoded; the phone's build is at fault. */
  | "malformed"
  /** One command cannot be decoded; its bytes are kept and somebody looks at them. */
  | "malformed_command"
  /** The content type is none that this route takes. */
  | "unsupported_media_type"
  /** The body is over the route's limit; `max_batch` or `max_bytes` says what fits. */
  | "too_large"
  /** No session or install token, or one that is not valid any more. */
  | "not_signed_in"
  /** Name and password do not fit together, or the account is closed; the two are not told apart. */
  | "wrong_login"
  /** The enrolment code is unknown, used or expired; the three are not told apart. */
  | "wrong_enrolment"
  /** This phone has been shut out; what it still holds can be sent through the committee. */
  | "install_revoked"
  /** A request with a session cookie came from another site. */
  | "cross_site"
  /** The person never held a post that may do this here. */
  | "not_allowed"
  /** It is not there, or not for you; the two are not told apart. */
  | "not_found"
  /** The address exists, but not for this method. */
  | "method_not_allowed"
  /** The same command id came with other bytes. */
  | "id_reuse"
  /** The entity's id already belongs to something else; make a new one. */
  | "id_taken"
  /** What the command is about is not known here. */
  | "missing_subject"
  /** The field is the server's own; the others were applied. */
  | "field_not_yours"
  /** The change names no field. */
  | "nothing_to_change"
  /** The work was done when the person no longer had the area; the present holder decides. */
  | "late_scope"
  /** Somebody else wrote a field that needs a person's eye; both values are kept. */
  | "concurrent_edit"
  /** Somebody is registered under this number already; both are there, and the committee decides. `twin` names whom, where that lies in one's own grids, else `grid` where they are registered. */
  | "duplicate"
  /** The record was retired and edited, and neither author knew of the other; both hold, and a person decides. */
  | "edited_after_retire"
  /** Somebody was told to have moved out, and was seen there afterwards; both answers stay, and a person decides. */
  | "answers_collide"
  /** One of the two has gone into another record, named by `into`, or they are one and the same. */
  | "already_merged"
  /** This merge has been undone already, or is not of these two. */
  | "merge_undone"
  /** The case is in a state from which this cannot be done; the event is kept. */
  | "case_moved_on"
  /** The danger is in a `state` from which this cannot be done. What a phone queued is kept, and a person decides. */
  | "danger_moved_on"
  /** The check list has no such `item`. */
  | "unknown_item"
  /** This is decided by the case as it stands, and had waited in a phone's queue: look again, and send it anew. */
  | "online_only"
  /** A conflict of this sort is not settled in this way; `choices` names those that it can be. */
  | "choice_not_open"
  /** A person has decided that it is not to be done; the conflict's record tells why. */
  | "dismissed"
  /** The command lacks what its step asks for (a photo, a reason, a condition); `needs` names it. */
  | "case_needs"
  /** Whoever did the work cannot check it. */
  | "same_person"
  /** The case class is not in the catalogue or not in force. */
  | "unknown_class"
  /** The class takes no new cases: it is valid from `valid_from` until `valid_until`. Old cases keep it. */
  | "class_retired"
  /** The class has no such filing condition. */
  | "unknown_condition"
  /** The filing condition takes no new cases: it is valid from `valid_from` until `valid_until`. Old cases keep it. */
  | "condition_retired"
  /** The department does not work in that area. */
  | "department_outside"
  /** The person neither works for the department nor has a post in the field there. */
  | "person_outside"
  /** A limit in working time reaches into `year`, of which nobody has told the holidays. */
  | "no_calendar"
  /** There is an open one of this kind; `open` names it. */
  | "already_asked"
  /** It may be done `most` times and no more. */
  | "too_often"
  /** The deadline, `due_at`, has passed. */
  | "overdue"
  /** The handling was in time: there is nothing to appeal against. */
  | "not_overdue"
  /** It may be done until `until` and no later. */
  | "out_of_time"
  /** The two cases are not the same matter: another class, too far apart, or one of them has ended; `fault` says. */
  | "not_the_same"
  /** This department has just returned the case: to send it there again must be forced, with a reason. */
  | "just_returned"
  /** There is no organisation of that level to move the case to. */
  | "no_level"
  /** No component of the register has this identifier. */
  | "unknown_component"
  /** A case that points at a component is of the component's class; `component` and `class_code` are not of one. */
  | "component_class"
  /** It sounds like an emergency: `notice` says whom to call. Whoever has read it sends it again, confirmed. */
  | "read_first"
  /** Code and PIN do not fit together, or nothing was reported under them; the two are not told apart. */
  | "wrong_receipt"
  /** Too often from there; try again after `Retry-After`. */
  | "slow_down"
  /** No published grid holds the point, and none was named. */
  | "unknown_grid"
  /** The point lies outside of the district's box; longitude and latitude may be swapped. */
  | "out_of_district"
  /** An identity number, a date or a code fails its check. */
  | "wrong_identifier"
  /** A code is not in its table, or not in force on that day; `field`, `scheme` and `value` say which. */
  | "unknown_code"
  /** This district does not collect the fact that `field` names; send the rest without it. */
  | "not_collected"
  /** The matter is not on the admission list of what may be given to grid workers, or not any more; `task_type`. */
  | "not_admitted"
  /** No warning can be for this area: `reason` says why, `what` of it. */
  | "warning_area"
  /** Texts and fields of a warning do not fit: `field` says which, `reason` in which way. */
  | "template_field"
  /** The warning ends in the past, or too far ahead: `expires_at`. */
  | "warning_expired"
  /** The warning is `state`: what was asked for is not possible any more, or not yet, or not in this `grid`. */
  | "warning_state"
  /** A warning of this `level` is issued after a second person has approved it. */
  | "not_approved"
  /** It takes somebody else than who wrote or issued it. */
  | "second_person"
  /** The import is `state`: what was asked for is not possible any more, or not yet. */
  | "import_state"
  /** Somebody else has changed it since, or lives by it now: it stays as it is. `fields` are what was changed. */
  | "changed_since"
  /** The file is no table that is read; `reason` says why, and `detail` in a sentence what to do. */
  | "unreadable_table"
  /** No column tells what every row must; `fields` names it. */
  | "columns_missing"
  /** As many sealed values as one person may see in a day (`a_day`) were shown; `from_at` there are more. */
  | "reveals_used_up"
  /** The stay or the assignment has already ended. */
  | "already_ended"
  /** Grids overlap, leave gaps or are no valid polygons; `grids` names them. */
  | "territory_broken"
  /** What the preview showed is not so any more; `changed` tells the difference. Look again, and agree again. */
  | "stale_preview"
  /** The upload goes on at another offset; `offset` says where. */
  | "upload_offset"
  /** The stored bytes do not have the promised hash or size; start again. */
  | "upload_mismatch"
  /** The upload was not finished in time; start again. */
  | "upload_expired"
  /** This piece of an upload does not have the checksum that came with it; none of it was kept, send it again. */
  | "checksum_mismatch"
  /** The upload speaks another version of tus than the server; `Tus-Version` names those that it does. */
  | "tus_version"
  /** The body came slower than the server waits for; what had come is kept, go on from there. */
  | "too_slow"
  /** The bytes are no JPEG, PNG, WebP or HEIC within the limits; `reason` says why. */
  | "unsupported_image"
  /** The server has no room; try again after `Retry-After`. */
  | "no_space"
  /** Too much at once; try again after `Retry-After`. */
  | "overloaded"
  /** A fault of the server; nothing was lost, try again after `Retry-After`. */
  | "internal";

/** The providers that wake an install, each with tokens of its own kind. */
export type PushKind =
  | "apns"
  | "fcm_token"
  | "fcm_fid"
  | "web_push";

/** By what a home was reached. */
export type ReachChannel =
  | "push"
  | "inbox"
  | "sms"
  | "chat"
  | "email"
  | "door";

/** What a record of the register is of. */
export type Register =
  | "building"
  | "dwelling"
  | "household"
  | "person";

/** What looking again found. */
export type ReinspectionResult =
  | "pass"
  | "fail";

/** The answers that take more than one tap. */
export type RenewalAnswer =
  | "changed"
  | "moved_out"
  | "not_found"
  | "refused";

/** What is known of an item: how it was answered, or that what it asked about is not there any more (`lapsed`). */
export type RenewalState =
  | "pending"
  | "confirmed"
  | "changed"
  | "moved_out"
  | "not_found"
  | "refused"
  | "lapsed";

/** What an item asks to look at. */
export type RenewalTarget =
  | "household"
  | "dwelling"
  | "residency";

/** Registered here, living here without registration, or here for a while. */
export type ResidencyKind =
  | "permanent"
  | "floating"
  | "temporary";

/** draft 10 -> effective 12 -> ended or void 22 (domain.md 2.1, 3.6). */
export type ResidencyStatus =
  | "10"
  | "12"
  | "ended"
  | "22";

/** What a second person says of a warning that was issued at once. */
export type ReviewOutcome =
  | "upheld"
  | "objected";

/** Why a row is an error, or is asked about. */
export type RowReason =
  | "formula"
  | "error_value"
  | "digits_lost"
  | "no_day"
  | "no_number"
  | "no_truth"
  | "unknown_word"
  | "wrong_identity"
  | "birth_differs"
  | "sex_differs"
  | "malformed"
  | "missing"
  | "unknown_grid"
  | "not_your_grid"
  | "out_of_district"
  | "repeated"
  | "which_household"
  | "retired"
  | "lives_elsewhere"
  | "name_differs"
  | "likely"
  | "moved"
  | "building_differs"
  | "refused";

/** GB/T 2261.1. */
export type Sex =
  | "0"
  | "1"
  | "2"
  | "9";

/** What was ordered or asked about a case: cards with points, a leader's instruction, a reminder. */
export type Supervision =
  | "normal"
  | "yellow"
  | "red"
  | "instruction"
  | "urge";

/** What of the register a task may be about. */
export type TargetKind =
  | "building"
  | "dwelling"
  | "household"
  | "person";

/** What somebody is sent to a case for: to look before filing, to look after handling, or to help to handle it. */
export type TaskKind =
  | "verify"
  | "check"
  | "co_handle";

/** What the clock tells. */
export type TaskLight =
  | "yellow"
  | "red";

/** What a task is: given, signed for, and then done with in one of three ways. */
export type TaskState =
  | "given"
  | "signed"
  | "finished"
  | "returned"
  | "cancelled";

/** Why a token is nobody's any more. */
export type TokenEnd =
  | "logout"
  | "revoked"
  | "gone";

/** What became of a command (sync.md 15). All but `retry` leave the phone's queue; `retry` is never stored. */
export type Verdict =
  | "applied"
  | "merged"
  | "conflict"
  | "held"
  | "redirected"
  | "parked"
  | "refused"
  | "gone"
  | "retry";

/** The seven channels that count as a visit (domain.md 7). */
export type VisitChannel =
  | "door"
  | "message"
  | "third_party"
  | "buddy"
  | "neighbour"
  | "sensor"
  | "hotline";

/** What came of a visit (domain.md 2.1). */
export type VisitOutcome =
  | "met"
  | "absent"
  | "refused"
  | "moved"
  | "proxy";

/** How often: once in each calendar period (weeks begin on Monday), every `days`, or only after a major change. */
export type VisitPeriod =
  | "week"
  | "month"
  | "quarter"
  | "half_year"
  | "year"
  | "days"
  | "change";

/** What it is about (CAP 1.2, 3.2.2 `category`). */
export type WarningCategory =
  | "Geo"
  | "Met"
  | "Safety"
  | "Security"
  | "Rescue"
  | "Fire"
  | "Health"
  | "Env"
  | "Transport"
  | "Infra"
  | "CBRNE"
  | "Other";

/** Ⅳ blue to Ⅰ red (domain.md 2.2). The two highest may be issued at once, and are reviewed after. */
export type WarningLevel =
  | "blue"
  | "yellow"
  | "orange"
  | "red";

/** What a street blows its whistle for (domain.md 3.5). */
export type WhistleKind =
  | "daily"
  | "key"
  | "emergency";

/** The acceptor takes the report on (受理). */
export interface AcceptCase {
  readonly kind: "accept_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** Somebody who answers for a grid has it in hand there: the ladder stops for that grid. */
export interface AcknowledgeWarning {
  readonly kind: "acknowledge_warning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grid: string;
}

/** Add a building; it belongs to a grid by key, not by cell (domain.md 8.2). `nature` and `building_type` are codes; `head` is the person of the register who speaks for it (楼长). Whom its property company names to be called is sealed. */
export interface AddBuilding {
  readonly kind: "add_building";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grid: string;
  readonly name: string;
  /** default "" */
  readonly number?: string;
  /** default "" */
  readonly estate?: string;
  /** default 0 */
  readonly floors?: number;
  readonly point?: Point | null;
  readonly nature?: string | null;
  readonly building_type?: string | null;
  /** default 0 */
  readonly floors_below?: number;
  /** default 0 */
  readonly units?: number;
  /** default 0 */
  readonly planned_households?: number;
  /** default 0.0 */
  readonly area_m2?: number;
  /** default "" */
  readonly property_company?: string;
  /** default "" */
  readonly property_contact?: string;
  readonly property_phone?: string | null;
  readonly head?: string | null;
  /** default false */
  readonly has_danger?: boolean;
  /** default "" */
  readonly gis_id?: string;
}

/** Add a dwelling to a building. */
export interface AddDwelling {
  readonly kind: "add_dwelling";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly building: string;
  /** default "" */
  readonly unit?: string;
  /** default 0 */
  readonly floor?: number;
  readonly room: string;
  /** default "self" */
  readonly use?: DwellingUse;
  /** default 0.0 */
  readonly area_m2?: number;
  readonly dwelling_type?: string | null;
  /** default "" */
  readonly owner_name?: string;
  readonly owner_id_no?: string | null;
  readonly owner_phone?: string | null;
}

/** Add a household that lives in a dwelling. */
export interface AddHousehold {
  readonly kind: "add_household";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly dwelling: string;
  /** default "" */
  readonly number?: string;
  readonly head?: string | null;
}

/** The server's own: a key for a partner. An empty `classes` of a key for orders means all. */
export interface AddPartner {
  readonly kind: "add_partner";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly name: string;
  readonly key_hash: string;
  readonly purpose: PartnerPurpose;
  readonly daily_quota: number;
  /** default [] */
  readonly classes?: readonly (string)[];
  /** default false */
  readonly live?: boolean;
}

/** A person rents in a house: `entity` is the tenancy, `root` and `person` who it is. `until_on` is until when it is agreed. `verified`: whoever tells it has seen the person and the papers. A second telling of a tenancy that is in force becomes one with it, under either id. */
export interface AddTenant {
  readonly kind: "add_tenant";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly person: string;
  readonly house: string;
  readonly from_on?: string | null;
  readonly until_on?: string | null;
  /** default false */
  readonly verified?: boolean;
}

/** Put a type on the admission list, from a day, until another or for good; `basis` names the decision. */
export interface AdmitTaskType {
  readonly kind: "admit_task_type";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly from_on: string;
  readonly until_on?: string | null;
  readonly basis: string;
}

/** The grid agency consents to a wish, until a day that is not later than was asked; it is not one's own wish. */
export interface AdmitUrgently {
  readonly kind: "admit_urgently";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly task_type: string;
  readonly until_on: string;
  readonly opinion: string;
}

/** What a heading means that no dictionary knows, or that could be several: asked once, remembered for the district. `group` is the heading above it, if it was asked about under one alone. An empty `field` says that cells below it stay empty. Answered again, the last answer holds. */
export interface AnswerHeading {
  readonly kind: "answer_heading";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly heading: string;
  /** default "" */
  readonly group?: string;
  readonly field?: string | null;
}

/** What came of an item that was not as the register says; `answer` becomes the id of this answer. `changed` points with `edit` to the command that carried the change. `moved_out` ends the `stays`, all of them in the item's dwelling, as of `until_on` (the day of the answer, if it does not say). */
export interface AnswerItem {
  readonly kind: "answer_item";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly answer: string;
  readonly state: RenewalAnswer;
  readonly edit?: string | null;
  readonly until_on?: string | null;
  /** default [] */
  readonly stays?: readonly (StayRef)[];
}

/** The department replies; the reply is the opinion. */
export interface AnswerSupervision {
  readonly kind: "answer_supervision";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly supervision: string;
}

/** The department holds that its overdue handling should not count against it (申诉). */
export interface AppealTimeout {
  readonly kind: "appeal_timeout";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly request: string;
}

/** A second person agrees to a draft as it is. */
export interface ApproveWarning {
  readonly kind: "approve_warning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
}

/** Ask for a type that is not on the list, for a term: `entity` is the wish. */
export interface AskUrgentAdmission {
  readonly kind: "ask_urgent_admission";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly task_type: string;
  readonly until_on: string;
  readonly reason: string;
}

/** The department gives it to one of its handlers (指派). */
export interface AssignCase {
  readonly kind: "assign_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly handler: string;
}

/** The organisation that has the case gives it to one right below it (交办); with a reason. */
export interface AssignDown {
  readonly kind: "assign_down";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly owner: string;
}

/** Put a user on a grid: the grid's scope is granted from now on; `entity` is the assignment's id. */
export interface AssignWorker {
  readonly kind: "assign_worker";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly user: string;
  readonly grid: string;
  /** default "grid_worker" */
  readonly post?: Post;
  readonly from_at?: Instant | null;
}

/** Name a photo of a subject by its hash; `entity` is the photo. It may be committed before its bytes arrive. */
export interface AttachPhoto {
  readonly kind: "attach_photo";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly subject_kind: PhotoSubject;
  readonly subject: string;
  readonly phase: PhotoPhase;
  readonly sha256: string;
  readonly size_bytes: number;
  /** default "image/jpeg" */
  readonly media_type?: string;
  /** default "" */
  readonly caption?: string;
}

/** The acceptor takes what a worker did as done, or voids it with a reason. */
export interface AuditSelfHandled {
  readonly kind: "audit_self_handled";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly accepted: boolean;
}

/** A street calls departments to the place (吹哨); `whistle` becomes its id. They come within `join_minutes`: half an hour where none are told, or less where the district allows no more. `joint_matter` is one of the district's list of what several enforce together. */
export interface BlowWhistle {
  readonly kind: "blow_whistle";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly whistle: string;
  readonly whistle_kind: WhistleKind;
  readonly departments: readonly (string)[];
  readonly join_minutes?: number | null;
  /** default "" */
  readonly matter?: string;
  readonly joint_matter?: string | null;
}

/** A chunk. The last one has `after` None and a `cursor` that holds the scope from the position before the first. */
export interface BootReply {
  readonly stamp: Stamp;
  readonly durable: number;
  readonly rows: readonly (Row)[];
  readonly after: string | null;
  /** default "" */
  readonly cursor: string;
  /** default "" */
  readonly reset: string;
}

/** Ask for one scope, in chunks by (kind, id); `after` is the last chunk's answer, empty at first. `have` is what the phone holds of the scope, bucket by bucket, all 256 or none: rows of buckets that agree come as SAME, without their record. It counts no row of another epoch or of another contract: their versions say nothing. */
export interface BootRequest {
  readonly install: string;
  /** default 3 */
  readonly contract?: number;
  readonly seen?: Seen | null;
  /** default "" */
  readonly cursor?: string;
  readonly scope: number;
  /** default "" */
  readonly after?: string;
  /** default 500 */
  readonly limit?: number;
  /** default [] */
  readonly have?: readonly (string)[];
}

/** What a building's record may be changed in. */
export interface BuildingEdits {
  readonly name?: Edit<string>;
  readonly number?: Edit<string>;
  readonly estate?: Edit<string>;
  readonly floors?: Edit<number>;
  readonly nature?: Edit<string>;
  readonly building_type?: Edit<string>;
  readonly floors_below?: Edit<number>;
  readonly units?: Edit<number>;
  readonly planned_households?: Edit<number>;
  readonly area_m2?: Edit<number>;
  readonly property_company?: Edit<string>;
  readonly property_contact?: Edit<string>;
  readonly property_phone?: Edit<string>;
  readonly head?: Edit<string>;
  readonly has_danger?: Edit<boolean>;
  readonly gis_id?: Edit<string>;
}

/** A building as phones hold it. */
export interface BuildingRecord {
  readonly type: "building";
  readonly id: string;
  readonly grid: string;
  /** policy review */
  readonly name: string;
  /** policy review, default "" */
  readonly number: string;
  /** policy lww, default "" */
  readonly estate: string;
  /** policy lww, default 0 */
  readonly floors: number;
  readonly lon: number | null;
  readonly lat: number | null;
  /** policy machine, default "active" */
  readonly life: Open<Life>;
  /** policy lww */
  readonly nature: string | null;
  /** policy lww */
  readonly building_type: string | null;
  /** policy lww, default 0 */
  readonly floors_below: number;
  /** policy lww, default 0 */
  readonly units: number;
  /** policy lww, default 0 */
  readonly planned_households: number;
  /** policy lww, default 0.0 */
  readonly area_m2: number;
  /** policy lww, default "" */
  readonly property_company: string;
  /** policy lww, default "" */
  readonly property_contact: string;
  /** policy lww */
  readonly property_phone: string | null;
  /** policy review */
  readonly head: string | null;
  /** policy lww, default false */
  readonly has_danger: boolean;
  /** policy review, default "" */
  readonly gis_id: string;
  /** policy machine */
  readonly effective_on: string | null;
  /** policy machine */
  readonly expired_on: string | null;
}

/** Days, both ends included, with other periods: the summer hours of an office. */
export interface CalendarSeason {
  readonly from_on: string;
  readonly until_on: string;
  readonly periods: readonly (string)[];
}

/** What a district lays down about its work time; without a word it is the default of domain.md 5. `holidays` and `workdays` beat what the State Council published, and that beats `weekend`. `years` are those whose calendar is complete with these days alone, whether or not they were published. */
export interface CalendarShape {
  /** default ["08:00-12:00", "14:00-18:00"] */
  readonly periods?: readonly (string)[];
  /** default [6, 7] */
  readonly weekend?: readonly (number)[];
  /** default 480 */
  readonly work_day_minutes?: number;
  /** default [] */
  readonly seasons?: readonly (CalendarSeason)[];
  /** default [] */
  readonly holidays?: readonly (string)[];
  /** default [] */
  readonly workdays?: readonly (string)[];
  /** default [] */
  readonly years?: readonly (number)[];
}

/** Stop an import that has not ended; what it has done so far is taken back. */
export interface CancelImport {
  readonly kind: "cancel_import";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
}

/** The supervisor takes it back, with a reason; what was said stays visible. */
export interface CancelSupervision {
  readonly kind: "cancel_supervision";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly supervision: string;
}

/** Whoever gives tasks takes it back. */
export interface CancelTask {
  readonly kind: "cancel_task";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** It is over before its time, or was wrong; its audience is told why. */
export interface CancelWarning {
  readonly kind: "cancel_warning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** What is sensitive of a person (health, need, age alone), under the person's id and version; in no grid's scope. Whoever has no labels has no such record. */
export interface CareRecord {
  readonly type: "care";
  readonly id: string;
  /** policy set, default [] */
  readonly care_labels: readonly (string)[];
}

/** A command as it waits on the phone: its very bytes, as a push would have brought them. */
export interface CarriedCommand {
  readonly seq: number;
  readonly id: string;
  readonly lane: string;
  readonly body: Base64;
}

/** A photo whose bytes have not all arrived. Not `here`: the phone has lost them itself. */
export interface CarriedPhoto {
  readonly upload: string;
  readonly command: string;
  readonly sha256: string;
  readonly size_bytes: number;
  /** default true */
  readonly here?: boolean;
}

/** A version of a class; the class's key is scheme, kind, major and minor together (domain.md 4). New reports choose among those that are valid now, by the phone's own clock; old cases keep what they have. */
export interface CaseClassRecord {
  readonly type: "case_class";
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly major: string;
  /** default 0 */
  readonly photos_before: number;
  /** default 0 */
  readonly photos_after: number;
  /** default 0 */
  readonly limit_value: number;
  /** default "" */
  readonly limit_unit: string;
  /** default "" */
  readonly scheme: string;
  /** default "" */
  readonly minor: string;
  /** default "" */
  readonly name_en: string;
  /** default "" */
  readonly major_name: string;
  /** default false */
  readonly ext: boolean;
  /** default false */
  readonly may_self_handle: boolean;
  /** default false */
  readonly check_waived: boolean;
  /** default 1 */
  readonly class_version: number;
  readonly valid_from: Instant | null;
  readonly valid_until: Instant | null;
}

/** One event of a case, kept for ever, also when it could not be applied (`applied` false). `absorbed`: it came when the case had gone past it, is kept as late evidence, and waits for nobody. */
export interface CaseEventRecord {
  readonly type: "case_event";
  readonly id: string;
  /** policy append */
  readonly case: string;
  /** policy append */
  readonly command: string;
  readonly from_state: Open<CaseState> | null;
  readonly to_state: Open<CaseState> | null;
  readonly actor: string;
  readonly at: Instant;
  /** default true */
  readonly applied: boolean;
  /** policy append, default "" */
  readonly opinion: string;
  /** default 1 */
  readonly round: number;
  readonly about: string | null;
  /** default false */
  readonly absorbed: boolean;
}

/** A case as phones hold it: what was reported, where it stands, whose turn it is. */
export interface CaseRecord {
  readonly type: "case";
  readonly id: string;
  /** policy machine */
  readonly state: Open<CaseState>;
  /** policy machine */
  readonly title: string;
  readonly reported_at: Instant;
  /** default 0 */
  readonly state_seq: number;
  /** default 0 */
  readonly generation: number;
  readonly case_no: string | null;
  /** policy machine, default "" */
  readonly description: string;
  /** policy machine */
  readonly class_code: string | null;
  /** policy machine, default "" */
  readonly address: string;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly grid: string | null;
  /** default false */
  readonly urgent: boolean;
  /** default "worker" */
  readonly source: Open<CaseSource>;
  /** policy machine */
  readonly department: string | null;
  /** policy machine */
  readonly handler: string | null;
  /** policy machine */
  readonly checker: string | null;
  readonly due_at: Instant | null;
  readonly closed_at: Instant | null;
  readonly condition: string | null;
  readonly component: string | null;
  /** default 1 */
  readonly round: number;
  readonly check_result: Open<CheckResult> | null;
  readonly card: string | null;
  readonly suspended_until: Instant | null;
  readonly duplicate_of: string | null;
  readonly owner: string | null;
  readonly whistle: string | null;
  /** default false */
  readonly self_handled: boolean;
  /** default false */
  readonly exempt: boolean;
  /** default false */
  readonly historic: boolean;
}

/** What a worker was sent to a case for; on their phone while it is open. */
export interface CaseTaskRecord {
  readonly type: "case_task";
  readonly id: string;
  /** policy append */
  readonly case: string;
  /** policy append */
  readonly of_kind: Open<TaskKind>;
  readonly sent_at: Instant;
  /** default "open" */
  readonly state: Open<CaseTaskState>;
  /** default 1 */
  readonly round: number;
  readonly due_at: Instant | null;
  /** policy append, default "" */
  readonly told: string;
}

/** A cell of H3 resolution 10 and a bucket; neither an order nor a time of day. */
export interface CellDwell {
  readonly cell: string;
  readonly dwell: Dwell;
}

/** Change fields of a building; where it stands and whose grid that is are no fields. */
export interface ChangeBuilding {
  readonly kind: "change_building";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: BuildingEdits;
}

/** Change fields of a component: `state` and `note` by whoever sees it, the others by those who keep the register. `changed_on` is the day of the change; without, the day on which it was observed. */
export interface ChangeComponent {
  readonly kind: "change_component";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: ComponentEdits;
  readonly changed_on?: string | null;
}

/** Change fields of a dwelling, and its owner's number, which phones hold masked: what was observed last stands. */
export interface ChangeDwelling {
  readonly kind: "change_dwelling";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: DwellingEdits;
  readonly owner_id_no?: string | null;
}

/** Change fields of a help record; `root` is the person. */
export interface ChangeHelp {
  readonly kind: "change_help";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: HelpEdits;
}

/** Change fields of a household. */
export interface ChangeHousehold {
  readonly kind: "change_household";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: HouseholdEdits;
}

/** Change fields of an organisation; safety officers are added and taken away one by one. */
export interface ChangeOrganisation {
  readonly kind: "change_organisation";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: OrganisationEdits;
  /** default [] */
  readonly add_officers?: readonly (string)[];
  /** default [] */
  readonly remove_officers?: readonly (string)[];
}

/** Change fields of a person; labels are added and taken away one by one. */
export interface ChangePerson {
  readonly kind: "change_person";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: PersonEdits;
  /** default [] */
  readonly add_labels?: readonly (string)[];
  /** default [] */
  readonly remove_labels?: readonly (string)[];
}

/** Change fields of a rented house. */
export interface ChangeRentedHouse {
  readonly kind: "change_rented_house";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: RentedHouseEdits;
}

/** Change fields of a stay, and its certificate's number, which phones hold masked; `root` is the person. */
export interface ChangeResidency {
  readonly kind: "change_residency";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: ResidencyEdits;
  readonly cert_no?: string | null;
}

/** Change fields of a service tag; `root` is the person. It takes the right to where the person lives now. */
export interface ChangeServiceTag {
  readonly kind: "change_service_tag";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: ServiceTagEdits;
}

/** Change fields of a site. */
export interface ChangeSite {
  readonly kind: "change_site";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default {} */
  readonly set?: SiteEdits;
}

/** What is looked at. A danger of it is proved by so many photos, and is put right within `rectify_days`. */
export interface CheckItem {
  readonly code: string;
  readonly text: string;
  readonly level: string;
  /** default true */
  readonly may_fix_on_spot?: boolean;
  /** default 1 */
  readonly photos_before?: number;
  /** default 1 */
  readonly photos_after?: number;
  /** default 7 */
  readonly rectify_days?: number;
}

/** How grave a danger is, the gravest first; while one of it is open its place is inspected every `period_days`. */
export interface CheckLevel {
  readonly code: string;
  readonly name: string;
  readonly period_days: number;
}

/** An edition of a check list as phones hold it: every edition that there ever was, in the scope `dist`. */
export interface CheckTemplateRecord {
  readonly type: "check_template";
  readonly id: string;
  readonly scheme: string;
  readonly site_type: string;
  readonly edition: number;
  readonly name: string;
  readonly source: string;
  readonly items: readonly (TemplateItem)[];
  readonly levels: readonly (TemplateLevel)[];
  readonly period_days: number;
  readonly valid_from: Instant;
  readonly valid_until: Instant | null;
  /** default [] */
  readonly applies_to: readonly (string)[];
  /** default "natural_day" */
  readonly unit: Open<LimitUnit>;
  readonly case_class: string | null;
}

/** Which channels somebody switches off for one class of events; `entity` is their `notice_choice_id` of it. */
export interface ChooseNotices {
  readonly kind: "choose_notices";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly cls: NoticeClass;
  /** default [] */
  readonly muted?: readonly (NoticeChannel)[];
}

/** A class to have in the catalogue. Scheme, kind, major and minor together are its key: 04 of one scheme is 05 of another (domain.md 4). `ext` marks a local extension. Minimums and limit hold where no filing condition has been chosen. */
export interface ClassShape {
  readonly scheme: string;
  readonly kind: string;
  readonly major: string;
  readonly minor: string;
  readonly name: string;
  /** default 0 */
  readonly photos_before?: number;
  /** default 0 */
  readonly photos_after?: number;
  readonly limit_value: number;
  readonly limit_unit: LimitUnit;
  /** default "" */
  readonly name_en?: string;
  /** default "" */
  readonly major_name?: string;
  /** default false */
  readonly ext?: boolean;
  /** default false */
  readonly may_self_handle?: boolean;
  /** default false */
  readonly check_waived?: boolean;
}

/** A phone's clocks, in milliseconds: `mono` counts sleep, `boot` names the boot that it counts from. */
export interface Clock {
  readonly wall: number;
  readonly boot: string;
  readonly mono: number;
}

/** The shift leader closes the case (结案); `condition_met` says that its closing condition is. */
export interface CloseCase {
  readonly kind: "close_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  /** default false */
  readonly condition_met?: boolean;
}

/** Nothing is left to do. Given online. */
export interface CloseDanger {
  readonly kind: "close_danger";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: DangerState | null;
  /** default 0 */
  readonly round?: number;
  /** default "" */
  readonly words?: string;
}

/** Premises are of use no more: shut, moved away, let no longer. Tenancies end with the house. */
export interface ClosePremises {
  readonly kind: "close_premises";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly premises: Premises;
  /** default "" */
  readonly reason?: string;
}

/** A week is over in a grid, with these figures as of its cut, for ever. The server's alone. */
export interface CloseRenewal {
  readonly kind: "close_renewal";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly expected: number;
  readonly done: number;
}

/** A code, what it is called, and the days between which it may be written; old records keep one that has ended. */
export interface CodeShape {
  readonly code: string;
  readonly name: string;
  readonly valid_from?: string | null;
  readonly valid_until?: string | null;
}

/** What a column of a file is for: its place from 0, its heading, and the field that it fills. */
export interface ColumnUse {
  readonly column: number;
  readonly heading: string;
  readonly field: string;
}

/** Anybody concerned adds words; nothing moves. */
export interface CommentCase {
  readonly kind: "comment_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** What a component's record may be changed in; each field tells what was seen and what is meant now. */
export interface ComponentEdits {
  readonly name?: Edit<string>;
  readonly state?: Edit<ComponentState>;
  readonly owner?: Edit<string>;
  readonly property?: Edit<string>;
  readonly maintenance?: Edit<string>;
  readonly unit_grid?: Edit<string>;
  readonly recorded_on?: Edit<string>;
  readonly source?: Edit<DataSource>;
  readonly accuracy?: Edit<AccuracyClass>;
  readonly note?: Edit<string>;
}

/** A component as phones of its grid hold it; its position is WGS-84. */
export interface ComponentRecord {
  readonly type: "component";
  readonly id: string;
  readonly code: string;
  readonly class_code: string;
  /** policy lww */
  readonly name: string;
  /** policy lww */
  readonly state: Open<ComponentState>;
  readonly lon: number;
  readonly lat: number;
  readonly grid: string | null;
  /** policy review */
  readonly owner: string | null;
  /** policy review */
  readonly property: string | null;
  /** policy review */
  readonly maintenance: string | null;
  /** policy review, default "" */
  readonly unit_grid: string;
  /** policy lww */
  readonly recorded_on: string | null;
  readonly changed_on: string | null;
  /** policy lww, default "manual" */
  readonly source: Open<DataSource>;
  /** policy lww, default "C" */
  readonly accuracy: Open<AccuracyClass>;
  /** policy lww, default "" */
  readonly note: string;
  /** policy machine */
  readonly retired_at: Instant | null;
}

/** A filing condition of a class: what must be so to file, what must be so to close, and by when. `level` is the class of area that it is meant for; whoever files chooses by it. */
export interface ConditionShape {
  readonly scheme: string;
  readonly kind: string;
  readonly major: string;
  readonly minor: string;
  readonly ordinal: number;
  readonly text: string;
  readonly closing_text: string;
  readonly limit_value: number;
  readonly limit_unit: LimitUnit;
  /** default "" */
  readonly level?: string;
  /** default "table" */
  readonly duty?: DutyRule;
  /** default 1 */
  readonly photos_before?: number;
  /** default 1 */
  readonly photos_after?: number;
  /** default [] */
  readonly overrides?: readonly (LimitOverride)[];
}

/** The department confirms the work and sends the case on (反馈). */
export interface ConfirmHandling {
  readonly kind: "confirm_handling";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** Seen, and all is as the register says; `entity` is the item, `answer` becomes the id of this answer. No version of what was confirmed changes, so that nobody's edit collides with it. */
export interface ConfirmItem {
  readonly kind: "confirm_item";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly answer: string;
}

/** What a person must decide, seen wherever its entity is seen. It stays when it is settled. `kind` and `entity` name the row in dispute; of work that came late, the kind of command and what that is about. `mine` is what the author of `command` wrote (late work: the whole command as JSON, what is sensitive left out), `theirs` what stood when the conflict was opened, `base` what the author saw. A `value` was typed to settle it. */
export interface ConflictRecord {
  readonly type: "conflict";
  readonly id: string;
  readonly command: string;
  readonly reason: string;
  readonly root: string;
  readonly of_kind: string;
  readonly entity: string;
  readonly author: string;
  readonly opened_at: Instant;
  /** default "" */
  readonly field: string;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
  /** default "open" */
  readonly state: Open<ConflictState>;
  readonly choice: Open<Choice> | null;
  readonly value: unknown;
  readonly settled_by: string | null;
  readonly settled_at: Instant | null;
  /** default "" */
  readonly told: string;
}

/** The citizen was called (联系), and answered or did not. */
export interface ContactCitizen {
  readonly kind: "contact_citizen";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reached: boolean;
  /** default "" */
  readonly words?: string;
}

/** What was written down wrongly is put right before anybody works on it (更正); with a reason. What is not named stays. A point or `claimed_grid` finds the grid anew, as a report does; the class may be corrected before filing. The old words stay beside the case. */
export interface CorrectCase {
  readonly kind: "correct_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly title?: string | null;
  readonly description?: string | null;
  readonly point?: Point | null;
  readonly address?: string | null;
  readonly claimed_grid?: string | null;
  readonly class_code?: string | null;
}

/** An office puts right by which number a person is known; what was there stays in the journal alone. Of two who correct it the later observation stands. None takes away a number that is not theirs. */
export interface CorrectIdentity {
  readonly kind: "correct_identity";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly id_type: IdType;
  readonly id_no: string | null;
  readonly reason: string;
}

/** Add an organisation below `parent`; `entity` is its id. Only the first one of a district has no parent. */
export interface CreateOrg {
  readonly kind: "create_org";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly code: string;
  readonly name: string;
  readonly level: OrgLevel;
  readonly parent?: string | null;
}

/** Add a person who works with the system; `entity` is the user's id. `password_hash` is argon2id. */
export interface CreateUser {
  readonly kind: "create_user";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly login: string;
  readonly name: string;
  /** default "" */
  readonly password_hash?: string;
}

/** A danger as phones hold it, with what its item asks for. `repeats` is an open one of the same item and place. `due_on` is the deadline of the last notice, a day of Asia/Shanghai; `overdue_at` when the server saw it passed. */
export interface DangerRecord {
  readonly type: "danger";
  readonly id: string;
  /** policy append */
  readonly inspection: string;
  /** policy append */
  readonly subject_kind: Open<HazardSubject>;
  /** policy append */
  readonly subject: string;
  /** policy append */
  readonly template: string;
  /** policy append */
  readonly item: string;
  readonly text: string;
  readonly level: string;
  /** policy machine */
  readonly state: Open<DangerState>;
  /** policy append */
  readonly found_at: Instant;
  /** policy append */
  readonly found_by: string;
  /** policy machine, default 1 */
  readonly round: number;
  /** default true */
  readonly may_fix_on_spot: boolean;
  /** default 0 */
  readonly photos_before: number;
  /** default 0 */
  readonly photos_after: number;
  /** default 7 */
  readonly rectify_days: number;
  /** policy append, default "" */
  readonly note: string;
  /** policy append, default "" */
  readonly responsible: string;
  readonly notice_no: string | null;
  readonly due_on: string | null;
  readonly handled_at: Instant | null;
  readonly noticed_at: Instant | null;
  readonly rectified_at: Instant | null;
  readonly reinspected_at: Instant | null;
  readonly ended_at: Instant | null;
  readonly overdue_at: Instant | null;
  readonly case_id: string | null;
  readonly repeats: string | null;
}

/** The pair leaves the queue until a day, on which it comes back. */
export interface DecideLater {
  readonly kind: "decide_later";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly other: string;
  readonly until_on: string;
  /** default "" */
  readonly reason?: string;
}

/** An edition of the catalogue: what comes new or changed, and what is retired; all else stays. All or nothing. `entity` is the id of this edition. It takes effect at `valid_from`: now, unless it says otherwise. Nothing is ever deleted. `reason` is the editor's, and must be told. */
export interface DefineClasses {
  readonly kind: "define_classes";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default [] */
  readonly classes?: readonly (ClassShape)[];
  /** default [] */
  readonly schemes?: readonly (SchemeShape)[];
  /** default [] */
  readonly conditions?: readonly (ConditionShape)[];
  /** default [] */
  readonly retired_classes?: readonly (string)[];
  /** default [] */
  readonly retired_conditions?: readonly (string)[];
  readonly valid_from?: Instant | null;
  /** default "" */
  readonly reason?: string;
}

/** A district's own table of codes of a scheme, whole, in place of the one that comes with the package. Without any code the table of the package is in force again. */
export interface DefineCodes {
  readonly kind: "define_codes";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly scheme: string;
  readonly title: string;
  /** default [] */
  readonly codes?: readonly (CodeShape)[];
  readonly reason: string;
}

/** A component comes into the register; `entity` is its row. `owner` has charge of it, `property` owns it, `maintenance` keeps it up: organisations. `recorded_on` is the day of its survey (ORDate), `changed_on` that of its last change (CHDate). */
export interface DefineComponent {
  readonly kind: "define_component";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly code: string;
  readonly class_code: string;
  readonly name: string;
  readonly point: Point;
  /** default "intact" */
  readonly state?: ComponentState;
  readonly owner?: string | null;
  readonly property?: string | null;
  readonly maintenance?: string | null;
  /** default "" */
  readonly unit_grid?: string;
  readonly recorded_on?: string | null;
  readonly changed_on?: string | null;
  /** default "manual" */
  readonly source?: DataSource;
  /** default "C" */
  readonly accuracy?: AccuracyClass;
  /** default "" */
  readonly note?: string;
}

/** An edition of the responsibility table: lines that come new or changed, and lines that end. All or nothing. `entity` is the id of this edition; `reason` is the editor's, and must be told. */
export interface DefineResponsibilities {
  readonly kind: "define_responsibilities";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default [] */
  readonly lines?: readonly (ResponsibilityShape)[];
  /** default [] */
  readonly ended?: readonly (ResponsibilityKey)[];
  readonly valid_from?: Instant | null;
  readonly reason: string;
}

/** What may be asked of grid workers once it is admitted: `entity` is the type. Defined again, it is as told now. */
export interface DefineTaskType {
  readonly kind: "define_task_type";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly name: string;
  /** default "" */
  readonly description?: string;
  /** default [] */
  readonly questions?: readonly (TaskQuestion)[];
  readonly sign_limit?: TaskLimit | null;
  readonly reply_limit?: TaskLimit | null;
}

/** What warnings of a kind say: `entity` is the template. Defined again, it is as told now; drafts keep their words. Every `{key}` of its texts is one of its fields, and every field is filled before there is a draft. One of the texts is in zh-CN. `agency` is trade and sub-unit of the warning identifier (domain.md 2.4), three digits each. */
export interface DefineWarningTemplate {
  readonly kind: "define_warning_template";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly name: string;
  readonly category: WarningCategory;
  readonly event: string;
  /** default [] */
  readonly fields?: readonly (TemplateField)[];
  readonly texts: readonly (WarningText)[];
  /** default "000000" */
  readonly agency?: string;
}

/** A row that a phone holds otherwise than its district: at this version, or not at all (0). */
export type Differing = readonly [kind: number, id: string, version: number];

/** What a scope holds: rows and two sums modulo 2^62 over (kind, id, version), in hex (sync.md 11). */
export interface Digest {
  readonly count: number;
  readonly sum_a: string;
  readonly sum_b: string;
}

/** What was asked for, of one moment. `moved`: the scope has changed since the cursor, so pull first; nothing else. `sums` are the 256 buckets'; `ids` by bucket the (kind, id, version) of what it holds; `rows` are those that differ, as the scope has them: PUT, or EXIT or ERASE for what it does not hold. */
export interface DigestReply {
  readonly answers: string;
  readonly stamp: Stamp;
  readonly durable: number;
  /** default false */
  readonly moved: boolean;
  /** default [] */
  readonly sums: readonly (string)[];
  /** default {} */
  readonly ids: Readonly<Record<string, readonly (readonly [number, string, number])[]>>;
  /** default [] */
  readonly rows: readonly (Row)[];
  /** default "" */
  readonly reset: string;
}

/** Ask what a scope holds, to find what differs here (sync.md 11): first its sums, then lists of the bad buckets. Last come the rows that differ, as this phone has them. `cursor` is that of the pull whose digest did not agree. */
export interface DigestRequest {
  readonly install: string;
  /** default 3 */
  readonly contract?: number;
  readonly seen?: Seen | null;
  readonly cursor: string;
  readonly scope: number;
  /** default [] */
  readonly buckets?: readonly (number)[];
  /** default [] */
  readonly differs?: readonly (Differing)[];
}

/** The dispatcher gives it to a lead department (派遣), and asks others to assist. `forced` sends it, with a reason, to the department that has just returned it. */
export interface DispatchCase {
  readonly kind: "dispatch_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly department: string;
  /** default [] */
  readonly assisting?: readonly (string)[];
  /** default false */
  readonly forced?: boolean;
}

/** The last knock at a door behind which nobody was told. */
export interface DoorCall {
  readonly dwelling: string;
  readonly outcome: Open<DoorOutcome>;
  readonly at: Instant;
  readonly by: string;
}

/** Keep grids as a draft: nothing is in force, no phone sees it. They may lie upon what is published by now. */
export interface DraftTerritory {
  readonly kind: "draft_territory";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly layer: LayerKind;
  readonly datum: Datum;
  readonly grids: readonly (GridShape)[];
}

/** Write a warning: `entity` is the warning. Nobody is told before it is issued. Its words are those of a `template` with its `values`, or `texts` with `category` and `event`. `updates` names the warning in force that it takes the place of when it is issued. A `drill` is marked in every text, and has a number of a space of its own. `source` says where it is from, if it is not of our own. */
export interface DraftWarning {
  readonly kind: "draft_warning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly level: WarningLevel;
  readonly area: WarningArea;
  readonly expires_at: Instant;
  readonly onset_at?: Instant | null;
  readonly template?: string | null;
  /** default [] */
  readonly values?: readonly (FieldValue)[];
  /** default [] */
  readonly texts?: readonly (WarningText)[];
  /** default "Other" */
  readonly category?: WarningCategory;
  /** default "" */
  readonly event?: string;
  /** default false */
  readonly drill?: boolean;
  readonly updates?: string | null;
  /** default "" */
  readonly source?: string;
}

/** Give a draft up: it can no longer be published; `entity` is the draft. */
export interface DropDraft {
  readonly kind: "drop_draft";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default "" */
  readonly reason?: string;
}

/** It is not issued; why. */
export interface DropWarning {
  readonly kind: "drop_warning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** What a dwelling's record may be changed in. */
export interface DwellingEdits {
  readonly unit?: Edit<string>;
  readonly room?: Edit<string>;
  readonly use?: Edit<DwellingUse>;
  readonly area_m2?: Edit<number>;
  readonly dwelling_type?: Edit<string>;
  readonly owner_name?: Edit<string>;
  readonly owner_phone?: Edit<string>;
  readonly note?: Edit<string>;
}

/** A dwelling as phones hold it. */
export interface DwellingRecord {
  readonly type: "dwelling";
  readonly id: string;
  readonly building: string;
  /** policy review, default "" */
  readonly unit: string;
  /** default 0 */
  readonly floor: number;
  /** policy review, default "" */
  readonly room: string;
  /** policy review, default "self" */
  readonly use: Open<DwellingUse>;
  /** policy lww, default 0.0 */
  readonly area_m2: number;
  /** policy lww */
  readonly note: string | null;
  /** policy machine, default "active" */
  readonly life: Open<Life>;
  /** policy lww */
  readonly dwelling_type: string | null;
  /** policy review, default "" */
  readonly owner_name: string;
  /** policy review */
  readonly owner_phone: string | null;
  readonly owner_id_masked: string | null;
  /** policy machine */
  readonly effective_on: string | null;
  /** policy machine */
  readonly expired_on: string | null;
}

/** Take a user off a grid; late work done before `at` still counts. */
export interface EndAssignment {
  readonly kind: "end_assignment";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly at?: Instant | null;
}

/** The duty `entity` ends: earlier than it was to, or it does not begin at all. */
export interface EndDuty {
  readonly kind: "end_duty";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly at?: Instant | null;
}

/** End a membership; what its holder did before stays as it is. */
export interface EndMembership {
  readonly kind: "end_membership";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly at?: Instant | null;
}

/** A person moved out; `entity` is the residency, `root` the person. */
export interface EndResidency {
  readonly kind: "end_residency";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly until_on: string;
  /** default "" */
  readonly reason?: string;
}

/** A person is looked after no more on this ground; `root` is the person. */
export interface EndServiceTag {
  readonly kind: "end_service_tag";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly until_on: string;
  /** default "" */
  readonly reason?: string;
}

/** Sign out: the session `entity` is good no longer. The server's alone. */
export interface EndSession {
  readonly kind: "end_session";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
}

/** A tenancy is over; `root` is the person. */
export interface EndTenant {
  readonly kind: "end_tenant";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly until_on: string;
  /** default "" */
  readonly reason?: string;
}

/** The street and those who came hold that it is done; while some are absent or still there, with a reason. */
export interface EndWhistle {
  readonly kind: "end_whistle";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly whistle: string;
}

/** `POST /v1/enrol`: the code as typed or scanned, the install id and the SHA-256 of a secret made on the phone. `public_key` is the half of a key (Ed25519) with which the phone signs what it hands to others to carry. */
export interface EnrolRequest {
  readonly code: string;
  readonly install: string;
  readonly secret_hash: string;
  /** default "" */
  readonly platform?: string;
  /** default "" */
  readonly public_key?: string;
}

/** What a phone learns when it has joined; its bearer token is `<install>.<secret>`, which it made itself. */
export interface Enrolled {
  readonly install: string;
  readonly user: string;
  readonly name: string;
  readonly district: number;
  readonly district_name: string;
  /** default [] */
  readonly grids: readonly (string)[];
  /** default "" */
  readonly certificate: string;
  /** default "" */
  readonly outbox_key: string;
  /** default "" */
  readonly lease: string;
}

/** The case moves one level up: grid, community, street, district (上报); with a reason. */
export interface EscalateCase {
  readonly kind: "escalate_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** It goes on as a case, whose id the phone makes: `words` is what is asked of those who handle it. The case lies where the danger's place does, and at `address`. Its class is the template's, unless one is named. */
export interface EscalateDanger {
  readonly kind: "escalate_danger";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: DangerState | null;
  /** default 0 */
  readonly round?: number;
  /** default "" */
  readonly words?: string;
  readonly case: string;
  /** default "" */
  readonly address?: string;
  readonly class_code?: string | null;
  /** default false */
  readonly urgent?: boolean;
}

/** The server's own clock: nobody has acknowledged in these grids, and the next rung of the ladder is told. */
export interface EscalateWarning {
  readonly kind: "escalate_warning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grids: readonly (string)[];
}

/** The server's own clock: its time is over. */
export interface ExpireWarning {
  readonly kind: "expire_warning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
}

/** What a field is filled with. */
export interface FieldValue {
  readonly key: string;
  readonly value: string;
}

/** The shift leader files the case (立案): it gets its number, its class, and the condition that sets its limit. A class that has filing conditions in force is filed under one of them. */
export interface FileCase {
  readonly kind: "file_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly class_code: string;
  readonly condition?: string | null;
}

/** A version of a filing condition. What changes of it comes as another record, and this one's `valid_until`. */
export interface FilingConditionRecord {
  readonly type: "filing_condition";
  readonly id: string;
  readonly class_code: string;
  readonly ordinal: number;
  readonly text: string;
  readonly closing_text: string;
  readonly limit_value: number;
  readonly limit_unit: string;
  /** default "" */
  readonly level: string;
  /** default 0 */
  readonly photos_before: number;
  /** default 0 */
  readonly photos_after: number;
  /** default 1 */
  readonly condition_version: number;
  readonly valid_from: Instant | null;
  readonly valid_until: Instant | null;
}

/** A danger that an inspection found; `danger` is its id, made by the phone. `photos` are promised, and follow. */
export interface Finding {
  readonly danger: string;
  readonly item: string;
  /** default "" */
  readonly note?: string;
  /** default "" */
  readonly responsible?: string;
  /** default 0 */
  readonly photos?: number;
}

/** A department that was asked to assist has done its part; what it did is the opinion (协办办结). */
export interface FinishAssisting {
  readonly kind: "finish_assisting";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly department: string;
}

/** The handler has done the work (处置). The handle clock goes on until the department confirms. */
export interface FinishHandling {
  readonly kind: "finish_handling";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** The last row has left `grids`: they are retired, and their assignments end. The server's alone. */
export interface FinishRezoning {
  readonly kind: "finish_rezoning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grids: readonly (string)[];
}

/** It is done; every required question is answered. */
export interface FinishTask {
  readonly kind: "finish_task";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default [] */
  readonly answers?: readonly (TaskAnswer)[];
  /** default "" */
  readonly note?: string;
}

/** It was put right on the spot; photos of after (phase `handle`) are named before. */
export interface FixDanger {
  readonly kind: "fix_danger";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: DangerState | null;
  /** default 0 */
  readonly round?: number;
  /** default "" */
  readonly words?: string;
}

/** A person is looked after: `entity` is the tag, `root` and `person` who it is. `basis` is what it rests on: an application, a list, a visit. A second telling of a tag of that kind which is in force becomes one with it, under either id; of two levels the closer one stands until somebody changes it. */
export interface GiveServiceTag {
  readonly kind: "give_service_tag";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly person: string;
  readonly tag_kind: string;
  /** default "general" */
  readonly care_level?: string;
  readonly from_on?: string | null;
  readonly until_on?: string | null;
  /** default "" */
  readonly basis?: string;
  readonly note?: string | null;
}

/** Give a task to a grid, or to one of its workers. Its type must be admitted when it is given. */
export interface GiveTask {
  readonly kind: "give_task";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly task_type: string;
  readonly grid: string;
  readonly worker?: string | null;
  readonly target_kind?: TargetKind | null;
  readonly target?: string | null;
  readonly title: string;
  /** default "" */
  readonly text?: string;
}

/** Give a user a post at an organisation from an instant on; `entity` is the membership's id. */
export interface GrantMembership {
  readonly kind: "grant_membership";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly user: string;
  readonly org: string;
  readonly post: Post;
  readonly from_at?: Instant | null;
  readonly until_at?: Instant | null;
}

/** A grid as its workers' phones hold it: geometry in WGS-84. */
export interface GridRecord {
  readonly type: "grid";
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly layer: Open<LayerKind>;
  readonly community: string;
  readonly geometry: readonly (readonly (readonly (readonly [number, number])[])[])[];
}

/** One grid of a partition: stable id, code and name, the community it belongs to, and its geometry. */
export interface GridShape {
  readonly grid: string;
  readonly code: string;
  readonly name: string;
  readonly org: string;
  readonly geometry: readonly (readonly (readonly (readonly [number, number])[])[])[];
}

/** What a help record may be changed in. */
export interface HelpEdits {
  readonly helped_on?: Edit<string>;
  readonly needed?: Edit<string>;
  readonly given?: Edit<string>;
  readonly carer?: Edit<string>;
  readonly health?: Edit<string>;
  readonly income?: Edit<string>;
  readonly main_family?: Edit<string>;
  readonly difficulties?: Edit<string>;
}

/** A help record as the phones of those hold it who look after the person. */
export interface HelpRecord {
  readonly type: "help";
  readonly id: string;
  readonly person: string;
  readonly recorded_by: string;
  /** policy review */
  readonly helped_on: string | null;
  /** policy review, default "" */
  readonly needed: string;
  /** policy review, default "" */
  readonly given: string;
  /** policy review, default "" */
  readonly carer: string;
  /** policy review, default "" */
  readonly health: string;
  /** policy review, default "" */
  readonly income: string;
  /** policy review, default "" */
  readonly main_family: string;
  /** policy review, default "" */
  readonly difficulties: string;
}

/** A rectangle that others must not see: a face, a plate. Edges in thousandths of the upright picture's sides. */
export interface HiddenArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Hide areas of a photo from all who look at it, and show such as were hidden; `entity` is the photo. Whoever works where the photo lies may hide. Only an office, or whoever hid an area, may show it again: the same command undoes it, with the two lists in each other's place. */
export interface HideInPhoto {
  readonly kind: "hide_in_photo";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default [] */
  readonly hide?: readonly (HiddenArea)[];
  /** default [] */
  readonly show?: readonly (HiddenArea)[];
}

/** One row that moves. */
export interface HomeRow {
  readonly kind: HomeKind;
  readonly id: string;
}

/** What a household's record may be changed in. */
export interface HouseholdEdits {
  readonly number?: Edit<string>;
  readonly head?: Edit<string>;
  readonly note?: Edit<string>;
}

/** A household as phones hold it. */
export interface HouseholdRecord {
  readonly type: "household";
  readonly id: string;
  readonly dwelling: string;
  /** policy review, default "" */
  readonly number: string;
  /** policy review */
  readonly head: string | null;
  /** policy lww */
  readonly note: string | null;
  /** policy max */
  readonly last_visited_at: Instant | null;
  /** policy machine, default "active" */
  readonly life: Open<Life>;
  /** policy machine */
  readonly effective_on: string | null;
  /** policy machine */
  readonly expired_on: string | null;
}

/** An inspection as phones hold it. */
export interface InspectionRecord {
  readonly type: "inspection";
  readonly id: string;
  /** policy append */
  readonly subject_kind: Open<HazardSubject>;
  /** policy append */
  readonly subject: string;
  /** policy append */
  readonly template: string;
  /** policy append */
  readonly site_type: string;
  /** policy append */
  readonly inspector: string;
  /** policy append */
  readonly inspected_at: Instant;
  /** default "" */
  readonly clock_quality: string;
  /** policy append, default [] */
  readonly checked: readonly (string)[];
  /** policy append, default [] */
  readonly dangers: readonly (string)[];
  /** policy append, default "" */
  readonly met: string;
  /** policy append, default "" */
  readonly note: string;
  readonly distance_m: number | null;
  /** default false */
  readonly far: boolean;
}

/** Promise one installation to a user: whoever shows the code whose hash this is, once and in time, becomes it. */
export interface IssueEnrolment {
  readonly kind: "issue_enrolment";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly user: string;
  readonly code_hash: string;
  readonly expires_at: Instant;
}

/** A rectification notice: the server gives its number. Its deadline is so many days after it was handed over. Without `days` they are those of the item. `handed_to` is who took it. */
export interface IssueNotice {
  readonly kind: "issue_notice";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: DangerState | null;
  /** default 0 */
  readonly round?: number;
  /** default "" */
  readonly words?: string;
  readonly days?: number | null;
  /** default "" */
  readonly handed_to?: string;
}

/** One click: it is in force, has its number, and its audience is told by every channel. A second click is none. Yellow and blue are approved before; orange and red may be issued as drafts, and are reviewed after. */
export interface IssueWarning {
  readonly kind: "issue_warning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
}

/** A department reports for duty at the place (报到). */
export interface JoinWhistle {
  readonly kind: "join_whistle";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly whistle: string;
  readonly department: string;
  readonly point?: Point | null;
}

/** A matter that several departments enforce together. */
export interface JointMatter {
  readonly code: string;
  readonly name: string;
}

/** The server's own: who may follow a case, by a keyed hash of a code and a slow hash of a PIN. `entity` is the reporter's id, `root` the case. */
export interface KeepReporter {
  readonly kind: "keep_reporter";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly code_hash: string;
  readonly pin_hash: string;
  /** default "" */
  readonly name?: string;
  readonly phone?: string | null;
  readonly privacy_note?: string | null;
  readonly expected_at?: Instant | null;
}

/** One step of the ladder: at which part of the limit who hears of it. */
export interface LadderRung {
  readonly percent: number;
  readonly tells: readonly (Audience)[];
}

/** What an item asks about may be gone: if so nobody need answer it. The server's alone. */
export interface LapseItem {
  readonly kind: "lapse_item";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly target_kind: RenewalTarget;
  readonly target: string;
}

/** A department leaves: when it is done, or earlier with a reason. */
export interface LeaveWhistle {
  readonly kind: "leave_whistle";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly whistle: string;
  readonly department: string;
}

/** Another limit of a condition where a street answers, or for a department. */
export interface LimitOverride {
  readonly org: string;
  readonly limit_value: number;
  readonly limit_unit: LimitUnit;
}

/** `POST /v1/login` for offices: the answer sets a session cookie. */
export interface LoginRequest {
  readonly login: string;
  readonly password: string;
}

/** Who is signed in. `outbox_key` and `lease` are for phones, as in `Enrolled`. */
export interface Me {
  readonly user: string;
  readonly name: string;
  /** default [] */
  readonly memberships: readonly (MembershipView)[];
  /** default [] */
  readonly grids: readonly (string)[];
  /** default "" */
  readonly csrf: string;
  /** default "" */
  readonly outbox_key: string;
  /** default "" */
  readonly lease: string;
}

/** A post as its holder sees it. */
export interface MembershipView {
  readonly post: Open<Post>;
  readonly org: string;
  readonly org_name: string;
}

/** The case is another report of `duplicate_of`, which goes on for both (合并). Its reporter follows that one. */
export interface MergeCase {
  readonly kind: "merge_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly duplicate_of: string;
}

/** Make one grid of several, in force from now on; `entity` is the rezoning. `into` may keep one of their ids. */
export interface MergeGrids {
  readonly kind: "merge_grids";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grids: readonly (string)[];
  readonly datum: Datum;
  readonly into: GridShape;
  /** default [] */
  readonly workers?: readonly (PartWorker)[];
  readonly preview: string;
  /** default "" */
  readonly reason?: string;
}

/** Two records are one person: `entity` is the merge, `root` and `winner` the record that stays (sync.md 12). `set` is the choice per field: what was seen of the winner, and what it is to be; a field that it does not name stays the winner's. `add_labels` are the loser's that the winner takes on, `take_id` its identity number. Of the loser's stays only those that `moved` names go along; the others stay with the loser, unseen. */
export interface MergePersons {
  readonly kind: "merge_persons";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly winner: string;
  readonly loser: string;
  /** default {} */
  readonly set?: PersonEdits;
  /** default [] */
  readonly add_labels?: readonly (string)[];
  /** default false */
  readonly take_id?: boolean;
  /** default [] */
  readonly moved?: readonly (string)[];
}

/** A component stands elsewhere, or its position is known better; the position observed last is kept. */
export interface MoveComponent {
  readonly kind: "move_component";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly point: Point;
  /** default "manual" */
  readonly source?: DataSource;
  /** default "C" */
  readonly accuracy?: AccuracyClass;
  readonly changed_on?: string | null;
}

/** A person of the register moves into a dwelling: the old stay ends, `residency` begins. History goes along. */
export interface MoveIn {
  readonly kind: "move_in";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly residency: string;
  readonly dwelling: string;
  readonly household?: string | null;
  /** default "floating" */
  readonly residency_kind?: ResidencyKind;
  /** default "99" */
  readonly relation?: string;
  /** default false */
  readonly hukou_consistent?: boolean;
  readonly inflow_reason?: string | null;
  readonly inflow_on?: string | null;
  readonly origin?: string | null;
  readonly cert_until?: string | null;
  readonly from_on?: string | null;
  readonly housing_kind?: string | null;
  readonly cert_type?: string | null;
  readonly cert_no?: string | null;
  readonly cert_on?: string | null;
}

/** A site is elsewhere now: in a building, in a grid, or at a point, as for `RegisterSite`. Of two who tell it, whoever observed it last is believed. From grid to grid it takes the right to both. */
export interface MoveSite {
  readonly kind: "move_site";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly building?: string | null;
  readonly grid?: string | null;
  readonly point?: Point | null;
}

/** What a worklist gains; `source` is why (a name of the renewal rules). */
export interface NewItem {
  readonly id: string;
  readonly source: string;
  readonly target_kind: RenewalTarget;
  readonly target: string;
}

/** `POST /v1/uploads`: bytes promised by hash and size; `upload` is an id made by the phone. */
export interface NewUpload {
  readonly upload: string;
  readonly sha256: string;
  readonly size_bytes: number;
  readonly command: string;
}

/** The shift leader does not file it; the reason is told. */
export interface NotFileCase {
  readonly kind: "not_file_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** They are two: the pair leaves the queue. `entity` and `other` are the two, whichever comes first. */
export interface NotTheSame {
  readonly kind: "not_the_same";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly other: string;
  readonly reason: string;
}

/** A file is there to be imported; `entity` becomes the import. Nothing of the register changes by it. `grid` stands where a row names none; `sheet` counts from 0, `header_row` is the number of the row of headings. */
export interface OpenImport {
  readonly kind: "open_import";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly what: ImportKind;
  readonly file_name: string;
  readonly sha256: string;
  readonly size_bytes: number;
  /** default 0 */
  readonly sheet?: number;
  /** default 1 */
  readonly header_row?: number;
  /** default [] */
  readonly columns?: readonly (ColumnUse)[];
  readonly grid?: string | null;
  /** default "" */
  readonly datum?: string;
}

/** A week begins in a grid; `entity` is the cycle. `week` is its Monday. The server's alone. `carried` counts the items that earlier weeks left open: they stay as they are. A long worklist comes in several commands, of which one is the `last`. */
export interface OpenRenewal {
  readonly kind: "open_renewal";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grid: string;
  readonly week: string;
  /** default 0 */
  readonly carried?: number;
  /** default [] */
  readonly items?: readonly (NewItem)[];
  /** default true */
  readonly last?: boolean;
}

/** So long for a stage, in its own unit. */
export interface OrderLimit {
  readonly value: number;
  readonly unit: LimitUnit;
}

/** What an organisation's record may be changed in; each field tells what was seen and what is meant now. */
export interface OrganisationEdits {
  readonly name?: Edit<string>;
  readonly credit_code?: Edit<string>;
  readonly organisation_type?: Edit<string>;
  readonly industry?: Edit<string>;
  readonly legal_person?: Edit<string>;
  readonly legal_phone?: Edit<string>;
  readonly address?: Edit<string>;
  readonly under_residential?: Edit<boolean>;
  readonly note?: Edit<string>;
}

/** An organisation as phones of its grid hold it; its place is WGS-84. */
export interface OrganisationRecord {
  readonly type: "organisation";
  readonly id: string;
  readonly grid: string;
  /** policy review */
  readonly name: string;
  /** policy review */
  readonly credit_code: string | null;
  /** policy review, default "99" */
  readonly organisation_type: string;
  /** policy lww */
  readonly industry: string | null;
  /** policy review, default "" */
  readonly legal_person: string;
  /** policy review */
  readonly legal_phone: string | null;
  /** policy set, default [] */
  readonly safety_officers: readonly (string)[];
  readonly building: string | null;
  readonly lon: number | null;
  readonly lat: number | null;
  /** policy lww, default "" */
  readonly address: string;
  /** policy review, default false */
  readonly under_residential: boolean;
  /** policy lww */
  readonly note: string | null;
  /** policy machine, default "active" */
  readonly life: Open<Life>;
}

/** What a phone has not sent, or has sent and the district might still lose, in seq order. `now` are its clocks when it wrote this, `certificate` what it got when it joined: that says whose it is, and with which key it signs. */
export interface Outbox {
  readonly install: string;
  readonly user: string;
  readonly certificate: string;
  readonly contract: number;
  readonly now: Clock;
  readonly queue: QueueState;
  /** default [] */
  readonly commands?: readonly (CarriedCommand)[];
  /** default [] */
  readonly photos?: readonly (CarriedPhoto)[];
}

/** A conflict as its author alone sees it, under the conflict's id and version: the own values, nobody else's. Whoever has the entity's scope holds the whole one beside it. */
export interface OwnConflictRecord {
  readonly type: "own_conflict";
  readonly id: string;
  readonly command: string;
  readonly reason: string;
  readonly root: string;
  readonly of_kind: string;
  readonly entity: string;
  readonly opened_at: Instant;
  /** default "" */
  readonly field: string;
  readonly base: unknown;
  readonly mine: unknown;
  /** default "open" */
  readonly state: Open<ConflictState>;
  readonly choice: Open<Choice> | null;
  readonly settled_at: Instant | null;
  /** default "" */
  readonly told: string;
}

/** Who works on a grid that the rezoning makes; `assignment` becomes the id of their assignment. */
export interface PartWorker {
  readonly grid: string;
  readonly user: string;
  readonly assignment: string;
  /** default "grid_worker" */
  readonly post?: Post;
}

/** What a person's record may be changed in; each field tells what was seen and what is meant now. */
export interface PersonEdits {
  readonly name?: Edit<string>;
  readonly sex?: Edit<Sex>;
  readonly birth_on?: Edit<string>;
  readonly phone?: Edit<string>;
  readonly former_name?: Edit<string>;
  readonly registered_division?: Edit<string>;
  readonly registered_address?: Edit<string>;
  readonly workplace?: Edit<string>;
  readonly more_phones?: Edit<readonly (string)[]>;
  readonly residence_division?: Edit<string>;
  readonly residence_address?: Edit<string>;
  readonly ethnicity?: Edit<string>;
  readonly marriage?: Edit<string>;
  readonly native_place?: Edit<string>;
  readonly occupation?: Edit<string>;
  readonly education?: Edit<string>;
  readonly preferred_contact?: Edit<string>;
  readonly note?: Edit<string>;
}

/** A person as phones hold it: the identity number masked, sealed and gated facts not there at all. */
export interface PersonRecord {
  readonly type: "person";
  readonly id: string;
  readonly dwelling: string | null;
  /** policy review */
  readonly name: string;
  /** policy review, default "0" */
  readonly sex: Open<Sex>;
  /** policy review */
  readonly birth_on: string | null;
  /** default "resident_id" */
  readonly id_type: Open<IdType>;
  readonly id_masked: string | null;
  /** policy review */
  readonly phone: string | null;
  /** policy lww, default "" */
  readonly former_name: string;
  /** policy lww */
  readonly registered_division: string | null;
  /** policy lww, default "" */
  readonly registered_address: string;
  /** policy lww, default "" */
  readonly workplace: string;
  /** policy lww */
  readonly preferred_contact: string | null;
  /** policy lww */
  readonly note: string | null;
  /** policy machine, default "active" */
  readonly life: Open<Life>;
  /** policy set, default [] */
  readonly more_phones: readonly (string)[];
  /** policy lww */
  readonly residence_division: string | null;
  /** policy lww, default "" */
  readonly residence_address: string;
  /** policy lww */
  readonly ethnicity: string | null;
  /** policy lww */
  readonly marriage: string | null;
  /** policy lww */
  readonly native_place: string | null;
  /** policy lww */
  readonly occupation: string | null;
  /** policy lww */
  readonly education: string | null;
  /** policy machine */
  readonly effective_on: string | null;
  /** policy machine */
  readonly expired_on: string | null;
}

/** The server's own word that a photo's bytes are stored whole; `entity` is the photo. */
export interface PhotoArrived {
  readonly kind: "photo_arrived";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly sha256: string;
}

/** When and where a picture says that it was taken, with how good that word is; shown to offices alone, on record. `taken` "2026:11:26 08:15:00" as the phone wrote it, `satellite_time` the same in UTC. Places in degrees, in the datum that the file names (most name none: WGS 84); `error_m` in metres. */
export interface PhotoEvidence {
  /** default "none" */
  readonly time_quality: string;
  /** default "none" */
  readonly place_quality: string;
  /** default "" */
  readonly taken: string;
  /** default "" */
  readonly offset: string;
  /** default "" */
  readonly satellite_time: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly error_m: number | null;
  /** default "" */
  readonly datum: string;
  /** default "" */
  readonly device: string;
}

/** The server's own word of what a photo's bytes are; `entity` is the photo. `fingerprint`: 16 hex digits that alike pictures share but for a few bits, none for what cannot be painted: then `damage` says why. `alike`: the photo that shows the same and was there before. */
export interface PhotoLooked {
  readonly kind: "photo_looked";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly sha256: string;
  /** default "" */
  readonly fingerprint?: string;
  /** default "" */
  readonly damage?: string;
  /** default {} */
  readonly evidence?: PhotoEvidence;
  readonly alike?: string | null;
}

/** The server's own word that a photo's bytes are here no more; `entity` is the photo. Its phone is asked again. */
export interface PhotoLost {
  readonly kind: "photo_lost";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly sha256: string;
}

/** A photo as phones hold it; without `arrived_at` its bytes are still awaited. `round` is that of its case, or its danger, of then. `hidden` is what nobody is shown of it; `damage` why its bytes, though they came whole, are no picture. */
export interface PhotoRecord {
  readonly type: "photo";
  readonly id: string;
  /** policy append */
  readonly subject_kind: Open<PhotoSubject>;
  /** policy append */
  readonly subject: string;
  /** policy append */
  readonly phase: Open<PhotoPhase>;
  /** policy append */
  readonly sha256: string;
  /** policy append */
  readonly size_bytes: number;
  /** policy append */
  readonly media_type: string;
  /** policy lww, default "" */
  readonly caption: string;
  readonly arrived_at: Instant | null;
  /** default 1 */
  readonly round: number;
  /** policy set, default [] */
  readonly hidden: readonly (HiddenArea)[];
  /** default "" */
  readonly damage: string;
}

/** A place as a device told it: degrees in the datum that it names, accuracy in metres. `lat` is let in up to 180, so that a swapped pair reaches the rule that can name the mistake. */
export interface Point {
  readonly lon: number;
  readonly lat: number;
  readonly datum: Datum;
  /** default 0.0 */
  readonly accuracy_m?: number;
  /** default "" */
  readonly provider?: string;
}

/** An edition of the check list of a site type; `entity` is the edition. It is in force from `valid_from`: now. `applies_to` names what is inspected by it from time to time, as kind.use (`dwelling.rented`), every `period_days`. Notices count `unit`: natural days, or work days by the district's calendar. `case_class` is that of a case which a danger is escalated to. `source` tells where the list is from. Editions stay for ever: dangers keep theirs. */
export interface PublishCheckTemplate {
  readonly kind: "publish_check_template";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly scheme: string;
  readonly site_type: string;
  readonly name: string;
  readonly source: string;
  readonly items: readonly (CheckItem)[];
  readonly levels: readonly (CheckLevel)[];
  readonly period_days: number;
  /** default [] */
  readonly applies_to?: readonly (string)[];
  /** default "natural_day" */
  readonly unit?: LimitUnit;
  readonly case_class?: string | null;
  readonly valid_from?: Instant | null;
}

/** Publish a draft as it is, judged as `PublishTerritory` would be now; `entity` is the draft. */
export interface PublishDraft {
  readonly kind: "publish_draft";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly valid_from?: Instant | null;
}

/** Publish grids in one layer, in force from `valid_from` on (now, unless it says another time that has passed). The versions of the grids named here that were in force end then. The new partition may not overlap itself or what stays published in the layer. */
export interface PublishTerritory {
  readonly kind: "publish_territory";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly layer: LayerKind;
  readonly datum: Datum;
  readonly grids: readonly (GridShape)[];
  readonly valid_from?: Instant | null;
}

/** The district's visit rules from a day on, whole; `entity` is the id of this edition. Of two editions for one day the later one holds, so that a mistake is put right before it is in force. `base` is the version of the rules that the author saw: 0 before the first. */
export interface PublishVisitRules {
  readonly kind: "publish_visit_rules";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly scheme: string;
  readonly valid_from: string;
  readonly rules: readonly (VisitRule)[];
  readonly reason: string;
}

/** A page; `answers` echoes the cursor that it answers, digests come when `more` is false, for exactly its `pos`. `want` are the SHA-256 of photos that this install has promised and whose bytes are not here, MAX_WANT at most. */
export interface PullReply {
  readonly answers: string;
  readonly cursor: string;
  readonly stamp: Stamp;
  readonly durable: number;
  readonly more: boolean;
  readonly rows: readonly (Row)[];
  /** default [] */
  readonly boot: readonly (ScopeInfo)[];
  /** default [] */
  readonly drop: readonly (number)[];
  /** default {} */
  readonly digests: Readonly<Record<string, Digest>>;
  /** default [] */
  readonly want: readonly (string)[];
  /** default 300 */
  readonly next_in: number;
  /** default "" */
  readonly reset: string;
}

/** Ask for what changed after `cursor`, which is the server's own text; empty on a fresh phone. */
export interface PullRequest {
  readonly install: string;
  /** default 3 */
  readonly contract?: number;
  readonly now: Clock;
  readonly seen?: Seen | null;
  /** default {} */
  readonly queue?: QueueState;
  /** default "" */
  readonly cursor?: string;
  /** default 500 */
  readonly limit?: number;
}

/** One receipt per command, in the order of the commands. */
export interface PushReply {
  readonly receipts: readonly (Receipt)[];
  readonly stamp: Stamp;
  readonly durable: number;
  /** default false */
  readonly rekey: boolean;
  /** default 200 */
  readonly max_batch: number;
  /** default 0 */
  readonly retry_after: number;
  /** default "" */
  readonly reset: string;
}

/** The envelope of a push. In MessagePack it carries the commands as `bin`; in JSON they follow, one a line. */
export interface PushRequest {
  readonly install: string;
  /** default 3 */
  readonly contract?: number;
  readonly now: Clock;
  readonly seen?: Seen | null;
  /** default {} */
  readonly queue?: QueueState;
  /** default [] */
  readonly commands?: readonly (Base64)[];
}

/** How a phone is doing, told with every contact, so that a stuck phone is seen. */
export interface QueueState {
  /** default 0 */
  readonly length?: number;
  /** default 0 */
  readonly last_seq?: number;
  /** default 0 */
  readonly oldest_s?: number;
  /** default 0 */
  readonly photos?: number;
  /** default "" */
  readonly last_error?: string;
  /** default 0 */
  readonly free_bytes?: number;
}

/** When somebody is not disturbed, over midnight where it ends earlier than it begins. */
export interface QuietHours {
  readonly from_minute: number;
  readonly until_minute: number;
}

/** The reporter answers the three questions, once a round: was I heard, is it solved, am I content (评价). */
export interface RateCase {
  readonly kind: "rate_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly contacted?: boolean | null;
  readonly solved?: boolean | null;
  readonly satisfaction: number;
}

/** A home that was reached first by a channel, and when the server knew. */
export interface Reached {
  readonly dwelling: string;
  readonly channel: Open<ReachChannel>;
  readonly at: Instant;
}

/** The acceptor takes back whom they sent to verify or to check (撤回), with a reason, and may send another. */
export interface RecallChecker {
  readonly kind: "recall_checker";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** The answer to the command `id`; `pos` is its commit's place in the journal, `why` a ProblemCode. `choice` is how a person settled the conflict that the command had opened (`inbox.Choice`). */
export interface Receipt {
  readonly id: string;
  readonly verdict: Open<Verdict>;
  /** default 0 */
  readonly pos: number;
  /** default 0 */
  readonly version: number;
  /** default "" */
  readonly conflict: string;
  /** default "" */
  readonly to: string;
  /** default [] */
  readonly missing: readonly (string)[];
  /** default "" */
  readonly why: string;
  /** default {} */
  readonly facts: Readonly<Record<string, string>>;
  /** default {} */
  readonly fields: Readonly<Record<string, string>>;
  /** default "" */
  readonly choice: string;
}

/** The answer that a command has now, in place of the one that its push brought. The record's id is its own; the command's is the receipt's. `seq` is the command's number on its install, 0 where its bytes told none; `of_kind` its kind, `about` its entity. */
export interface ReceiptRecord {
  readonly type: "receipt";
  readonly id: string;
  readonly receipt: Receipt;
  readonly of_kind: string;
  readonly about: string;
  readonly answered_at: Instant;
  /** default 0 */
  readonly seq: number;
}

/** A grid worker knocked at the door of a home that no channel had reached. */
export interface RecordDoorCall {
  readonly kind: "record_door_call";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grid: string;
  readonly dwelling: string;
  readonly outcome: DoorOutcome;
}

/** What a person needs and what was done: `entity` is the record, `root` and `person` who it is. `carer` is who helps them (帮扶人). `health`, `income`, `main_family` and `difficulties` are for those left behind. */
export interface RecordHelp {
  readonly kind: "record_help";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly person: string;
  readonly helped_on?: string | null;
  /** default "" */
  readonly needed?: string;
  /** default "" */
  readonly given?: string;
  /** default "" */
  readonly carer?: string;
  /** default "" */
  readonly health?: string;
  /** default "" */
  readonly income?: string;
  /** default "" */
  readonly main_family?: string;
  /** default "" */
  readonly difficulties?: string;
}

/** An inspection of a place by an edition of a check list; `entity` and `root` are the inspection. `checked` are the items that were looked at; those of the findings are, whether they are named or not. `met` is who was there for the place. Of a rented house `dwelling` names which it is a part of: by that its place is known. */
export interface RecordInspection {
  readonly kind: "record_inspection";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly subject_kind: HazardSubject;
  readonly subject: string;
  readonly template: string;
  /** default [] */
  readonly findings?: readonly (Finding)[];
  /** default [] */
  readonly checked?: readonly (string)[];
  /** default "" */
  readonly met?: string;
  /** default "" */
  readonly note?: string;
  readonly point?: Point | null;
  readonly dwelling?: string | null;
}

/** The handler tells how it goes; nothing moves. */
export interface RecordProgress {
  readonly kind: "record_progress";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** A visit to a household; `entity` is the visit, `root` the household. Where and how near is checked by the server. A doubt about the place flags the visit and never blocks it (L24). */
export interface RecordVisit {
  readonly kind: "record_visit";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly household: string;
  /** default "door" */
  readonly channel?: VisitChannel;
  /** default "met" */
  readonly outcome?: VisitOutcome;
  /** default [] */
  readonly persons?: readonly (string)[];
  readonly point?: Point | null;
  /** default 0 */
  readonly minutes?: number;
  /** default [] */
  readonly needs_told?: readonly (string)[];
  readonly note?: string | null;
  readonly ended_wall?: number | null;
}

/** A clock of the case `entity` is reckoned anew, for the calendar has changed. The server's own. */
export interface RecountClock {
  readonly kind: "recount_clock";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly timer: string;
}

/** Those who answer for the place say that it is put right, or somebody saw that it is; re-inspection follows. */
export interface RectifyDanger {
  readonly kind: "rectify_danger";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: DangerState | null;
  /** default 0 */
  readonly round?: number;
  /** default "" */
  readonly words?: string;
}

/** Bind an install to the enrolment `entity`; a second use is refused and recorded. */
export interface RedeemEnrolment {
  readonly kind: "redeem_enrolment";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly install: string;
  readonly secret_hash: string;
  /** default "" */
  readonly platform?: string;
}

/** The grid agency does not consent. */
export interface RefuseAdmission {
  readonly kind: "refuse_admission";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly opinion: string;
}

/** The acceptor does not take it on; the reason is told. */
export interface RefuseCase {
  readonly kind: "refuse_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** An organisation comes into the register. It lies in the grid of its building, else in `grid`, else at its point. A second one under the same code is accepted and flagged, never refused. */
export interface RegisterOrganisation {
  readonly kind: "register_organisation";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly name: string;
  readonly credit_code?: string | null;
  /** default "99" */
  readonly organisation_type?: string;
  readonly industry?: string | null;
  /** default "" */
  readonly legal_person?: string;
  readonly legal_phone?: string | null;
  /** default [] */
  readonly safety_officers?: readonly (string)[];
  readonly building?: string | null;
  readonly grid?: string | null;
  readonly point?: Point | null;
  /** default "" */
  readonly address?: string;
  /** default false */
  readonly under_residential?: boolean;
}

/** Add a person to the register, living in a dwelling: `residency` becomes the id of that first stay. A second registration of one identity number is accepted and flagged, never refused (sync.md 12). Where a person is registered (户籍地) and where they live when that is elsewhere (现住地) are a division's code and an address. From `ethnicity` to `education` are facts that a district collects only if it has said so; else they are refused. */
export interface RegisterPerson {
  readonly kind: "register_person";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly residency: string;
  readonly dwelling: string;
  readonly household?: string | null;
  readonly name: string;
  /** default "0" */
  readonly sex?: Sex;
  readonly birth_on?: string | null;
  /** default "resident_id" */
  readonly id_type?: IdType;
  readonly id_no?: string | null;
  readonly phone?: string | null;
  /** default "" */
  readonly former_name?: string;
  readonly registered_division?: string | null;
  /** default "" */
  readonly registered_address?: string;
  /** default "" */
  readonly workplace?: string;
  /** default [] */
  readonly care_labels?: readonly (string)[];
  /** default "permanent" */
  readonly residency_kind?: ResidencyKind;
  /** default "99" */
  readonly relation?: string;
  /** default true */
  readonly hukou_consistent?: boolean;
  readonly inflow_reason?: string | null;
  readonly inflow_on?: string | null;
  readonly origin?: string | null;
  readonly cert_until?: string | null;
  readonly from_on?: string | null;
  /** default [] */
  readonly more_phones?: readonly (string)[];
  readonly residence_division?: string | null;
  /** default "" */
  readonly residence_address?: string;
  readonly ethnicity?: string | null;
  readonly marriage?: string | null;
  readonly native_place?: string | null;
  readonly occupation?: string | null;
  readonly education?: string | null;
  readonly housing_kind?: string | null;
  readonly cert_type?: string | null;
  readonly cert_no?: string | null;
  readonly cert_on?: string | null;
}

/** Wake this install by this token from now on; `entity` is `push_token_id` of kind and token, `install` one's own. A token has one owner: whoever registers it last. An install has one token of a provider. For web push `token` is the subscription as JSON without blanks. */
export interface RegisterPushToken {
  readonly kind: "register_push_token";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly install: string;
  readonly channel: PushKind;
  readonly token: string;
}

/** A dwelling, or a part of it that `house_no` names, is let. The same one twice is accepted and flagged. How the dwelling is used is a fact of the dwelling, and stays what it is. */
export interface RegisterRentedHouse {
  readonly kind: "register_rented_house";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly dwelling: string;
  /** default "" */
  readonly house_no?: string;
  /** default "living" */
  readonly purpose?: string;
  /** default "" */
  readonly lease_no?: string;
  /** default "person" */
  readonly lessor_type?: string;
  /** default "" */
  readonly owner_name?: string;
  readonly owner_phone?: string | null;
  readonly owner_id_no?: string | null;
  readonly danger_type?: string | null;
  readonly danger_level?: string | null;
  /** default "green" */
  readonly management_class?: string;
}

/** A site comes into the register: a small shop, a workshop, whatever is inspected (九小, 三小场所). It lies in the grid of its building, else in `grid`, else at its point. `organisation` is whose it is. */
export interface RegisterSite {
  readonly kind: "register_site";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly name: string;
  readonly site_kind: string;
  readonly organisation?: string | null;
  readonly building?: string | null;
  readonly grid?: string | null;
  readonly point?: Point | null;
  /** default "" */
  readonly address?: string;
  /** default "general" */
  readonly fire_class?: string;
  readonly order_class?: string | null;
  /** default false */
  readonly under_residential?: boolean;
  /** default 0.0 */
  readonly area_m2?: number;
  /** default 0 */
  readonly people?: number;
  /** default "" */
  readonly safety_officer?: string;
  readonly safety_phone?: string | null;
}

/** Take rows of a rezoning to the grid where they lie now: whole roots with their children. The server's alone. Of `unfinished` buildings some dwellings have still to go: both grids see them meanwhile. */
export interface Rehome {
  readonly kind: "rehome";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly to: string;
  /** default [] */
  readonly buildings?: readonly (string)[];
  /** default [] */
  readonly unfinished?: readonly (string)[];
  /** default [] */
  readonly rows?: readonly (HomeRow)[];
}

/** Somebody looked again. What failed gets the next notice at once, of `days`, and the next round begins. */
export interface ReinspectDanger {
  readonly kind: "reinspect_danger";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: DangerState | null;
  /** default 0 */
  readonly round?: number;
  /** default "" */
  readonly words?: string;
  readonly result: ReinspectionResult;
  readonly days?: number | null;
  /** default "" */
  readonly handed_to?: string;
}

/** Bind the install `entity` to a user who showed the certificate of `former`. The server's alone. */
export interface RejoinInstall {
  readonly kind: "rejoin_install";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly user: string;
  readonly secret_hash: string;
  readonly former: string;
  /** default "" */
  readonly platform?: string;
}

/** `POST /v1/rejoin`: a phone whose install the server has lost in a restore, or found cloned, joins without a code. It shows the certificate of its enrolment and the secret that belongs to it. `install` and `secret_hash` are those to be from now on: its own again after a restore, new ones after a `rekey`. */
export interface RejoinRequest {
  readonly certificate: string;
  readonly secret: string;
  readonly install: string;
  readonly secret_hash: string;
  /** default "" */
  readonly platform?: string;
  /** default "" */
  readonly public_key?: string;
}

/** Use a token no more. `gone_since` is since when its provider knows it no more: a later registration stands. */
export interface RemovePushToken {
  readonly kind: "remove_push_token";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly why: TokenEnd;
  readonly gone_since?: Instant | null;
}

/** The digest of the rows that were removed. */
export interface Removed {
  readonly count: number;
  readonly sum_a: string;
  readonly sum_b: string;
}

/** The week that is open in a grid: how many items it found, and how many it took over still open. How many are done is `found + carried` less the items that the phone holds. */
export interface RenewalCycleRecord {
  readonly type: "renewal_cycle";
  readonly id: string;
  readonly grid: string;
  readonly week: string;
  readonly opened_at: Instant;
  /** policy machine, default 0 */
  readonly found: number;
  /** default 0 */
  readonly carried: number;
}

/** An item that waits for its answer; one that was answered, or lapsed, leaves the phones. `week` is the Monday of the cycle that found it. */
export interface RenewalItemRecord {
  readonly type: "renewal_item";
  readonly id: string;
  readonly cycle: string;
  readonly week: string;
  readonly source: string;
  readonly target_kind: Open<RenewalTarget>;
  readonly target: string;
  readonly dwelling: string;
  readonly household: string | null;
  /** policy machine, default "pending" */
  readonly state: Open<RenewalState>;
}

/** What a rented house's record may be changed in. */
export interface RentedHouseEdits {
  readonly house_no?: Edit<string>;
  readonly purpose?: Edit<string>;
  readonly lease_no?: Edit<string>;
  readonly lessor_type?: Edit<string>;
  readonly owner_name?: Edit<string>;
  readonly owner_phone?: Edit<string>;
  readonly danger_type?: Edit<string>;
  readonly danger_level?: Edit<string>;
  readonly management_class?: Edit<string>;
  readonly note?: Edit<string>;
}

/** A rented house as phones of its grid hold it: the owner's identity number masked. */
export interface RentedHouseRecord {
  readonly type: "rented_house";
  readonly id: string;
  readonly dwelling: string;
  /** policy review, default "" */
  readonly house_no: string;
  /** policy review, default "living" */
  readonly purpose: string;
  /** policy review, default "" */
  readonly lease_no: string;
  /** policy review, default "person" */
  readonly lessor_type: string;
  /** policy review, default "" */
  readonly owner_name: string;
  /** policy review */
  readonly owner_phone: string | null;
  readonly owner_id_masked: string | null;
  /** policy review */
  readonly danger_type: string | null;
  /** policy review */
  readonly danger_level: string | null;
  /** policy review, default "green" */
  readonly management_class: string;
  /** policy lww */
  readonly note: string | null;
  /** policy machine, default "active" */
  readonly life: Open<Life>;
}

/** A closed case begins a new round, once: a supervisor's order, or the citizen's within seven days. */
export interface ReopenCase {
  readonly kind: "reopen_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** It is to be decided after all: the pair is in the queue again. */
export interface ReopenPair {
  readonly kind: "reopen_pair";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly other: string;
  readonly reason: string;
}

/** Closed premises are of use again. Tenancies that ended stay ended. */
export interface ReopenPremises {
  readonly kind: "reopen_premises";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly premises: Premises;
  /** default "" */
  readonly reason?: string;
}

/** The answer that goes back to the hotline (回复). */
export interface ReplyOrder {
  readonly kind: "reply_order";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly words: string;
}

/** The server's own word of how far an import is, in the commit of what it did. `part` is a part of its rows, from 1, and `through` its last row. `taken_back` says that all parts from this one on are undone; `kept` are commands of it whose rows others have changed since. `ends` says that it was the last. */
export interface ReportImport {
  readonly kind: "report_import";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly part: number;
  readonly through: number;
  /** default [] */
  readonly outcomes?: readonly (RowOutcome)[];
  /** default false */
  readonly taken_back?: boolean;
  /** default 0 */
  readonly kept?: number;
  /** default 0 */
  readonly parts?: number;
  /** default false */
  readonly ends?: boolean;
}

/** Report a matter: a case begins. The class may still be corrected at filing; a place or an address is needed. */
export interface ReportMatter {
  readonly kind: "report_matter";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly title: string;
  /** default "" */
  readonly description?: string;
  readonly class_code?: string | null;
  readonly point?: Point | null;
  /** default "" */
  readonly address?: string;
  readonly claimed_grid?: string | null;
  /** default false */
  readonly urgent?: boolean;
  /** default 0 */
  readonly photos?: number;
  /** default "worker" */
  readonly source?: CaseSource;
  readonly component?: string | null;
}

/** Where a worker was in a grid in a day of Asia/Shanghai, made on the phone, which forgets the positions. Told again, the longer stay of each cell counts and the longer whole: nothing is told twice, in whatever order. */
export interface ReportPatrol {
  readonly kind: "report_patrol";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grid: string;
  readonly on_day: string;
  readonly minutes: number;
  /** default [] */
  readonly cells?: readonly (CellDwell)[];
}

/** What channels confirm, told by the server itself: somebody of these homes of a grid has the warning. */
export interface ReportReached {
  readonly kind: "report_reached";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grid: string;
  readonly channel: ReachChannel;
  readonly dwellings: readonly (string)[];
}

/** More time: one original limit beyond the present deadline (延期). */
export interface RequestExtension {
  readonly kind: "request_extension";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly request: string;
}

/** A supervisor wants it closed as it is (强制结案); another supervisor must agree. */
export interface RequestForcedClose {
  readonly kind: "request_forced_close";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly request: string;
}

/** The case is to rest, its clock with it, until the end of a day (挂账). */
export interface RequestSuspension {
  readonly kind: "request_suspension";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly request: string;
  readonly until_on: string;
}

/** The case should never have been one (作废). */
export interface RequestVoid {
  readonly kind: "request_void";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly request: string;
}

/** What a stay's record may be changed in. */
export interface ResidencyEdits {
  readonly residency_kind?: Edit<ResidencyKind>;
  readonly relation?: Edit<string>;
  readonly inflow_reason?: Edit<string>;
  readonly cert_until?: Edit<string>;
  readonly hukou_consistent?: Edit<boolean>;
  readonly housing_kind?: Edit<string>;
  readonly cert_type?: Edit<string>;
  readonly cert_on?: Edit<string>;
}

/** A stay as phones hold it. */
export interface ResidencyRecord {
  readonly type: "residency";
  readonly id: string;
  readonly person: string;
  readonly dwelling: string;
  readonly household: string | null;
  /** policy review */
  readonly residency_kind: Open<ResidencyKind>;
  /** policy machine */
  readonly status: Open<ResidencyStatus>;
  /** policy review, default "99" */
  readonly relation: string;
  /** policy review, default true */
  readonly hukou_consistent: boolean;
  /** policy lww */
  readonly inflow_reason: string | null;
  readonly inflow_on: string | null;
  readonly origin: string | null;
  /** policy review */
  readonly cert_until: string | null;
  readonly from_on: string | null;
  /** policy machine */
  readonly until_on: string | null;
  /** policy lww */
  readonly housing_kind: string | null;
  /** policy lww */
  readonly cert_type: string | null;
  readonly cert_masked: string | null;
  /** policy lww */
  readonly cert_on: string | null;
  /** policy machine */
  readonly verified_at: Instant | null;
  /** policy machine */
  readonly verified_by: string | null;
  /** policy machine */
  readonly verify_due: string | null;
}

/** Which line of the responsibility table: some matters, in an area; `area` is an organisation or a grid, and without one the whole district. */
export interface ResponsibilityKey {
  /** default "" */
  readonly matters?: string;
  readonly area?: string | null;
}

/** Which organisation leads in these matters there, and which assist it. */
export interface ResponsibilityShape {
  /** default "" */
  readonly matters?: string;
  readonly area?: string | null;
  readonly lead: string;
  /** default [] */
  readonly assist?: readonly (string)[];
  /** default "" */
  readonly note?: string;
}

/** A retired component is in use after all. */
export interface RestoreComponent {
  readonly kind: "restore_component";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** A retired record is of use again. */
export interface RestoreRecord {
  readonly kind: "restore_record";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly register: Register;
  /** default "" */
  readonly reason?: string;
}

/** A suspended case goes on: by the dispatcher, or by the clock at the end of the chosen day (恢复). */
export interface ResumeCase {
  readonly kind: "resume_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** A component is taken out of use. Its row stays, for the cases that point at it; its identifier stays taken. */
export interface RetireComponent {
  readonly kind: "retire_component";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** Take a grid out of force; `entity` is the grid. */
export interface RetireGrid {
  readonly kind: "retire_grid";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** A record of the register is of use no more: demolished, dissolved, moved away, dead. It is no deletion. */
export interface RetireRecord {
  readonly kind: "retire_record";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly register: Register;
  /** default "" */
  readonly reason?: string;
}

/** It cannot be done here; why. */
export interface ReturnTask {
  readonly kind: "return_task";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** The dispatcher sends it back to the acceptor; with a reason. */
export interface ReturnToAcceptor {
  readonly kind: "return_to_acceptor";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** The handler gives it back before finishing; with a reason. */
export interface ReturnToDepartment {
  readonly kind: "return_to_department";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** The department says that it is not theirs (回退). Where the district wants it, the dispatcher approves first: then `request` is the id of what they decide. */
export interface ReturnToDispatcher {
  readonly kind: "return_to_dispatcher";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly request: string;
}

/** Whoever's turn it is approves a request, or declines it with a reason. */
export interface ReviewRequest {
  readonly kind: "review_request";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly request: string;
  readonly approved: boolean;
}

/** A second person looks at what was issued at once. An objection is on record; it cancels nothing. */
export interface ReviewWarning {
  readonly kind: "review_warning";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly outcome: ReviewOutcome;
  readonly words: string;
}

/** The department takes the case back from its handler before they finish; with a reason. */
export interface RevokeAssignment {
  readonly kind: "revoke_assignment";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** Shut a phone out at once; `entity` is the install. What rejoined with its certificate is shut out with it. */
export interface RevokeInstall {
  readonly kind: "revoke_install";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** The server's own: a partner's key is good no more. */
export interface RevokePartner {
  readonly kind: "revoke_partner";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
}

/** Not good enough (返工): the same department does it again, in a new round; with a reason. */
export interface ReworkDepartment {
  readonly kind: "rework_department";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** The department sends it back to the handler: not good enough. */
export interface ReworkHandling {
  readonly kind: "rework_handling";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** Somebody is on duty on some grids from one instant to another; `entity` is the id of this duty. */
export interface RosterDuty {
  readonly kind: "roster_duty";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly user: string;
  readonly grids: readonly (string)[];
  readonly from_at: Instant;
  readonly until_at: Instant;
}

/** A row of the feed: `op` is PUT, EXIT, ERASE or SAME; `record` is an encoded record, or an encoded null. */
export type Row = readonly [scope: number, kind: number, id: string, op: number, version: number, record: unknown];

/** Who a row that was asked about is: a person of the register, or (None) somebody new. */
export interface RowAnswer {
  readonly row: number;
  readonly person?: string | null;
}

/** What became of a row: why, at which field, and which fields changed. It repeats nothing that the file says. */
export type RowOutcome = readonly [row: number, fate: Open<Fate>, reason: Open<RowReason> | null, field: string, changed: readonly (string)[], people: readonly (string)[]];

/** Let it go on: rows are compared with the register and brought in, some hundred a commit. */
export interface RunImport {
  readonly kind: "run_import";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  /** default [] */
  readonly answers?: readonly (RowAnswer)[];
}

/** A class scheme: its key, whose edition of what it is, and how many digits its minors have. With `valid_until` the whole scheme ends then: all its classes and conditions are retired. */
export interface SchemeShape {
  readonly scheme: string;
  readonly name: string;
  /** default "" */
  readonly name_en?: string;
  /** default "" */
  readonly edition?: string;
  /** default 2 */
  readonly minor_digits?: number;
  readonly valid_from?: Instant | null;
  readonly valid_until?: Instant | null;
}

/** A scope that the phone is to boot: `kind` grid, sensitive, self, case or dist; `ref` what it is the scope of. One that is `too_big` for a phone (more than MOST_SCOPE_ROWS) is named with the `size_bytes` of its records, and not booted: its office divides it. */
export interface ScopeInfo {
  readonly id: number;
  readonly kind: string;
  readonly ref: string;
  readonly label: string;
  readonly count: number;
  /** default 0 */
  readonly size_bytes: number;
  /** default false */
  readonly too_big: boolean;
}

/** The street scores how a department took part. */
export interface ScoreWhistle {
  readonly kind: "score_whistle";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly whistle: string;
  readonly department: string;
  readonly score: number;
}

/** The highest stamp that a phone has, sent back with every request. */
export interface Seen {
  readonly epoch: string;
  readonly pos: number;
  readonly tag: string;
  readonly mac: string;
}

/** The worker put it right on the spot (自行处置); photos before and after are attached first. */
export interface SelfHandle {
  readonly kind: "self_handle";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** The acceptor sends somebody who did not handle it to look (核查). */
export interface SendCheck {
  readonly kind: "send_check";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly checker: string;
  /** default "" */
  readonly told?: string;
}

/** The acceptor sends somebody to look before the case is filed (核实); `told` is what to look for. */
export interface SendVerify {
  readonly kind: "send_verify";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly checker: string;
  /** default "" */
  readonly told?: string;
}

/** What a service tag may be changed in; each field tells what was seen and what is meant now. */
export interface ServiceTagEdits {
  readonly care_level?: Edit<string>;
  readonly until_on?: Edit<string>;
  readonly basis?: Edit<string>;
  readonly note?: Edit<string>;
}

/** A service tag as the phones of those hold it who look after the person. */
export interface ServiceTagRecord {
  readonly type: "service_tag";
  readonly id: string;
  readonly person: string;
  readonly tag_kind: string;
  /** policy machine */
  readonly status: Open<ResidencyStatus>;
  /** policy review, default "general" */
  readonly care_level: string;
  readonly from_on: string | null;
  /** policy review */
  readonly until_on: string | null;
  /** policy review, default "" */
  readonly basis: string;
  /** policy lww */
  readonly note: string | null;
}

/** The district's calendar from now on, whole; `entity` is the id of this edition. Clocks that run follow it. `base` is the version that its author saw: 0 before the first. */
export interface SetCalendar {
  readonly kind: "set_calendar";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly calendar: CalendarShape;
  readonly reason: string;
}

/** How this district runs its cases; `entity` is the id of this edition. What is not named stays as it is. */
export interface SetCaseSwitches {
  readonly kind: "set_case_switches";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly shift_leader?: boolean | null;
  readonly return_needs_approval?: boolean | null;
  readonly accept_pauses_in_verify?: boolean | null;
  readonly return_restarts_accept?: boolean | null;
  readonly may_appeal_again?: boolean | null;
  readonly rework_renews_limit?: boolean | null;
  readonly yellow_card_at_150?: boolean | null;
  readonly reports_skip_acceptor?: boolean | null;
  readonly accept_minutes?: number | null;
  readonly dispatch_minutes?: number | null;
  readonly task_minutes?: number | null;
  readonly level_minutes?: number | null;
  readonly emergency_join_minutes?: number | null;
  readonly daily_join_minutes?: number | null;
  readonly key_join_minutes?: number | null;
  readonly normal_points?: number | null;
  readonly yellow_points?: number | null;
  readonly red_points?: number | null;
}

/** The case is a matter left from long ago, or is not after all (历史遗留). */
export interface SetHistoric {
  readonly kind: "set_historic";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly historic: boolean;
}

/** What this district's departments enforce together, from now on; `entity` is the id of this edition. */
export interface SetJointMatters {
  readonly kind: "set_joint_matters";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly matters: readonly (JointMatter)[];
}

/** Who hears of a clock from now on; `entity` is the id of this edition. */
export interface SetLadder {
  readonly kind: "set_ladder";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly rungs: readonly (LadderRung)[];
}

/** In which language somebody is told, and when they are not disturbed; `entity` is their `notice_ways_id`. */
export interface SetNoticeWays {
  readonly kind: "set_notice_ways";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly language: NoticeLanguage;
  readonly quiet?: QuietHours | null;
}

/** How a district keeps its register; what is not named stays. `collects` are all of the optional facts it wants. `reveals_a_day` is how many sealed values one person may have shown to them in a day. */
export interface SetRegister {
  readonly kind: "set_register";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly collects?: readonly (OptionalFact)[] | null;
  readonly reveals_a_day?: number | null;
  readonly reason: string;
}

/** The case is urgent, or is not any more (加急). */
export interface SetUrgency {
  readonly kind: "set_urgency";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly urgent: boolean;
}

/** Decide a conflict: `entity` is the conflict, `root` the conflict's root. `was` is what the field in dispute showed when the person decided, and `base` the version of its row then: what somebody else wrote since is not overwritten. `value` is for `edit`, `reason` for `dismiss`. */
export interface SettleConflict {
  readonly kind: "settle_conflict";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly choice: Choice;
  readonly was?: string | number | boolean | null;
  readonly value?: string | number | boolean | null;
  /** default "" */
  readonly reason?: string;
}

/** Somebody here has it now (签收). */
export interface SignOrder {
  readonly kind: "sign_order";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
}

/** A worker takes it on. */
export interface SignTask {
  readonly kind: "sign_task";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
}

/** An `Outbox` in MessagePack, and the phone's signature (Ed25519) over `hexward|v1|outbox|`, file id and it. */
export interface SignedOutbox {
  readonly outbox: Base64;
  readonly signature: Base64;
}

/** What a site's record may be changed in. */
export interface SiteEdits {
  readonly name?: Edit<string>;
  readonly site_kind?: Edit<string>;
  readonly organisation?: Edit<string>;
  readonly address?: Edit<string>;
  readonly fire_class?: Edit<string>;
  readonly order_class?: Edit<string>;
  readonly under_residential?: Edit<boolean>;
  readonly area_m2?: Edit<number>;
  readonly people?: Edit<number>;
  readonly safety_officer?: Edit<string>;
  readonly safety_phone?: Edit<string>;
  readonly note?: Edit<string>;
}

/** A site as phones of its grid hold it; its place is WGS-84. */
export interface SiteRecord {
  readonly type: "site";
  readonly id: string;
  readonly grid: string;
  /** policy review */
  readonly name: string;
  /** policy review */
  readonly site_kind: string;
  /** policy review */
  readonly organisation: string | null;
  readonly building: string | null;
  readonly lon: number | null;
  readonly lat: number | null;
  /** policy lww, default "" */
  readonly address: string;
  /** policy review, default "general" */
  readonly fire_class: string;
  /** policy review */
  readonly order_class: string | null;
  /** policy review, default false */
  readonly under_residential: boolean;
  /** policy lww, default 0.0 */
  readonly area_m2: number;
  /** policy lww, default 0 */
  readonly people: number;
  /** policy review, default "" */
  readonly safety_officer: string;
  /** policy review */
  readonly safety_phone: string | null;
  /** policy lww */
  readonly note: string | null;
  /** policy machine, default "active" */
  readonly life: Open<Life>;
}

/** Divide a grid into parts, in force from now on; `entity` is the rezoning. One part may keep the grid's id. What lies in no part, or has no place, goes to `rest`. `preview` is the digest of the preview that was agreed to. */
export interface SplitGrid {
  readonly kind: "split_grid";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly grid: string;
  readonly datum: Datum;
  readonly parts: readonly (GridShape)[];
  readonly rest: string;
  /** default [] */
  readonly workers?: readonly (PartWorker)[];
  readonly preview: string;
  /** default "" */
  readonly reason?: string;
}

/** A signed witness of the head: `tag` names the journal's content at `pos`, `mac` is the server's alone to make. `holds` is the position of the `seen` that came with the request: up to there this history is the phone's own. */
export interface Stamp {
  readonly epoch: string;
  readonly pos: number;
  readonly tag: string;
  readonly mac: string;
  readonly holds: number | null;
}

/** Open an office's session after a login: `entity` is its install, good until `until_at`. The server's alone. */
export interface StartSession {
  readonly kind: "start_session";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly user: string;
  readonly secret_hash: string;
  readonly until_at: Instant;
  /** default "browser" */
  readonly platform?: string;
}

/** A stay and whose it is. */
export interface StayRef {
  readonly residency: string;
  readonly person: string;
}

/** The checker tells what there is to see. */
export interface SubmitCheck {
  readonly kind: "submit_check";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly result: CheckResult;
}

/** Whoever was sent tells whether it is there: with a photo, or with words where none can be taken. */
export interface SubmitVerify {
  readonly kind: "submit_verify";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly found: boolean;
}

/** A supervisor supervises the case (督办), or passes a leader's instruction on (领导批示); a reply may be due. `entity` is the case, `supervision` becomes the id of what is replied to and cancelled. */
export interface SuperviseCase {
  readonly kind: "supervise_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly supervision: string;
  readonly level: Supervision;
  readonly reply_due_at?: Instant | null;
}

/** What the citizen said when called back (回访); whoever replied does not call. */
export interface SurveyOrder {
  readonly kind: "survey_order";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reached: boolean;
  readonly solved?: boolean | null;
  readonly satisfaction?: number | null;
  /** default "" */
  readonly words?: string;
}

/** One user leaves a grid and another takes it over at an instant; `entity` is the new assignment's id. `ends` is the assignment that ends then. What was done before still counts for whoever did it. `preview` is the digest of the preview that was agreed to, where there was one. */
export interface SwapWorkers {
  readonly kind: "swap_workers";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly ends: string;
  readonly user: string;
  /** default "grid_worker" */
  readonly post?: Post;
  readonly at?: Instant | null;
  /** default "" */
  readonly preview?: string;
}

/** Take back what a command of an import made or changed, unless somebody else has changed it since. `version` is the one that the import left. Without edits the row itself is taken back: it is emptied, on no phone and claims no number. `within` is the dwelling of a household; `residency` the stay that a person came with. */
export interface TakeBack {
  readonly kind: "take_back";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly register?: Register | null;
  readonly version: number;
  readonly within?: string | null;
  readonly residency?: string | null;
  readonly person?: PersonEdits | null;
  readonly dwelling?: DwellingEdits | null;
  readonly household?: HouseholdEdits | null;
  readonly stay?: ResidencyEdits | null;
}

/** Take back a move of an import: the stay that it began is void, the one that it ended (if any) goes on. `version` is the person's as the import left it; `back_to` is the dwelling of the stay that `goes_on`. */
export interface TakeBackMove {
  readonly kind: "take_back_move";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly version: number;
  readonly residency: string;
  readonly goes_on?: string | null;
  readonly back_to?: string | null;
}

/** The server's own: keep a hotline order beside its case. `entity` is the order, `root` the case. The limits are those of the template as it was when the order came. */
export interface TakeOrder {
  readonly kind: "take_order";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly source: string;
  readonly number: string;
  readonly template: string;
  readonly sign_limit: OrderLimit;
  readonly reply_limit: OrderLimit;
  /** default "" */
  readonly nature?: string;
  /** default "" */
  readonly category?: string;
  /** default "" */
  readonly opinion?: string;
  /** default "" */
  readonly name?: string;
  readonly phone?: string | null;
  readonly placed_at?: Instant | null;
}

/** What was answered to a question: text, `yes` or `no`, a number in digits, or one of the choices. */
export interface TaskAnswer {
  readonly key: string;
  readonly value: string;
}

/** How long something may take, by the work calendar. */
export interface TaskLimit {
  readonly value: number;
  readonly unit: LimitUnit;
}

/** A question that a worker answers; `choices` are for CHOICE alone. */
export interface TaskQuestion {
  readonly key: string;
  readonly text: string;
  /** default "text" */
  readonly kind?: AnswerKind;
  /** default [] */
  readonly choices?: readonly (string)[];
  /** default false */
  readonly required?: boolean;
}

/** A task as phones hold it. */
export interface TaskRecord {
  readonly type: "task";
  readonly id: string;
  /** policy append */
  readonly task_type: string;
  readonly grid: string;
  /** policy append */
  readonly title: string;
  /** policy machine */
  readonly state: Open<TaskState>;
  /** policy append */
  readonly given_at: Instant;
  /** policy append */
  readonly given_by: string;
  /** policy append, default "" */
  readonly text: string;
  /** policy append */
  readonly worker: string | null;
  /** policy append */
  readonly target_kind: Open<TargetKind> | null;
  /** policy append */
  readonly target: string | null;
  /** policy append */
  readonly sign_by: Instant | null;
  /** policy append */
  readonly reply_by: Instant | null;
  /** policy machine */
  readonly signed_by: string | null;
  /** policy machine */
  readonly signed_at: Instant | null;
  /** policy machine */
  readonly ended_by: string | null;
  /** policy machine */
  readonly ended_at: Instant | null;
  /** policy machine, default [] */
  readonly answers: readonly (TaskAnswer)[];
  /** policy machine, default "" */
  readonly words: string;
  /** policy machine, default "green" */
  readonly light: string;
}

/** A type as phones hold it, and until when it is admitted; without `admitted_from` it is not. */
export interface TaskTypeRecord {
  readonly type: "task_type";
  readonly id: string;
  readonly name: string;
  /** default "" */
  readonly description: string;
  /** default [] */
  readonly questions: readonly (TaskQuestion)[];
  readonly admitted_from: string | null;
  readonly admitted_until: string | null;
  /** default false */
  readonly urgent: boolean;
}

/** The server's own word that the deadline `due_on` of the notice `notice_no` has passed. */
export interface TellDeadline {
  readonly kind: "tell_deadline";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: DangerState | null;
  /** default 0 */
  readonly round?: number;
  /** default "" */
  readonly words?: string;
  readonly notice_no: string;
  readonly due_on: string;
}

/** A clock of the case `entity` has come to `percent` of its limit. The server's own: each step is told once. */
export interface TellLight {
  readonly kind: "tell_light";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly timer: string;
  readonly percent: number;
}

/** The server's own clock: a limit is nearly used up (yellow) or has passed (red). */
export interface TellTask {
  readonly kind: "tell_task";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly light: TaskLight;
}

/** What must be filled in; `choices` are for CHOICE alone. */
export interface TemplateField {
  readonly key: string;
  readonly name: string;
  /** default "text" */
  readonly kind?: FieldKind;
  /** default [] */
  readonly choices?: readonly (string)[];
}

/** An item of an edition, and what a danger of it asks for. */
export interface TemplateItem {
  readonly code: string;
  readonly text: string;
  readonly level: string;
  /** default true */
  readonly may_fix_on_spot: boolean;
  /** default 1 */
  readonly photos_before: number;
  /** default 1 */
  readonly photos_after: number;
  /** default 7 */
  readonly rectify_days: number;
}

/** A level of an edition, the gravest first. */
export interface TemplateLevel {
  readonly code: string;
  readonly name: string;
  readonly period_days: number;
}

/** Who rents in a house, as phones of the house's grid hold it: of the person no more than the id. */
export interface TenancyRecord {
  readonly type: "tenancy";
  readonly id: string;
  readonly person: string;
  readonly house: string;
  /** policy machine */
  readonly status: Open<ResidencyStatus>;
  readonly from_on: string | null;
  /** policy machine */
  readonly until_on: string | null;
  /** policy max */
  readonly verified_at: Instant | null;
  readonly verified_by: string | null;
  readonly verify_due: string | null;
}

/** Take a whole import back. What others have changed since stays, and is told. */
export interface UndoImport {
  readonly kind: "undo_import";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
}

/** It was no duplicate after all: the case goes on where it stood. */
export interface UnmergeCase {
  readonly kind: "unmerge_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
}

/** They are two after all: `entity` is the merge to undo, `root` and `winner` the record that stayed. Both get back what they had. What somebody wrote on the winner since the merge stays there; where that is a field that needs a person's eye, it is a conflict. */
export interface UnmergePersons {
  readonly kind: "unmerge_persons";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly winner: string;
  readonly loser: string;
  /** default "" */
  readonly reason?: string;
}

/** How far an upload is; `done` once the stored bytes have the promised hash. */
export interface UploadView {
  readonly upload: string;
  readonly offset: number;
  readonly size_bytes: number;
  readonly done: boolean;
}

/** Somebody concerned asks for it to go on (催办). */
export interface UrgeCase {
  readonly kind: "urge_case";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: CaseState | null;
  /** default 0 */
  readonly generation?: number;
  /** default "" */
  readonly opinion?: string;
  readonly supervision: string;
}

/** Somebody has seen that the person still rents in `house`; `root` is the person. `verify_due` is by when to look again; without, the class that the house is managed in tells it. */
export interface VerifyTenant {
  readonly kind: "verify_tenant";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly house: string;
  readonly verify_due?: string | null;
}

/** Rules in force from 00:00 of a day in Asia/Shanghai until the next edition's; `number` counts editions. */
export interface VisitEdition {
  readonly number: number;
  readonly scheme: string;
  readonly valid_from: string;
  readonly rules: readonly (VisitRule)[];
}

/** A visit as phones hold it. */
export interface VisitRecord {
  readonly type: "visit";
  readonly id: string;
  /** policy append */
  readonly household: string;
  /** policy append */
  readonly worker: string;
  /** policy append */
  readonly channel: Open<VisitChannel>;
  /** policy append */
  readonly outcome: Open<VisitOutcome>;
  /** policy append */
  readonly visited_at: Instant;
  /** default "" */
  readonly clock_quality: string;
  /** policy append, default [] */
  readonly persons: readonly (string)[];
  readonly distance_m: number | null;
  /** default false */
  readonly far: boolean;
  /** policy append, default 0 */
  readonly minutes: number;
  /** policy append, default [] */
  readonly needs_told: readonly (string)[];
  /** policy append */
  readonly note: string | null;
}

/** One line of the table of domain.md 7. It holds for a household where any of its targets fits somebody. `days` is the length of a period of DAYS. Open `ahead_days` before its end (0: all through its period); the first period ends no sooner than `grace_days` after the rule began to hold for the household. Nobody there: again after `retry_days`. `channels` count as a visit (none told: all seven). After a major change of `changes` a visit is due within `change_days`. */
export interface VisitRule {
  readonly code: string;
  readonly name: string;
  /** default "" */
  readonly name_en?: string;
  readonly priority: number;
  readonly targets: readonly (VisitTarget)[];
  readonly period: VisitPeriod;
  /** default 0 */
  readonly days?: number;
  /** default 0 */
  readonly ahead_days?: number;
  /** default 0 */
  readonly grace_days?: number;
  /** default 2 */
  readonly retry_days?: number;
  /** default [] */
  readonly channels?: readonly (VisitChannel)[];
  /** default [] */
  readonly changes?: readonly (MajorChange)[];
  /** default 1 */
  readonly change_days?: number;
}

/** A district's visit rules as its phones hold them: every edition, by number. There is one record, or none. */
export interface VisitRulesRecord {
  readonly type: "visit_rules";
  readonly id: string;
  readonly editions: readonly (VisitEdition)[];
}

/** Whom a rule is for: one person who has all of these tags, that age, and one of these residencies. What is empty asks nothing; a target that asks nothing is every household where somebody lives. */
export interface VisitTarget {
  /** default [] */
  readonly tags?: readonly (string)[];
  /** default 0 */
  readonly min_age?: number;
  /** default [] */
  readonly residency_kinds?: readonly (ResidencyKind)[];
}

/** A help record was made in error; `root` is the person. It leaves the phones and stays in the history. */
export interface VoidHelp {
  readonly kind: "void_help";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** Something of the phone's may have changed, up to the position `w`; where that is the one asked about, nothing. */
export interface Wake {
  readonly w: number;
}

/** Where, in one of three ways: the outer ring of a polygon, community grids, or H3 cells of resolution 8 to 11. */
export interface WarningArea {
  /** default [] */
  readonly polygon?: readonly (readonly [number, number])[];
  /** default "wgs84" */
  readonly datum?: Datum;
  /** default [] */
  readonly grids?: readonly (string)[];
  /** default [] */
  readonly cells?: readonly (string)[];
}

/** How far a warning has come in a grid: the homes of the grid that are not in `reached` are to be knocked at. It is held by the phones of the grid while the warning is in force. */
export interface WarningReachRecord {
  readonly type: "warning_reach";
  readonly id: string;
  readonly warning: string;
  readonly grid: string;
  /** default false */
  readonly drill: boolean;
  /** policy machine, default [] */
  readonly reached: readonly (Reached)[];
  /** policy machine, default [] */
  readonly calls: readonly (DoorCall)[];
  /** policy machine, default 0 */
  readonly rung: number;
  /** policy machine */
  readonly acknowledged_by: string | null;
  /** policy machine */
  readonly acknowledged_at: Instant | null;
}

/** A warning in force as every phone of the district holds it, in the scope `dist`; when it is over it goes. `number` of a drill is no identifier of the real space. Of `area` the grids are told. */
export interface WarningRecord {
  readonly type: "warning";
  readonly id: string;
  /** policy append */
  readonly number: string;
  /** policy append */
  readonly level: Open<WarningLevel>;
  /** policy append */
  readonly category: Open<WarningCategory>;
  /** policy append */
  readonly event: string;
  /** policy append */
  readonly texts: readonly (WarningText)[];
  /** policy append */
  readonly grids: readonly (string)[];
  /** policy machine */
  readonly issued_at: Instant;
  /** policy append */
  readonly expires_at: Instant;
  /** policy append */
  readonly onset_at: Instant | null;
  /** policy append, default false */
  readonly drill: boolean;
  /** policy append */
  readonly updates: string | null;
}

/** What is told in one language; in a template `{key}` stands for a field. */
export interface WarningText {
  readonly language: Language;
  readonly headline: string;
  readonly description: string;
  /** default "" */
  readonly instruction?: string;
}

/** A phone's word that what it held through a scope is gone and the scope's key destroyed (sync.md 9). `digest` is that of the scope on this phone when it was told to drop it. What the person wrote stays as long as the server could still lose it. */
export interface WipeProof {
  readonly install: string;
  /** default 3 */
  readonly contract?: number;
  readonly seen?: Seen | null;
  readonly scope: number;
  readonly digest: Removed;
  readonly at: Clock;
}

/** The proof is on record, unless there is a `reset`. */
export interface WipeReply {
  readonly stamp: Stamp;
  readonly durable: number;
  /** default "" */
  readonly reset: string;
}

/** Take a type off the list: nothing new is given under it; what has been given goes on. */
export interface WithdrawAdmission {
  readonly kind: "withdraw_admission";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly reason: string;
}

/** An answer was a mistake: the next best one stands, or the item is open again. Stays that it ended go on. `stays` are those that the answer named. */
export interface WithdrawAnswer {
  readonly kind: "withdraw_answer";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly answer: string;
  /** default [] */
  readonly stays?: readonly (StayRef)[];
}

/** It was found in error; `words` says why. Given online. */
export interface WithdrawDanger {
  readonly kind: "withdraw_danger";
  readonly id: string;
  readonly seq: number;
  readonly entity: string;
  readonly root: string;
  readonly made: Clock;
  readonly contract: number;
  /** default "" */
  readonly epoch?: string;
  /** default 0 */
  readonly base?: number;
  /** default [] */
  readonly needs?: readonly (string)[];
  readonly saw?: DangerState | null;
  /** default 0 */
  readonly round?: number;
  /** default "" */
  readonly words?: string;
}

/** Every command there is, told apart by `kind`. */
export type AnyCommand =
  | AcceptCase
  | AcknowledgeWarning
  | AddBuilding
  | AddDwelling
  | AddHousehold
  | AddPartner
  | AddTenant
  | AdmitTaskType
  | AdmitUrgently
  | AnswerHeading
  | AnswerItem
  | AnswerSupervision
  | AppealTimeout
  | ApproveWarning
  | AskUrgentAdmission
  | AssignCase
  | AssignDown
  | AssignWorker
  | AttachPhoto
  | AuditSelfHandled
  | BlowWhistle
  | CancelImport
  | CancelSupervision
  | CancelTask
  | CancelWarning
  | ChangeBuilding
  | ChangeComponent
  | ChangeDwelling
  | ChangeHelp
  | ChangeHousehold
  | ChangeOrganisation
  | ChangePerson
  | ChangeRentedHouse
  | ChangeResidency
  | ChangeServiceTag
  | ChangeSite
  | ChooseNotices
  | CloseCase
  | CloseDanger
  | ClosePremises
  | CloseRenewal
  | CommentCase
  | ConfirmHandling
  | ConfirmItem
  | ContactCitizen
  | CorrectCase
  | CorrectIdentity
  | CreateOrg
  | CreateUser
  | DecideLater
  | DefineClasses
  | DefineCodes
  | DefineComponent
  | DefineResponsibilities
  | DefineTaskType
  | DefineWarningTemplate
  | DispatchCase
  | DraftTerritory
  | DraftWarning
  | DropDraft
  | DropWarning
  | EndAssignment
  | EndDuty
  | EndMembership
  | EndResidency
  | EndServiceTag
  | EndSession
  | EndTenant
  | EndWhistle
  | EscalateCase
  | EscalateDanger
  | EscalateWarning
  | ExpireWarning
  | FileCase
  | FinishAssisting
  | FinishHandling
  | FinishRezoning
  | FinishTask
  | FixDanger
  | GiveServiceTag
  | GiveTask
  | GrantMembership
  | HideInPhoto
  | IssueEnrolment
  | IssueNotice
  | IssueWarning
  | JoinWhistle
  | KeepReporter
  | LapseItem
  | LeaveWhistle
  | MergeCase
  | MergeGrids
  | MergePersons
  | MoveComponent
  | MoveIn
  | MoveSite
  | NotFileCase
  | NotTheSame
  | OpenImport
  | OpenRenewal
  | PhotoArrived
  | PhotoLooked
  | PhotoLost
  | PublishCheckTemplate
  | PublishDraft
  | PublishTerritory
  | PublishVisitRules
  | RateCase
  | RecallChecker
  | RecordDoorCall
  | RecordHelp
  | RecordInspection
  | RecordProgress
  | RecordVisit
  | RecountClock
  | RectifyDanger
  | RedeemEnrolment
  | RefuseAdmission
  | RefuseCase
  | RegisterOrganisation
  | RegisterPerson
  | RegisterPushToken
  | RegisterRentedHouse
  | RegisterSite
  | Rehome
  | ReinspectDanger
  | RejoinInstall
  | RemovePushToken
  | ReopenCase
  | ReopenPair
  | ReopenPremises
  | ReplyOrder
  | ReportImport
  | ReportMatter
  | ReportPatrol
  | ReportReached
  | RequestExtension
  | RequestForcedClose
  | RequestSuspension
  | RequestVoid
  | RestoreComponent
  | RestoreRecord
  | ResumeCase
  | RetireComponent
  | RetireGrid
  | RetireRecord
  | ReturnTask
  | ReturnToAcceptor
  | ReturnToDepartment
  | ReturnToDispatcher
  | ReviewRequest
  | ReviewWarning
  | RevokeAssignment
  | RevokeInstall
  | RevokePartner
  | ReworkDepartment
  | ReworkHandling
  | RosterDuty
  | RunImport
  | ScoreWhistle
  | SelfHandle
  | SendCheck
  | SendVerify
  | SetCalendar
  | SetCaseSwitches
  | SetHistoric
  | SetJointMatters
  | SetLadder
  | SetNoticeWays
  | SetRegister
  | SetUrgency
  | SettleConflict
  | SignOrder
  | SignTask
  | SplitGrid
  | StartSession
  | SubmitCheck
  | SubmitVerify
  | SuperviseCase
  | SurveyOrder
  | SwapWorkers
  | TakeBack
  | TakeBackMove
  | TakeOrder
  | TellDeadline
  | TellLight
  | TellTask
  | UndoImport
  | UnmergeCase
  | UnmergePersons
  | UrgeCase
  | VerifyTenant
  | VoidHelp
  | WithdrawAdmission
  | WithdrawAnswer
  | WithdrawDanger;

/** Every record that a phone may hold, told apart by `type`. */
export type AnyRecord =
  | BuildingRecord
  | DwellingRecord
  | HouseholdRecord
  | PersonRecord
  | ResidencyRecord
  | VisitRecord
  | CaseRecord
  | CaseEventRecord
  | PhotoRecord
  | GridRecord
  | CaseClassRecord
  | CareRecord
  | ConflictRecord
  | OwnConflictRecord
  | ReceiptRecord
  | CaseTaskRecord
  | FilingConditionRecord
  | ComponentRecord
  | SiteRecord
  | OrganisationRecord
  | RentedHouseRecord
  | TenancyRecord
  | ServiceTagRecord
  | HelpRecord
  | VisitRulesRecord
  | RenewalCycleRecord
  | RenewalItemRecord
  | TaskTypeRecord
  | TaskRecord
  | CheckTemplateRecord
  | InspectionRecord
  | DangerRecord
  | WarningRecord
  | WarningReachRecord;

/** Every shape by its name. */
export interface Shapes {
  readonly AcceptCase: AcceptCase;
  readonly AcknowledgeWarning: AcknowledgeWarning;
  readonly AddBuilding: AddBuilding;
  readonly AddDwelling: AddDwelling;
  readonly AddHousehold: AddHousehold;
  readonly AddPartner: AddPartner;
  readonly AddTenant: AddTenant;
  readonly AdmitTaskType: AdmitTaskType;
  readonly AdmitUrgently: AdmitUrgently;
  readonly AnswerHeading: AnswerHeading;
  readonly AnswerItem: AnswerItem;
  readonly AnswerSupervision: AnswerSupervision;
  readonly AppealTimeout: AppealTimeout;
  readonly ApproveWarning: ApproveWarning;
  readonly AskUrgentAdmission: AskUrgentAdmission;
  readonly AssignCase: AssignCase;
  readonly AssignDown: AssignDown;
  readonly AssignWorker: AssignWorker;
  readonly AttachPhoto: AttachPhoto;
  readonly AuditSelfHandled: AuditSelfHandled;
  readonly BlowWhistle: BlowWhistle;
  readonly BootReply: BootReply;
  readonly BootRequest: BootRequest;
  readonly BuildingEdits: BuildingEdits;
  readonly BuildingRecord: BuildingRecord;
  readonly CalendarSeason: CalendarSeason;
  readonly CalendarShape: CalendarShape;
  readonly CancelImport: CancelImport;
  readonly CancelSupervision: CancelSupervision;
  readonly CancelTask: CancelTask;
  readonly CancelWarning: CancelWarning;
  readonly CareRecord: CareRecord;
  readonly CarriedCommand: CarriedCommand;
  readonly CarriedPhoto: CarriedPhoto;
  readonly CaseClassRecord: CaseClassRecord;
  readonly CaseEventRecord: CaseEventRecord;
  readonly CaseRecord: CaseRecord;
  readonly CaseTaskRecord: CaseTaskRecord;
  readonly CellDwell: CellDwell;
  readonly ChangeBuilding: ChangeBuilding;
  readonly ChangeComponent: ChangeComponent;
  readonly ChangeDwelling: ChangeDwelling;
  readonly ChangeHelp: ChangeHelp;
  readonly ChangeHousehold: ChangeHousehold;
  readonly ChangeOrganisation: ChangeOrganisation;
  readonly ChangePerson: ChangePerson;
  readonly ChangeRentedHouse: ChangeRentedHouse;
  readonly ChangeResidency: ChangeResidency;
  readonly ChangeServiceTag: ChangeServiceTag;
  readonly ChangeSite: ChangeSite;
  readonly CheckItem: CheckItem;
  readonly CheckLevel: CheckLevel;
  readonly CheckTemplateRecord: CheckTemplateRecord;
  readonly ChooseNotices: ChooseNotices;
  readonly ClassShape: ClassShape;
  readonly Clock: Clock;
  readonly CloseCase: CloseCase;
  readonly CloseDanger: CloseDanger;
  readonly ClosePremises: ClosePremises;
  readonly CloseRenewal: CloseRenewal;
  readonly CodeShape: CodeShape;
  readonly ColumnUse: ColumnUse;
  readonly CommentCase: CommentCase;
  readonly ComponentEdits: ComponentEdits;
  readonly ComponentRecord: ComponentRecord;
  readonly ConditionShape: ConditionShape;
  readonly ConfirmHandling: ConfirmHandling;
  readonly ConfirmItem: ConfirmItem;
  readonly ConflictRecord: ConflictRecord;
  readonly ContactCitizen: ContactCitizen;
  readonly CorrectCase: CorrectCase;
  readonly CorrectIdentity: CorrectIdentity;
  readonly CreateOrg: CreateOrg;
  readonly CreateUser: CreateUser;
  readonly DangerRecord: DangerRecord;
  readonly DecideLater: DecideLater;
  readonly DefineClasses: DefineClasses;
  readonly DefineCodes: DefineCodes;
  readonly DefineComponent: DefineComponent;
  readonly DefineResponsibilities: DefineResponsibilities;
  readonly DefineTaskType: DefineTaskType;
  readonly DefineWarningTemplate: DefineWarningTemplate;
  readonly Differing: Differing;
  readonly Digest: Digest;
  readonly DigestReply: DigestReply;
  readonly DigestRequest: DigestRequest;
  readonly DispatchCase: DispatchCase;
  readonly DoorCall: DoorCall;
  readonly DraftTerritory: DraftTerritory;
  readonly DraftWarning: DraftWarning;
  readonly DropDraft: DropDraft;
  readonly DropWarning: DropWarning;
  readonly DwellingEdits: DwellingEdits;
  readonly DwellingRecord: DwellingRecord;
  readonly EndAssignment: EndAssignment;
  readonly EndDuty: EndDuty;
  readonly EndMembership: EndMembership;
  readonly EndResidency: EndResidency;
  readonly EndServiceTag: EndServiceTag;
  readonly EndSession: EndSession;
  readonly EndTenant: EndTenant;
  readonly EndWhistle: EndWhistle;
  readonly EnrolRequest: EnrolRequest;
  readonly Enrolled: Enrolled;
  readonly EscalateCase: EscalateCase;
  readonly EscalateDanger: EscalateDanger;
  readonly EscalateWarning: EscalateWarning;
  readonly ExpireWarning: ExpireWarning;
  readonly FieldValue: FieldValue;
  readonly FileCase: FileCase;
  readonly FilingConditionRecord: FilingConditionRecord;
  readonly Finding: Finding;
  readonly FinishAssisting: FinishAssisting;
  readonly FinishHandling: FinishHandling;
  readonly FinishRezoning: FinishRezoning;
  readonly FinishTask: FinishTask;
  readonly FixDanger: FixDanger;
  readonly GiveServiceTag: GiveServiceTag;
  readonly GiveTask: GiveTask;
  readonly GrantMembership: GrantMembership;
  readonly GridRecord: GridRecord;
  readonly GridShape: GridShape;
  readonly HelpEdits: HelpEdits;
  readonly HelpRecord: HelpRecord;
  readonly HiddenArea: HiddenArea;
  readonly HideInPhoto: HideInPhoto;
  readonly HomeRow: HomeRow;
  readonly HouseholdEdits: HouseholdEdits;
  readonly HouseholdRecord: HouseholdRecord;
  readonly InspectionRecord: InspectionRecord;
  readonly IssueEnrolment: IssueEnrolment;
  readonly IssueNotice: IssueNotice;
  readonly IssueWarning: IssueWarning;
  readonly JoinWhistle: JoinWhistle;
  readonly JointMatter: JointMatter;
  readonly KeepReporter: KeepReporter;
  readonly LadderRung: LadderRung;
  readonly LapseItem: LapseItem;
  readonly LeaveWhistle: LeaveWhistle;
  readonly LimitOverride: LimitOverride;
  readonly LoginRequest: LoginRequest;
  readonly Me: Me;
  readonly MembershipView: MembershipView;
  readonly MergeCase: MergeCase;
  readonly MergeGrids: MergeGrids;
  readonly MergePersons: MergePersons;
  readonly MoveComponent: MoveComponent;
  readonly MoveIn: MoveIn;
  readonly MoveSite: MoveSite;
  readonly NewItem: NewItem;
  readonly NewUpload: NewUpload;
  readonly NotFileCase: NotFileCase;
  readonly NotTheSame: NotTheSame;
  readonly OpenImport: OpenImport;
  readonly OpenRenewal: OpenRenewal;
  readonly OrderLimit: OrderLimit;
  readonly OrganisationEdits: OrganisationEdits;
  readonly OrganisationRecord: OrganisationRecord;
  readonly Outbox: Outbox;
  readonly OwnConflictRecord: OwnConflictRecord;
  readonly PartWorker: PartWorker;
  readonly PersonEdits: PersonEdits;
  readonly PersonRecord: PersonRecord;
  readonly PhotoArrived: PhotoArrived;
  readonly PhotoEvidence: PhotoEvidence;
  readonly PhotoLooked: PhotoLooked;
  readonly PhotoLost: PhotoLost;
  readonly PhotoRecord: PhotoRecord;
  readonly Point: Point;
  readonly PublishCheckTemplate: PublishCheckTemplate;
  readonly PublishDraft: PublishDraft;
  readonly PublishTerritory: PublishTerritory;
  readonly PublishVisitRules: PublishVisitRules;
  readonly PullReply: PullReply;
  readonly PullRequest: PullRequest;
  readonly PushReply: PushReply;
  readonly PushRequest: PushRequest;
  readonly QueueState: QueueState;
  readonly QuietHours: QuietHours;
  readonly RateCase: RateCase;
  readonly Reached: Reached;
  readonly RecallChecker: RecallChecker;
  readonly Receipt: Receipt;
  readonly ReceiptRecord: ReceiptRecord;
  readonly RecordDoorCall: RecordDoorCall;
  readonly RecordHelp: RecordHelp;
  readonly RecordInspection: RecordInspection;
  readonly RecordProgress: RecordProgress;
  readonly RecordVisit: RecordVisit;
  readonly RecountClock: RecountClock;
  readonly RectifyDanger: RectifyDanger;
  readonly RedeemEnrolment: RedeemEnrolment;
  readonly RefuseAdmission: RefuseAdmission;
  readonly RefuseCase: RefuseCase;
  readonly RegisterOrganisation: RegisterOrganisation;
  readonly RegisterPerson: RegisterPerson;
  readonly RegisterPushToken: RegisterPushToken;
  readonly RegisterRentedHouse: RegisterRentedHouse;
  readonly RegisterSite: RegisterSite;
  readonly Rehome: Rehome;
  readonly ReinspectDanger: ReinspectDanger;
  readonly RejoinInstall: RejoinInstall;
  readonly RejoinRequest: RejoinRequest;
  readonly RemovePushToken: RemovePushToken;
  readonly Removed: Removed;
  readonly RenewalCycleRecord: RenewalCycleRecord;
  readonly RenewalItemRecord: RenewalItemRecord;
  readonly RentedHouseEdits: RentedHouseEdits;
  readonly RentedHouseRecord: RentedHouseRecord;
  readonly ReopenCase: ReopenCase;
  readonly ReopenPair: ReopenPair;
  readonly ReopenPremises: ReopenPremises;
  readonly ReplyOrder: ReplyOrder;
  readonly ReportImport: ReportImport;
  readonly ReportMatter: ReportMatter;
  readonly ReportPatrol: ReportPatrol;
  readonly ReportReached: ReportReached;
  readonly RequestExtension: RequestExtension;
  readonly RequestForcedClose: RequestForcedClose;
  readonly RequestSuspension: RequestSuspension;
  readonly RequestVoid: RequestVoid;
  readonly ResidencyEdits: ResidencyEdits;
  readonly ResidencyRecord: ResidencyRecord;
  readonly ResponsibilityKey: ResponsibilityKey;
  readonly ResponsibilityShape: ResponsibilityShape;
  readonly RestoreComponent: RestoreComponent;
  readonly RestoreRecord: RestoreRecord;
  readonly ResumeCase: ResumeCase;
  readonly RetireComponent: RetireComponent;
  readonly RetireGrid: RetireGrid;
  readonly RetireRecord: RetireRecord;
  readonly ReturnTask: ReturnTask;
  readonly ReturnToAcceptor: ReturnToAcceptor;
  readonly ReturnToDepartment: ReturnToDepartment;
  readonly ReturnToDispatcher: ReturnToDispatcher;
  readonly ReviewRequest: ReviewRequest;
  readonly ReviewWarning: ReviewWarning;
  readonly RevokeAssignment: RevokeAssignment;
  readonly RevokeInstall: RevokeInstall;
  readonly RevokePartner: RevokePartner;
  readonly ReworkDepartment: ReworkDepartment;
  readonly ReworkHandling: ReworkHandling;
  readonly RosterDuty: RosterDuty;
  readonly Row: Row;
  readonly RowAnswer: RowAnswer;
  readonly RowOutcome: RowOutcome;
  readonly RunImport: RunImport;
  readonly SchemeShape: SchemeShape;
  readonly ScopeInfo: ScopeInfo;
  readonly ScoreWhistle: ScoreWhistle;
  readonly Seen: Seen;
  readonly SelfHandle: SelfHandle;
  readonly SendCheck: SendCheck;
  readonly SendVerify: SendVerify;
  readonly ServiceTagEdits: ServiceTagEdits;
  readonly ServiceTagRecord: ServiceTagRecord;
  readonly SetCalendar: SetCalendar;
  readonly SetCaseSwitches: SetCaseSwitches;
  readonly SetHistoric: SetHistoric;
  readonly SetJointMatters: SetJointMatters;
  readonly SetLadder: SetLadder;
  readonly SetNoticeWays: SetNoticeWays;
  readonly SetRegister: SetRegister;
  readonly SetUrgency: SetUrgency;
  readonly SettleConflict: SettleConflict;
  readonly SignOrder: SignOrder;
  readonly SignTask: SignTask;
  readonly SignedOutbox: SignedOutbox;
  readonly SiteEdits: SiteEdits;
  readonly SiteRecord: SiteRecord;
  readonly SplitGrid: SplitGrid;
  readonly Stamp: Stamp;
  readonly StartSession: StartSession;
  readonly StayRef: StayRef;
  readonly SubmitCheck: SubmitCheck;
  readonly SubmitVerify: SubmitVerify;
  readonly SuperviseCase: SuperviseCase;
  readonly SurveyOrder: SurveyOrder;
  readonly SwapWorkers: SwapWorkers;
  readonly TakeBack: TakeBack;
  readonly TakeBackMove: TakeBackMove;
  readonly TakeOrder: TakeOrder;
  readonly TaskAnswer: TaskAnswer;
  readonly TaskLimit: TaskLimit;
  readonly TaskQuestion: TaskQuestion;
  readonly TaskRecord: TaskRecord;
  readonly TaskTypeRecord: TaskTypeRecord;
  readonly TellDeadline: TellDeadline;
  readonly TellLight: TellLight;
  readonly TellTask: TellTask;
  readonly TemplateField: TemplateField;
  readonly TemplateItem: TemplateItem;
  readonly TemplateLevel: TemplateLevel;
  readonly TenancyRecord: TenancyRecord;
  readonly UndoImport: UndoImport;
  readonly UnmergeCase: UnmergeCase;
  readonly UnmergePersons: UnmergePersons;
  readonly UploadView: UploadView;
  readonly UrgeCase: UrgeCase;
  readonly VerifyTenant: VerifyTenant;
  readonly VisitEdition: VisitEdition;
  readonly VisitRecord: VisitRecord;
  readonly VisitRule: VisitRule;
  readonly VisitRulesRecord: VisitRulesRecord;
  readonly VisitTarget: VisitTarget;
  readonly VoidHelp: VoidHelp;
  readonly Wake: Wake;
  readonly WarningArea: WarningArea;
  readonly WarningReachRecord: WarningReachRecord;
  readonly WarningRecord: WarningRecord;
  readonly WarningText: WarningText;
  readonly WipeProof: WipeProof;
  readonly WipeReply: WipeReply;
  readonly WithdrawAdmission: WithdrawAdmission;
  readonly WithdrawAnswer: WithdrawAnswer;
  readonly WithdrawDanger: WithdrawDanger;
  readonly AnyCommand: AnyCommand;
}

/** What is wrong with a value: where, and which rule it breaks. */
export interface Fault {
  readonly path: string;
  readonly rule: "type" | "required" | "unknown_field" | "unknown_word" | "ge" | "le" | "min_length" | "max_length" | "pattern";
}

/** A value that is not of its shape; `faults` say where. */
export declare class ContractError extends Error {
  constructor(name: string, faults: readonly Fault[]);
  readonly faults: readonly Fault[];
}

export declare const CONTRACT: 3;
/** Record shapes by the kind's number on the wire (`Row.kind`). */
export declare const KINDS: Readonly<Record<number, keyof Shapes>>;
/** Command shapes by their tag (`kind`). */
export declare const COMMANDS: Readonly<Record<string, keyof Shapes>>;
/** The merge policy of each field that a person may write, by record and field. */
export declare const POLICIES: Readonly<Partial<Record<keyof Shapes, Readonly<Record<string, Policy>>>>>;
/** What each refusal means, for people. */
export declare const PROBLEMS: Readonly<Record<ProblemCode, { readonly en: string; readonly zh: string }>>;
/** The words of each enumeration; a newer server may say others. */
export declare const WORDS: Readonly<Record<string, readonly string[]>>;
/** Commands that are decided online alone: a phone without a line keeps them as drafts. */
export declare const ONLINE_ONLY: ReadonlySet<string>;
export type Policy = "review" | "lww" | "max" | "min" | "set" | "sum" | "append" | "machine";

/** A value that the server wrote: fields that this contract does not know are left out, defaults filled in. Throws ContractError. */
export declare function decode<K extends keyof Shapes>(name: K, value: unknown): Shapes[K];
/** A row's record by its kind's number; null for a kind that this contract does not know. Throws ContractError. */
export declare function decodeRecord(kind: number, value: unknown): AnyRecord | null;
/** What a strict server would refuse of a value that this client is about to write; none is well. */
export declare function faults<K extends keyof Shapes>(name: K, value: unknown): readonly Fault[];
/** The JSON text of a value: fields in their order, defaults left out. The same value has the same bytes. Throws ContractError. */
export declare function encode<K extends keyof Shapes>(name: K, value: Shapes[K]): string;

/** A shape's tag, and its fields in their order; `byDefault` is what one is where nobody says anything of it. */
export interface ShapeFacts {
  readonly tagField: string;
  readonly tag: string;
  readonly fields: readonly { readonly name: string; readonly required: boolean; readonly byDefault: unknown }[];
}
/** How a shape is made. Throws TypeError for a name that is none. */
export declare function shapeOf(name: string): ShapeFacts;
