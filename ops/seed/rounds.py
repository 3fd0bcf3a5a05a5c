"""Sixty days of a worker's visits to the households of one grid, in the order in which they happened."""

from collections.abc import Iterator
from itertools import accumulate

from mobile_contract.base import Datum, Point
from mobile_contract.visits import RecordVisit, VisitChannel, VisitOutcome
from ops.seed.dice import Dice, Table, part
from ops.seed.homes import Family, Homes, House, beside
from ops.seed.intents import DAY_MS, HOUR_MS, MINUTE_MS, Intent, common, intent

DAYS = 60

_CHANNELS = Table({
    VisitChannel.DOOR: 82, VisitChannel.MESSAGE: 8, VisitChannel.HOTLINE: 4, VisitChannel.NEIGHBOUR: 3,
    VisitChannel.BUDDY: 2, VisitChannel.THIRD_PARTY: 1,
})  # fmt: skip
_OUTCOMES = Table({
    VisitOutcome.MET: 78, VisitOutcome.ABSENT: 15, VisitOutcome.PROXY: 4, VisitOutcome.REFUSED: 2,
    VisitOutcome.MOVED: 1,
})  # fmt: skip
_MET = (VisitOutcome.MET, VisitOutcome.PROXY)
_NEEDS = ("repair", "medical", "meals", "employment", "schooling", "legal_advice", "social_security")
_NOTES = (
    "家中情况无变化。", "已提醒用电用气安全。", "老人身体尚好，需要定期上门。", "反映楼道灯不亮，已记录。",
    "租客信息已核对。", "提醒电动车不得入户充电。", "孩子放学后无人照看，建议对接社区服务。", "已告知医保缴费期限。",
)  # fmt: skip
_OPENS_MS = 8 * HOUR_MS + 30 * MINUTE_MS
_HOURS_MS = 9 * HOUR_MS
_SUNDAY = 6
_SATURDAY = 5
_EPOCH_WEEKDAY = 3
_LIGHT_DAY = 0.35


def visit_commands(seed: int, code: str, worker: str, homes: Homes, count: int, until_ms: int) -> Iterator[Intent]:
    """`count` visits in the DAYS before the midnight `until_ms`; each household has its turn before any its next."""
    dice = Dice(seed, "visits", code)
    turns = _turns(dice, homes.families)
    for day_ms, number in _days(count, until_ms):
        for visit in range(number):
            hours = part(_HOURS_MS, number, visit)
            at_ms = day_ms + _OPENS_MS + hours.start + dice.below(len(hours))
            family = next(turns)
            house = homes.houses[homes.homes[family.home].house]
            yield intent(_visit(dice, family, house, at_ms), worker)


def _turns(dice: Dice, families: list[Family]) -> Iterator[Family]:
    while True:
        yield from dice.mixed(families)


def _days(count: int, until_ms: int) -> Iterator[tuple[int, int]]:
    """Each day's midnight and number of visits: weekends are light, the sum is exact."""
    midnights = [until_ms - (DAYS - day) * DAY_MS for day in range(DAYS)]
    sums = list(accumulate(_LIGHT_DAY if _is_weekend(midnight) else 1.0 for midnight in midnights))
    done = 0
    for midnight, reached in zip(midnights, sums, strict=True):
        target = round(count * reached / sums[-1])
        yield midnight, target - done
        done = target


def _is_weekend(midnight_ms: int) -> bool:
    """Of a midnight in Shanghai, which is 16:00 of the day before in UTC."""
    return ((midnight_ms + 8 * HOUR_MS) // DAY_MS + _EPOCH_WEEKDAY) % 7 in (_SATURDAY, _SUNDAY)


def _visit(dice: Dice, family: Family, house: House, at_ms: int) -> RecordVisit:
    channel, outcome = _CHANNELS.draw(dice), _OUTCOMES.draw(dice)
    met = outcome in _MET
    minutes = dice.between(4, 35) if met else dice.between(1, 4)
    return RecordVisit(
        **common(dice, at_ms, dice.fresh_id(at_ms), family.id),
        household=family.id,
        channel=channel,
        outcome=outcome,
        persons=family.members[: dice.between(1, len(family.members))] if met else (),
        point=_check_in(dice, house) if channel is VisitChannel.DOOR else None,
        minutes=minutes,
        needs_told=(dice.pick(_NEEDS),) if met and dice.happens(0.06) else (),
        note=dice.pick(_NOTES) if met and dice.happens(0.2) else None,
        ended_wall=at_ms + minutes * MINUTE_MS,
    )


def _check_in(dice: Dice, house: House) -> Point:
    """Near the building, as a phone sees it; one in forty is too far off and will be flagged."""
    distance_m = dice.between(160, 600) if dice.happens(0.025) else dice.between(2, 38)
    lon, lat = beside(dice, house.lon, house.lat, distance_m)
    return Point(lon=lon, lat=lat, datum=Datum.WGS84, accuracy_m=float(dice.between(4, 22)), provider="gnss")
