"""How the register's rows are kept, sealed, scoped and shown to phones."""

from mobile_contract import residents as wire
from server.core.entities import ScopeRef, in_grids
from server.core.kinds import Kind
from server.residents import tables
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from server.residents.identifiers import masked_id, normal_id, normal_phone


def _grid(row: Building | Dwelling | Household | Person | Residency) -> tuple[ScopeRef, ...]:
    return in_grids(row.grid)


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
    )


def _person(row: Person) -> wire.PersonRecord:
    return wire.PersonRecord(
        id=row.id,
        dwelling=row.dwelling,
        name=row.name,
        sex=row.sex,
        birth_on=row.birth_on,
        id_type=row.id_type,
        id_masked=masked_id(row.id_no),
        phone=row.phone,
        former_name=row.former_name,
        registered_division=row.registered_division,
        registered_address=row.registered_address,
        workplace=row.workplace,
        preferred_contact=row.preferred_contact,
        note=row.note,
        care_labels=row.care_labels,
        life=row.life,
    )


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
    )


KINDS = (
    Kind("building", Building, tables.buildings, 1, _building, _grid),
    Kind("dwelling", Dwelling, tables.dwellings, 2, _dwelling, _grid, children=("building",)),
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
        _grid,
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
        },
        blind={
            "id_no_index": lambda row: normal_id(row.id_no),
            "phone_index": lambda row: normal_phone(row.phone),
        },
    ),
    Kind(
        "residency",
        Residency,
        tables.residencies,
        5,
        _residency,
        _grid,
        subject_column="person",
        children=("person",),
    ),
)
