"""How the register's rows are kept, sealed, scoped and shown to phones."""

from mobile_contract import residents as wire
from mobile_contract.base import CONTRACT, Clock
from mobile_contract.kinds import CARE
from mobile_contract.merges import UnmergePersons
from server.core import clock
from server.core.entities import ScopeRef, in_grids, sensitive_scope
from server.core.ids import new_id
from server.core.kinds import Apart, Kind
from server.residents import tables
from server.residents.entities import (
    Building,
    Dwelling,
    Household,
    Merge,
    OwnCodes,
    Pair,
    Person,
    RegisterSwitches,
    Residency,
)
from sync.identifiers import normal_id, normal_phone


def _grid(row: Dwelling | Household) -> tuple[ScopeRef, ...]:
    return in_grids(row.grid) if row.life is not wire.Life.TAKEN_BACK else ()


def _of_building(row: Building) -> tuple[ScopeRef, ...]:
    return in_grids(row.grid, row.leaving) if row.life is not wire.Life.TAKEN_BACK else ()


def _of_person(row: Person) -> tuple[ScopeRef, ...]:
    return in_grids(row.grid) if row.merged_into is None and row.life is not wire.Life.TAKEN_BACK else ()


def _of_stay(row: Residency) -> tuple[ScopeRef, ...]:
    return in_grids(row.grid) if row.left_by is None else ()


def _claims(row: Person) -> tuple[tuple[str, str], ...]:
    """One number is one person's. Whoever was merged into another claims nothing: the winner does."""
    number = normal_id(row.id_no)
    return () if number is None or row.merged_into is not None else (("id_no_index", number),)


def _building(row: Building) -> wire.BuildingRecord:
    return wire.BuildingRecord(
        id=row.id,
        grid=row.grid,
        name=row.name,
        number=row.number,
        estate=row.estate,
        floors=row.floors,
        lon=row.lon,
        lat=row.lat,
        life=row.life,
        nature=row.nature,
        building_type=row.building_type,
        floors_below=row.floors_below,
        units=row.units,
        planned_households=row.planned_households,
        area_m2=row.area_m2,
        property_company=row.property_company,
        property_contact=row.property_contact,
        property_phone=row.property_phone,
        head=row.head,
        has_danger=row.has_danger,
        gis_id=row.gis_id,
        effective_on=row.effective_on,
        expired_on=row.expired_on,
    )


def _dwelling(row: Dwelling) -> wire.DwellingRecord:
    return wire.DwellingRecord(
        id=row.id,
        building=row.building,
        unit=row.unit,
        floor=row.floor,
        room=row.room,
        use=row.use,
        area_m2=row.area_m2,
        note=row.note,
        life=row.life,
        dwelling_type=row.dwelling_type,
        owner_name=row.owner_name,
        owner_phone=row.owner_phone,
        owner_id_masked=row.owner_id_masked,
        effective_on=row.effective_on,
        expired_on=row.expired_on,
    )


def _household(row: Household) -> wire.HouseholdRecord:
    return wire.HouseholdRecord(
        id=row.id,
        dwelling=row.dwelling,
        number=row.number,
        head=row.head,
        note=row.note,
        last_visited_at=row.last_visited_at,
        life=row.life,
        effective_on=row.effective_on,
        expired_on=row.expired_on,
    )


def _person(row: Person) -> wire.PersonRecord:
    return wire.PersonRecord(
        id=row.id,
        dwelling=row.dwelling,
        name=row.name,
        sex=row.sex,
        birth_on=row.birth_on,
        id_type=row.id_type,
        id_masked=row.id_masked,
        phone=row.phone,
        former_name=row.former_name,
        registered_division=row.registered_division,
        registered_address=row.registered_address,
        workplace=row.workplace,
        preferred_contact=row.preferred_contact,
        note=row.note,
        life=row.life,
        more_phones=row.more_phones,
        residence_division=row.residence_division,
        residence_address=row.residence_address,
        ethnicity=row.ethnicity,
        marriage=row.marriage,
        native_place=row.native_place,
        occupation=row.occupation,
        education=row.education,
        effective_on=row.effective_on,
        expired_on=row.expired_on,
    )


def _care(row: Person) -> wire.CareRecord:
    return wire.CareRecord(id=row.id, care_labels=row.care_labels)


def _cared_for(row: Person) -> tuple[ScopeRef, ...]:
    if row.grid is None or row.merged_into is not None or not row.care_labels:
        return ()
    return (sensitive_scope(row.grid),)


def _residency(row: Residency) -> wire.ResidencyRecord:
    return wire.ResidencyRecord(
        id=row.id,
        person=row.person,
        dwelling=row.dwelling,
        household=row.household,
        residency_kind=row.residency_kind,
        status=row.status,
        relation=row.relation,
        hukou_consistent=row.hukou_consistent,
        inflow_reason=row.inflow_reason,
        inflow_on=row.inflow_on,
        origin=row.origin,
        cert_until=row.cert_until,
        from_on=row.from_on,
        until_on=row.until_on,
        housing_kind=row.housing_kind,
        cert_type=row.cert_type,
        cert_masked=row.cert_masked,
        cert_on=row.cert_on,
        verified_at=row.verified_at,
        verified_by=row.verified_by,
        verify_due=row.verify_due,
    )


def _parting(merge: str, winner: str, loser: str) -> UnmergePersons:
    wall = clock.millis(clock.now())
    return UnmergePersons(
        id=new_id(),
        seq=0,
        entity=merge,
        root=winner,
        made=Clock(wall=wall, boot="server", mono=wall),
        contract=CONTRACT,
        winner=winner,
        loser=loser,
    )


KINDS = (
    Kind(
        "building",
        Building,
        tables.buildings,
        1,
        _building,
        _of_building,
        sealed={"contact": ("property_contact", "property_phone")},
    ),
    Kind(
        "dwelling",
        Dwelling,
        tables.dwellings,
        2,
        _dwelling,
        _grid,
        sealed={"owner": ("owner_name", "owner_id_no", "owner_phone")},
        children=("building",),
    ),
    Kind(
        "household",
        Household,
        tables.households,
        3,
        _household,
        _grid,
        subject_column="id",
        sealed={"personal": ("note",)},
        children=("dwelling",),
    ),
    Kind(
        "person",
        Person,
        tables.persons,
        4,
        _person,
        _of_person,
        subject_column="id",
        sealed={
            "personal": (
                "name",
                "sex",
                "birth_on",
                "phone",
                "former_name",
                "registered_division",
                "registered_address",
                "workplace",
                "preferred_contact",
                "note",
                "care_labels",
            ),
            "sensitive": ("id_type", "id_no"),
            "further": (
                "more_phones",
                "residence_division",
                "residence_address",
                "ethnicity",
                "marriage",
                "native_place",
                "occupation",
                "education",
            ),
        },
        blind={
            "id_no_index": lambda row: normal_id(row.id_no),
            "phone_index": lambda row: normal_phone(row.phone),
        },
        into="merged_into",
        claims=_claims,
        apart=Apart(CARE, _care, _cared_for),
    ),
    Kind(
        "residency",
        Residency,
        tables.residencies,
        5,
        _residency,
        _of_stay,
        subject_column="person",
        sealed={"certificate": ("cert_no",)},
        children=("person", "dwelling"),
    ),
    Kind(
        "merge",
        Merge,
        tables.merges,
        subject_column="winner",
        sealed={"personal": ("undo", "labels", "had_id")},
        parts=_parting,
    ),
    Kind("pair", Pair, tables.pairs, subject_column="one"),
    Kind("register_switches", RegisterSwitches, tables.register_switches, slow=True),
    Kind("own_codes", OwnCodes, tables.own_codes, slow=True),
)
