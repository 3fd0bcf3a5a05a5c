"""Scenes of registers that are complete: a building changed, an identity put right, what a district lays down."""

from collections.abc import Mapping

from mobile_contract.base import Command
from mobile_contract.buildings import BuildingEdits, ChangeBuilding
from mobile_contract.codes import CodeShape, CorrectIdentity, DefineCodes, OptionalFact, SetRegister
from mobile_contract.residents import IdType
from server.core.ids import new_id
from tests.conformance.scenes import Scene, at_once, new

CARD = CodeShape(code="1", name="卡")

SCENES: Mapping[type[Command], Scene] = {
    ChangeBuilding: at_once(
        lambda acts: new(
            ChangeBuilding,
            acts.town.scene.building,
            set=BuildingEdits(property_company=(None, "演示物业"), property_phone=(None, "025-55550000"), units=(0, 3)),
        ),
        "worker_west",
    ),
    CorrectIdentity: at_once(
        lambda acts: new(
            CorrectIdentity, acts.town.scene.person, id_type=IdType.OTHER, id_no="DEMO-4711", reason="录入错误"
        ),
        "office",
    ),
    DefineCodes: at_once(
        lambda _acts: new(
            DefineCodes,
            new_id(),
            scheme="cert_type",
            title="证件",
            codes=(CARD,),
            reason="本市",
        ),
    ),
    SetRegister: at_once(
        lambda _acts: new(SetRegister, new_id(), collects=(OptionalFact.EDUCATION,), reason="就业服务"),
    ),
}
