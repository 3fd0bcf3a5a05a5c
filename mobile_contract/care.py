"""Care: why somebody is looked after and how closely (service tags), and what was done for them (help records).

All of it is sensitive: phones hold it in the grid's `sensitive` scope alone, and it lies under the person's key. A tag
is the dated and reasoned form of what `care_labels` of a person say in a word: the labels stay what they are, and
neither is made from the other. Groups that `domain.md` 2.3 keeps out of the default build have no code here.
"""

from typing import Annotated

from msgspec import UNSET

from mobile_contract.base import Code, Command, Day, Id, Line, Record, Request, Text, Wire
from mobile_contract.policies import LWW, MACHINE, REVIEW, SERVER, Maybe
from mobile_contract.premises import CodeItem
from mobile_contract.register_views import PersonView
from mobile_contract.residents import ResidencyStatus


class GiveServiceTag(Command, frozen=True, kw_only=True, tag="give_service_tag"):
    """A person is looked after: `entity` is the tag, `root` and `person` who it is.

    `basis` is what it rests on: an application, a list, a visit. A second telling of a tag of that kind which is in
    force becomes one with it, under either id; of two levels the closer one stands until somebody changes it.
    """

    person: Id
    tag_kind: Code
    care_level: Code = "general"
    from_on: Day | None = None
    until_on: Day | None = None
    basis: Line = ""
    note: Text | None = None


class ServiceTagEdits(Request, frozen=True):
    """What a service tag may be changed in; each field tells what was seen and what is meant now."""

    care_level: Maybe[Code] = UNSET
    until_on: Maybe[Day] = UNSET
    basis: Maybe[Line] = UNSET
    note: Maybe[Text] = UNSET


class ChangeServiceTag(Command, frozen=True, kw_only=True, tag="change_service_tag"):
    """Change fields of a service tag; `root` is the person. It takes the right to where the person lives now."""

    set: ServiceTagEdits = ServiceTagEdits()


class EndServiceTag(Command, frozen=True, kw_only=True, tag="end_service_tag"):
    """A person is looked after no more on this ground; `root` is the person."""

    until_on: Day
    reason: Line = ""


class RecordHelp(Command, frozen=True, kw_only=True, tag="record_help"):
    """What a person needs and what was done: `entity` is the record, `root` and `person` who it is.

    `carer` is who helps them (帮扶人). `health`, `income`, `main_family` and `difficulties` are for those left behind.
    """

    person: Id
    helped_on: Day | None = None
    needed: Text = ""
    given: Text = ""
    carer: Line = ""
    health: Line = ""
    income: Line = ""
    main_family: Line = ""
    difficulties: Text = ""


class HelpEdits(Request, frozen=True):
    """What a help record may be changed in."""

    helped_on: Maybe[Day] = UNSET
    needed: Maybe[Text] = UNSET
    given: Maybe[Text] = UNSET
    carer: Maybe[Line] = UNSET
    health: Maybe[Line] = UNSET
    income: Maybe[Line] = UNSET
    main_family: Maybe[Line] = UNSET
    difficulties: Maybe[Text] = UNSET


class ChangeHelp(Command, frozen=True, kw_only=True, tag="change_help"):
    """Change fields of a help record; `root` is the person."""

    set: HelpEdits = HelpEdits()


class VoidHelp(Command, frozen=True, kw_only=True, tag="void_help"):
    """A help record was made in error; `root` is the person. It leaves the phones and stays in the history."""

    reason: Line


class ServiceTagRecord(Record, frozen=True, kw_only=True, tag="service_tag"):
    """A service tag as the phones of those hold it who look after the person."""

    person: Annotated[str, SERVER]
    tag_kind: Annotated[str, SERVER]
    status: Annotated[ResidencyStatus, MACHINE]
    care_level: Annotated[str, REVIEW] = "general"
    from_on: Annotated[str | None, SERVER] = None
    until_on: Annotated[str | None, REVIEW] = None
    basis: Annotated[str, REVIEW] = ""
    note: Annotated[str | None, LWW] = None


class HelpRecord(Record, frozen=True, kw_only=True, tag="help"):
    """A help record as the phones of those hold it who look after the person."""

    person: Annotated[str, SERVER]
    recorded_by: Annotated[str, SERVER]
    helped_on: Annotated[str | None, REVIEW] = None
    needed: Annotated[str, REVIEW] = ""
    given: Annotated[str, REVIEW] = ""
    carer: Annotated[str, REVIEW] = ""
    health: Annotated[str, REVIEW] = ""
    income: Annotated[str, REVIEW] = ""
    main_family: Annotated[str, REVIEW] = ""
    difficulties: Annotated[str, REVIEW] = ""


class CareItem(Wire, frozen=True):
    """A service tag in a list, and whose it is, masked; not told where they live outside of the reader's area."""

    service_tag: ServiceTagRecord
    version: int
    person: PersonView | None = None


class CarePage(Wire, frozen=True):
    """`GET /v1/care`: the tags in force of a grid, of one level or of all, by id; `next` is what to ask for `after`."""

    service_tags: tuple[CareItem, ...]
    next: str | None = None


class HelpItem(Wire, frozen=True):
    """A help record and its version."""

    help: HelpRecord
    version: int


class PersonCare(Wire, frozen=True):
    """`GET /v1/persons/{id}/care`: a person, masked, with their tags, those in force first, and help, the latest first.

    `care_labels` are the person's own, which phones hold as the record `care`.
    """

    person: PersonView
    care_labels: tuple[str, ...] = ()
    service_tags: tuple[CareItem, ...] = ()
    helps: tuple[HelpItem, ...] = ()


class CareCodes(Wire, frozen=True):
    """A code table of care: `GET /v1/care/codes` gives them all by name. Levels come in order, the closest first."""

    scheme: str
    valid_from: str
    codes: tuple[CodeItem, ...]
