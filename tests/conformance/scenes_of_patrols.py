"""Scenes of patrols."""

from collections.abc import Mapping

from grid.cells import WORKING_RESOLUTION, cell_text, point_cell
from mobile_contract.base import Command
from mobile_contract.patrol import CellDwell, Dwell, ReportPatrol
from sync.patrol import patrol_id
from tests.conformance.scenes import Scene, at_once, new
from tests.server.cases.acts import Acts
from tests.support.scene import WEST, middle

DAY = "2026-01-05"


def _report(acts: Acts) -> Command:
    scene, here = acts.town.scene, middle(WEST)
    cells = (CellDwell(cell_text(point_cell(here.lon, here.lat, WORKING_RESOLUTION)), Dwell.LONG),)
    entity = patrol_id(scene.users["worker_west"], scene.west, DAY)
    return new(ReportPatrol, entity, grid=scene.west, on_day=DAY, minutes=40, cells=cells)


SCENES: Mapping[type[Command], Scene] = {ReportPatrol: at_once(_report, "worker_west")}
