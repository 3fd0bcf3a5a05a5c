"""What offices do with forms: look what one asks for, have it filled. Headings are explained by a command."""

import re
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter, RawBody

from mobile_contract.forms import DictionaryView, FormReport
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import ResidencyKind
from server.core.decisions import Actor
from server.core.door import Door
from server.core.http import require_type
from server.core.ids import is_id
from server.core.problems import Problem
from server.forms import service
from server.forms.books import LIMITS
from server.forms.choosing import Who
from server.forms.service import Wish

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT_HEADER = "x-hexward-report"
_NAME = re.compile(r"[^\x00-\x1f/\\]{1,100}")
_LONGEST_REPORT = 6_000


@get("/v1/dictionary", policy="office")
async def read_dictionary(door: NamedDependency[Door]) -> DictionaryView:
    """Every fact that a form may ask for, what is never stored, and the headings that this district has explained."""
    return await service.read_dictionary(door)


@post(
    "/v1/forms/inspect",
    policy="office",
    takes={XLSX: bytes},
    refuses=[ProblemCode.UNREADABLE_TABLE],
    status_code=200,
    request_max_body_size=LIMITS.file_bytes,
)
async def inspect_form(
    request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door], name: FromQuery[str] = "form"
) -> FormReport:
    """What a workbook asks for, and which headings have to be explained. Refuses MALFORMED and UNREADABLE_TABLE."""
    require_type(request, XLSX)
    return await service.inspect(door, body, _name(name))


@post(
    "/v1/forms/fill",
    policy="office",
    takes={XLSX: bytes},
    gives={200: {XLSX: bytes}},
    tells=[REPORT_HEADER],
    refuses=[ProblemCode.NOT_FOUND, ProblemCode.UNREADABLE_TABLE],
    status_code=200,
    request_max_body_size=LIMITS.file_bytes,
)
async def fill_form(  # noqa: PLR0913, PLR0917 - each is asked for
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    why: Annotated[str, QueryParameter(name="purpose")],
    name: FromQuery[str] = "form",
    grid: FromQuery[list[str] | None] = None,
    area: FromQuery[str] = "",
    on: FromQuery[str | None] = None,
    whole_numbers: FromQuery[bool] = False,  # noqa: FBT002 - a switch of the address
    residency: FromQuery[list[ResidencyKind] | None] = None,
    from_age: FromQuery[int | None] = None,
    to_age: FromQuery[int | None] = None,
) -> Response[bytes]:
    """The workbook filled for grids, or for an area, of everybody or of some; the disclosure is journalled person by
    person with its purpose.

    What it came to is in `x-hexward-report` as JSON, without what was changed where that is long: the workbook's own
    sheets tell all. Refuses MALFORMED, NOT_FOUND, NOT_ALLOWED and UNREADABLE_TABLE.
    """
    require_type(request, XLSX)
    if not all(map(is_id, (*(grid or ()), *((area,) if area else ())))):
        raise Problem(ProblemCode.NOT_FOUND)
    wish = Wish(
        name=_name(name),
        grids=tuple(grid or ()),
        area=area,
        on=_day(on),
        why=why,
        whole_numbers=whole_numbers,
        who=Who(kinds=tuple(residency or ()), from_age=from_age, to_age=to_age),
    )
    result = await service.fill(door, actor, body, wish)
    headers = {
        REPORT_HEADER: quote(_short(result.report)),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(wish.name)}.xlsx",
        "Cache-Control": "private, no-store",
    }
    return Response(result.data, media_type=XLSX, headers=headers)


def _short(report: FormReport) -> bytes:
    told = msgspec.json.encode(report)
    if len(quote(told)) <= _LONGEST_REPORT:
        return told
    return msgspec.json.encode(msgspec.structs.replace(report, changes=(), left=(), questions=report.questions[:20]))


def _name(text: str) -> str:
    if _NAME.fullmatch(text) is None:
        raise Problem(ProblemCode.MALFORMED, field="name")
    return text


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise Problem(ProblemCode.MALFORMED, field="on") from error


HANDLERS: tuple[HTTPRouteHandler, ...] = (read_dictionary, inspect_form, fill_form)
