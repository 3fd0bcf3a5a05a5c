"""No route and no command without a policy; whoever holds no post may do nothing at all."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from litestar import Litestar, get
from litestar.exceptions import ImproperlyConfiguredException
from litestar.routes import HTTPRoute
from msgspec import inspect

from mobile_contract import (
    accounts,
    duty,
    hazards,
    imports,
    intake,
    intake_orders,
    media,
    renewal,
    rezoning,
    tasks,
    warning,
)
from mobile_contract.accounts import Post
from mobile_contract.base import Command
from mobile_contract.commands import AnyCommand, decode_json, kind_of
from server import features
from server.accounts import rules as account_rules
from server.app import create_app
from server.core.authority import may
from server.core.decisions import ANY_POST, Area, Handler, MissingSubject
from server.core.entities import Need
from server.core.working import WorkingSet
from server.gate import PHONE, POLICIES, PUBLIC, close_the_gate
from server.settings import Settings
from sync.scopes import Authority
from tests.support.judging import ADirectory

COMMANDS: tuple[type[Command], ...] = get_args(AnyCommand)
HANDLERS = features.all_handlers()
KINDS = features.all_kinds()
OF_THE_SERVER_ALONE = {
    rezoning.Rehome,
    rezoning.FinishRezoning,
    accounts.RedeemEnrolment,
    accounts.RejoinInstall,
    accounts.StartSession,
    accounts.EndSession,
    media.PhotoArrived,
    media.PhotoLost,
    media.PhotoLooked,
    duty.TellLight,
    duty.RecountClock,
    hazards.TellDeadline,
    tasks.TellTask,
    warning.ExpireWarning,
    warning.EscalateWarning,
    warning.ReportReached,
    renewal.OpenRenewal,
    renewal.CloseRenewal,
    renewal.LapseItem,
    intake.KeepReporter,
    intake_orders.TakeOrder,
    intake_orders.AddPartner,
    intake_orders.RevokePartner,
    imports.ReportImport,
    imports.TakeBack,
    imports.TakeBackMove,
}
OPEN_TO_ALL = {
    "/healthz", "/readyz", "/v1/login", "/v1/enrol", "/v1/rejoin", "/v1/openapi.json", "/v1/docs",
    "/v1/docs/{file:str}", "/v1/public/matters", "/v1/public/reports", "/v1/public/follow", "/v1/public/progress",
    "/v1/public/information", "/v1/public/rating", "/v1/public/reopening", "/v1/public/photos/{photo:str}",
    "/v1/intake/orders", "/v1/intake/events", "/v1/shown/{ticket:str}", "/v1/public/warnings",
}  # fmt: skip


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application as it is built; nothing of it is started."""
    folder: Path = tmp_path_factory.mktemp("policies")
    url = f"sqlite:///{folder / 'none.sqlite'}"
    return create_app(Settings(database=url, district=1, key_file=folder / "key", blobs=folder / "blobs"))


def policies_of(application: Litestar) -> dict[tuple[str, str], Any]:
    """The policy of each route and method; what every address answers to OPTIONS is left out."""
    return {
        (route.path, method): handler.opt.get("policy")
        for route in application.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS"
    }


def test_every_route_declares_who_it_is_for(application: Litestar) -> None:
    policies = policies_of(application)
    assert set(policies.values()) <= POLICIES
    assert {path for (path, _), policy in policies.items() if policy == PUBLIC} == OPEN_TO_ALL
    assert all(policy == PHONE for (path, _), policy in policies.items() if "/sync/" in path or "/uploads" in path)
    assert all(isinstance(route, HTTPRoute) for route in application.routes)


def test_whatever_changes_something_is_no_get(application: Litestar) -> None:
    """A cookie goes along with a GET from anywhere; so a GET may only read."""
    assert {method for _, method in policies_of(application)} == {"GET", "HEAD", "POST", "PATCH", "DELETE"}


@pytest.mark.parametrize("opt", [{}, {"policy": "everybody"}, {"policy": None}])
def test_an_application_with_a_route_without_a_policy_does_not_start(opt: dict[str, Any]) -> None:
    @get("/forgotten", opt=opt)
    async def forgotten() -> None: ...

    @get("/remembered", policy=PUBLIC)
    async def remembered() -> None: ...

    with pytest.raises(ImproperlyConfiguredException, match="/forgotten"):
        close_the_gate(Litestar([remembered, forgotten], openapi_config=None).routes)
    close_the_gate(Litestar([remembered], openapi_config=None).routes)


def test_an_application_with_a_command_without_a_rule_or_with_two_does_not_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = account_rules.HANDLERS
    for handlers, match in ((whole[1:], "no rule for CreateOrg"), ((*whole, whole[0]), "CreateOrg has two rules")):
        monkeypatch.setattr(account_rules, "HANDLERS", handlers)
        with pytest.raises(features.UndeclaredCommand, match=match):
            features.all_handlers()


def test_every_command_has_its_posts_and_the_servers_own_have_none() -> None:
    assert set(HANDLERS) == set(COMMANDS)
    assert {command for command, handler in HANDLERS.items() if not handler.posts} == OF_THE_SERVER_ALONE
    assert not [command for command, handler in HANDLERS.items() if handler.posts >= ANY_POST]
    outsiders = {Post.RESIDENT, Post.SYSTEM}
    assert not [command for command, handler in HANDLERS.items() if handler.posts & outsiders]


SAMPLES = (
    "019ab697-e800-7000-8000-000000000001", "a" * 64, "2026-01-31", "image/jpeg", "13900000000", "8b4154a64a9afff",
    "A1", "1", "3201140101000001",
)  # fmt: skip


def an_example(told: inspect.Type) -> Any:  # noqa: PLR0911 - one return a type
    """The least value of a type of the contract, as JSON has it."""
    match told:
        case inspect.Metadata():
            return an_example(told.type)
        case inspect.StructType():
            fields = {field.encode_name: an_example(field.type) for field in told.fields if field.required}
            return fields | ({told.tag_field: told.tag} if told.tag_field else {})
        case inspect.StrType():
            return next(sample for sample in SAMPLES if _fits(sample, told))
        case inspect.IntType() | inspect.FloatType():
            return told.ge or 0
        case inspect.BoolType() | inspect.EnumType():
            return False if isinstance(told, inspect.BoolType) else next(iter(told.cls)).value
        case inspect.DateTimeType():
            return datetime(2026, 1, 31, tzinfo=UTC).isoformat()
        case inspect.VarTupleType():
            return [an_example(told.item_type)] * (told.min_length or 0)
        case inspect.TupleType():
            return [an_example(item) for item in told.item_types]
        case inspect.UnionType() if any(isinstance(one, inspect.NoneType) for one in told.types):
            return None
        case _:
            raise AssertionError(f"no example of {told!r}")


def _fits(sample: str, told: inspect.StrType) -> bool:
    long_enough = (told.min_length or 0) <= len(sample) <= (told.max_length or len(sample))
    return long_enough and (told.pattern is None or re.search(told.pattern, sample) is not None)


def example_of(command: type[Command]) -> Command:
    """A command of a kind with nothing in it that need not be."""
    return decode_json(msgspec.json.encode(an_example(inspect.type_info(command))))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_a_command_names_what_it_reads_and_where_it_acts(command: type[Command]) -> None:
    """The rows that it declares are enough to say where it acts; and there a stranger may nothing."""
    example, handler = example_of(command), HANDLERS[command]
    assert type(example) is command
    assert kind_of(example)
    needs = list(handler.needs(example))
    assert needs
    assert all(need.entity in KINDS.codecs for need in needs)
    named = {need.id if isinstance(need, Need) else need.parent for need in needs}
    assert example.entity in named or _makes_none(command)
    for user in ("", "019ab697-e800-7000-8000-000000000001"):
        assert _authority(handler, example, user) in {Authority.NEVER, None}


def _makes_none(command: type[Command]) -> bool:
    """Editions have an id and no row of their own."""
    return command.__name__ in {
        "DefineClasses", "PublishTerritory", "DraftTerritory", "PublishDraft", "DropDraft", "SetCalendar",
        "SetCaseSwitches", "SetJointMatters", "SetLadder", "SetRegister", "DefineCodes", "PublishVisitRules",
        "AnswerHeading",
    }  # fmt: skip


def _authority(handler: Handler, example: Command, user: str) -> Authority | None:
    working = WorkingSet(KINDS)
    working.declare(handler.needs(example))
    place: Callable[[Any, Any, Any], Area] = handler.area
    try:
        area = place(example, working, ADirectory())
    except MissingSubject:
        return None
    return may(user, (), handler.posts, area, ADirectory(), datetime(2026, 1, 31, tzinfo=UTC))
