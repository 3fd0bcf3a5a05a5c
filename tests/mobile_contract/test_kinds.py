"""The numbers of the kinds: given once, and the same to both ends."""

from mobile_contract import kinds


def test_every_number_has_its_name_for_ever() -> None:
    assert kinds.NAMES == {
        1: "building",
        2: "dwelling",
        3: "household",
        4: "person",
        5: "residency",
        6: "visit",
        7: "case",
        8: "case_event",
        9: "photo",
        10: "grid",
        11: "case_class",
        12: "care",
        13: "conflict",
        14: "own_conflict",
        15: "receipt",
        16: "case_task",
        17: "filing_condition",
        18: "component",
        19: "site",
        20: "organisation",
        21: "rented_house",
        22: "tenancy",
        31: "check_template",
        32: "inspection",
        33: "danger",
        23: "service_tag",
        24: "help",
        25: "visit_rules",
        26: "renewal_cycle",
        27: "renewal_item",
        28: "task_type",
        29: "task",
        36: "warning",
        37: "warning_reach",
    }
    assert {kinds.NUMBERS[name]: name for name in kinds.NUMBERS} == kinds.NAMES


def test_every_kind_is_a_record_that_names_itself_alike() -> None:
    assert {number: shape.__struct_config__.tag for number, shape in kinds.KINDS.items()} == kinds.NAMES
