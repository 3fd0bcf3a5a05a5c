"""What a building of the register may be changed in. Where it stands, and in which grid, is no field of it."""

from msgspec import UNSET

from mobile_contract.base import Code, Command, Id, Line, PhoneNumber, Request
from mobile_contract.policies import Maybe
from mobile_contract.residents import Area, Floors, Units


class BuildingEdits(Request, frozen=True):
    """What a building's record may be changed in."""

    name: Maybe[Line] = UNSET
    number: Maybe[Line] = UNSET
    estate: Maybe[Line] = UNSET
    floors: Maybe[Floors] = UNSET
    nature: Maybe[Code] = UNSET
    building_type: Maybe[Code] = UNSET
    floors_below: Maybe[Floors] = UNSET
    units: Maybe[Units] = UNSET
    planned_households: Maybe[Units] = UNSET
    area_m2: Maybe[Area] = UNSET
    property_company: Maybe[Line] = UNSET
    property_contact: Maybe[Line] = UNSET
    property_phone: Maybe[PhoneNumber] = UNSET
    head: Maybe[Id] = UNSET
    has_danger: Maybe[bool] = UNSET
    gis_id: Maybe[Line] = UNSET


class ChangeBuilding(Command, frozen=True, kw_only=True, tag="change_building"):
    """Change fields of a building; where it stands and whose grid that is are no fields."""

    set: BuildingEdits = BuildingEdits()
