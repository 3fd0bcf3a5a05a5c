"""Scenes of registers that are complete: a building changed, an identity put right, what a district lays down."""

from collections.abc import Mapping
from typing import Any

from mobile_contract.base import Command
from mobile_contract.buildings import BuildingEdits, ChangeBuilding
from mobile_contract.codes import CodeShape, CorrectIdentity, DefineCodes, OptionalFact, SetRegister
from mobile_contract.pairs import DecideLater, NotTheSame, ReopenPair
from mobile_contract.residents import IdType, RegisterPerson
from server.core.ids import new_id
from tests.conformance.scenes import Act, Scene, at_once, had, new, somebody
from tests.server.cases.acts import Acts


async def _two(acts: Acts) -> tuple[str, str]:
    """The scene's person and somebody else."""
    scene, other = acts.town.scene, new_id()
    await had(acts, new(RegisterPerson, other, residency=new_id(), dwelling=scene.dwelling, name="演示李四"))
    return scene.person, other


def _of_a_pair(shape: type[Command], *, said: bool = False, **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        one, other = await _two(acts)
        if said:
            await had(acts, new(NotTheSame, one, other=other, reason="同名"))
        return somebody(acts, "office", new(shape, other, other=one, **facts))

    return ready


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
    NotTheSame: _of_a_pair(NotTheSame, reason="两个人"),
    DecideLater: _of_a_pair(DecideLater, until_on="2099-01-31"),
    ReopenPair: _of_a_pair(ReopenPair, said=True, reason="再看"),
    SetRegister: at_once(
        lambda _acts: new(SetRegister, new_id(), collects=(OptionalFact.EDUCATION,), reason="就业服务"),
    ),
}
