"""The numbers of the kinds of record on the wire: `Row.kind`. Given once, never reused."""

from mobile_contract.base import Record
from mobile_contract.care import HelpRecord, ServiceTagRecord
from mobile_contract.case_steps import CaseTaskRecord
from mobile_contract.cases import CaseEventRecord, CaseRecord
from mobile_contract.catalogue import CaseClassRecord, FilingConditionRecord
from mobile_contract.components import ComponentRecord
from mobile_contract.hazards import CheckTemplateRecord, DangerRecord, InspectionRecord
from mobile_contract.inbox import ConflictRecord, OwnConflictRecord, ReceiptRecord
from mobile_contract.media import PhotoRecord
from mobile_contract.premises import OrganisationRecord, RentedHouseRecord, SiteRecord, TenancyRecord
from mobile_contract.renewal import RenewalCycleRecord, RenewalItemRecord
from mobile_contract.residents import (
    BuildingRecord,
    CareRecord,
    DwellingRecord,
    HouseholdRecord,
    PersonRecord,
    ResidencyRecord,
)
from mobile_contract.tasks import TaskRecord, TaskTypeRecord
from mobile_contract.territory import GridRecord
from mobile_contract.visit_rules import VisitRulesRecord
from mobile_contract.visits import VisitRecord
from mobile_contract.warning import WarningReachRecord, WarningRecord

BUILDING = 1
DWELLING = 2
HOUSEHOLD = 3
PERSON = 4
RESIDENCY = 5
VISIT = 6
CASE = 7
CASE_EVENT = 8
PHOTO = 9
GRID = 10
CASE_CLASS = 11
CARE = 12
CONFLICT = 13
OWN_CONFLICT = 14
RECEIPT = 15
CASE_TASK = 16
FILING_CONDITION = 17
COMPONENT = 18
SITE = 19
ORGANISATION = 20
RENTED_HOUSE = 21
TENANCY = 22
RENEWAL_CYCLE = 26
RENEWAL_ITEM = 27
CHECK_TEMPLATE = 31
INSPECTION = 32
DANGER = 33
SERVICE_TAG = 23
HELP = 24
VISIT_RULES = 25
TASK_TYPE = 28
TASK = 29
WARNING = 36
WARNING_REACH = 37

KINDS: dict[int, type[Record]] = {
    BUILDING: BuildingRecord,
    DWELLING: DwellingRecord,
    HOUSEHOLD: HouseholdRecord,
    PERSON: PersonRecord,
    RESIDENCY: ResidencyRecord,
    VISIT: VisitRecord,
    CASE: CaseRecord,
    CASE_EVENT: CaseEventRecord,
    PHOTO: PhotoRecord,
    GRID: GridRecord,
    CASE_CLASS: CaseClassRecord,
    CARE: CareRecord,
    CONFLICT: ConflictRecord,
    OWN_CONFLICT: OwnConflictRecord,
    RECEIPT: ReceiptRecord,
    CASE_TASK: CaseTaskRecord,
    FILING_CONDITION: FilingConditionRecord,
    COMPONENT: ComponentRecord,
    SITE: SiteRecord,
    ORGANISATION: OrganisationRecord,
    RENTED_HOUSE: RentedHouseRecord,
    TENANCY: TenancyRecord,
    RENEWAL_CYCLE: RenewalCycleRecord,
    RENEWAL_ITEM: RenewalItemRecord,
    CHECK_TEMPLATE: CheckTemplateRecord,
    INSPECTION: InspectionRecord,
    DANGER: DangerRecord,
    SERVICE_TAG: ServiceTagRecord,
    HELP: HelpRecord,
    VISIT_RULES: VisitRulesRecord,
    TASK_TYPE: TaskTypeRecord,
    TASK: TaskRecord,
    WARNING: WarningRecord,
    WARNING_REACH: WarningReachRecord,
}
"""What a phone decodes. Rows of other kinds are kept raw and counted: digests agree across contracts."""

NAMES: dict[int, str] = {
    BUILDING: "building",
    DWELLING: "dwelling",
    HOUSEHOLD: "household",
    PERSON: "person",
    RESIDENCY: "residency",
    VISIT: "visit",
    CASE: "case",
    CASE_EVENT: "case_event",
    PHOTO: "photo",
    GRID: "grid",
    CASE_CLASS: "case_class",
    CARE: "care",
    CONFLICT: "conflict",
    OWN_CONFLICT: "own_conflict",
    RECEIPT: "receipt",
    CASE_TASK: "case_task",
    FILING_CONDITION: "filing_condition",
    COMPONENT: "component",
    SITE: "site",
    ORGANISATION: "organisation",
    RENTED_HOUSE: "rented_house",
    TENANCY: "tenancy",
    RENEWAL_CYCLE: "renewal_cycle",
    RENEWAL_ITEM: "renewal_item",
    CHECK_TEMPLATE: "check_template",
    INSPECTION: "inspection",
    DANGER: "danger",
    SERVICE_TAG: "service_tag",
    HELP: "help",
    VISIT_RULES: "visit_rules",
    TASK_TYPE: "task_type",
    TASK: "task",
    WARNING: "warning",
    WARNING_REACH: "warning_reach",
}
"""Number to name."""

NUMBERS: dict[str, int] = {name: number for number, name in NAMES.items()}
"""Name to number."""
