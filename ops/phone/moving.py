"""`hexward phone register`, `movein` and `moveout`: people come and change homes, without a network."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from datetime import UTC, date, datetime, timedelta
from typing import Any

import rich_click as click

from mobile_contract import kinds
from mobile_contract.residents import (
    DwellingRecord,
    EndResidency,
    HouseholdRecord,
    MoveIn,
    PersonRecord,
    RegisterPerson,
    ResidencyKind,
    ResidencyRecord,
    ResidencyStatus,
    Sex,
)
from ops.phone import device, drafts
from ops.phone.catalog import SHORT, Catalog, Row
from ops.phone.saving import given, save
from ops.phone.session import Session, Told, with_records
from sync.twins import Newcomer, Twin, twins_of

_DAY = click.DateTime(["%Y-%m-%d"])
_KIND = click.Choice([one.value for one in ResidencyKind])
_SEX = {"male": Sex.MALE, "female": Sex.FEMALE}
_WHY = {
    "name_and_birth": "the same name and day of birth",
    "phone": "the same phone number",
    "name_and_building": "the same name in the same building",
}


@click.command()
@click.argument("name")
@click.option("--home", required=True, help="The household or dwelling they live in, by some digits from its id's end.")
@click.option("--sex", type=click.Choice(sorted(_SEX)), help="As the document says.")
@click.option("--birth", "birth_on", type=_DAY, help="The day of birth.  [default: from a resident's number]")
@click.option("--id-no", help="The number of the document.")
@click.option("--phone", help="A telephone number.")
@click.option("--kind", "residency_kind", type=_KIND, help="Of their stay.")
@click.option("--origin", help="Of somebody who came from elsewhere: the division's code.")
@click.option("--anyway", is_flag=True, help="Register them though somebody on this phone looks alike.")
@with_records
def register(session: Session, name: str, home: str, anyway: bool, **told: Any) -> None:  # a switch
    """Register the person called NAME. Whoever on this phone is likely to be the same is told first, offline too.

    Likely ones are shown masked and nothing is saved: `--anyway` saves it, and the committee decides about the pair.
    """
    catalog = Catalog(session.store)
    place = _home(catalog, home)
    birth_on = _text_of(told.pop("birth_on"))
    alike = [] if anyway else _alike(catalog, name, birth_on, told, place["dwelling"])
    if alike:
        lines = "\n".join(f"  {row['short']}  {row['name']}  {row['birth_year']}  {row['why']}" for row in alike)
        raise Told(
            "likely_twin",
            f"{len(alike)} on this phone may be the same person:\n{lines}",
            "`phone show ID` opens one; --anyway registers somebody else.",
            facts={"alike": alike},
            exit_code=2,
        )
    facts: dict[str, Any] = given(told) | place | ({} if birth_on is None else {"birth_on": birth_on})
    if "sex" in facts:
        facts["sex"] = _SEX[facts["sex"]]
    draft = drafts.drafted(RegisterPerson, device.now(), residency=device.new_id(), name=name, **facts)
    save(session, drafts.Written([draft], []))


@click.command()
@click.argument("person")
@click.option("--home", required=True, help="The household or dwelling they move to, by some digits from its id's end.")
@click.option("--kind", "residency_kind", type=_KIND, help="Of their stay.")
@click.option("--on", "from_on", type=_DAY, help="Since when.")
@with_records
def movein(session: Session, person: str, home: str, **told: Any) -> None:
    """Have PERSON, who is registered, live in another home: the old stay ends, history goes along."""
    catalog = Catalog(session.store)
    _, found = catalog.resolve(person, kinds.PERSON)
    facts = given({**told, "from_on": _text_of(told["from_on"])}) | _home(catalog, home)
    draft = drafts.drafted(MoveIn, device.now(), entity=found.id, residency=device.new_id(), **facts)
    save(session, drafts.Written([draft], []))


@click.command()
@click.argument("person")
@click.option("--on", "until_on", type=_DAY, help="The last day.  [default: today]")
@click.option("--reason", help="Where to, or why.")
@with_records
def moveout(session: Session, person: str, until_on: datetime | None, reason: str | None) -> None:
    """End the stay of PERSON; the record stays, and who they were."""
    catalog = Catalog(session.store)
    _, found = catalog.resolve(person, kinds.PERSON)
    stays = [
        one
        for one in catalog.overlay.of_kind(kinds.RESIDENCY)
        if isinstance(one, ResidencyRecord) and one.person == found.id and one.status is ResidencyStatus.EFFECTIVE
    ]
    if len(stays) != 1:
        raise drafts.WrongInput(f"{found.id[-SHORT:]} has {len(stays)} stays in force on this phone")
    last = _text_of(until_on) or _today()
    facts = given({"until_on": last, "reason": reason})
    draft = drafts.drafted(EndResidency, device.now(), entity=stays[0].id, root=found.id, **facts)
    save(session, drafts.Written([draft], []))


def _home(catalog: Catalog, told: str) -> dict[str, str | None]:
    _, found = catalog.resolve(told, kinds.HOUSEHOLD, kinds.DWELLING)
    if isinstance(found, HouseholdRecord):
        return {"dwelling": found.dwelling, "household": found.id}
    return {"dwelling": found.id, "household": None}


def _alike(catalog: Catalog, name: str, birth_on: str | None, told: dict[str, Any], dwelling: str | None) -> list[Row]:
    homes = [one for one in catalog.overlay.of_kind(kinds.DWELLING) if isinstance(one, DwellingRecord)]
    people = {one.id: one for one in catalog.overlay.of_kind(kinds.PERSON) if isinstance(one, PersonRecord)}
    building_of = {one.id: one.building for one in homes}
    new = Newcomer(name, birth_on, told["id_no"], told["phone"], building_of.get(dwelling or ""))
    return [_row(people[twin.person], twin) for twin in twins_of(new, people.values(), building_of)]


def _row(person: PersonRecord, twin: Twin) -> Row:
    hidden = "*" * max(0, len(person.name) - 1)
    return {
        "id": person.id,
        "short": person.id[-SHORT:],
        "name": f"{person.name[:1]}{hidden}",
        "birth_year": (person.birth_on or "----")[:4],
        "id_masked": person.id_masked,
        "why": ", ".join(_WHY[one.value] for one in twin.why),
    }


def _text_of(day: datetime | None) -> str | None:
    return None if day is None else date.isoformat(day.date())


def _today() -> str:
    """The day in Shanghai by this phone's clock."""
    return (datetime.fromtimestamp(device.now().wall / 1000, UTC) + timedelta(hours=8)).date().isoformat()
