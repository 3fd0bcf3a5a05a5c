"""How a long worklist comes in several commits, in order, and is whole or begun again."""

from datetime import timedelta

import pytest

from mobile_contract.residents import AddDwelling, AddHousehold
from server.core import clock
from server.core.crashing import Crash, armed
from server.core.door import Door
from server.core.ids import new_id
from server.renewal import opening
from server.renewal.opening import open_week
from server.renewal.weeks import start_of
from tests.server.renewal.weeks_of_a_scene import HOUR, WEEK, cycles_of, items_of
from tests.support.scene import by_system, make_scene, settle

MONDAY = start_of(WEEK)
HOMES = 23
