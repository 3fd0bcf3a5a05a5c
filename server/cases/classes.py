"""The catalogue of case classes as data that commands bring. Pure; which cases use a class is not asked here."""

from typing import Any

from mobile_contract.accounts import Post
from mobile_contract.cases import ClassShape, DefineClasses
from mobile_contract.problems import ProblemCode
from server.cases.entities import CaseClass
from server.core.decisions import DISTRICT_WIDE, Context, Decision, Loaded, decides, put, refuse
from server.core.entities import Need, advanced, named_id


def class_id(code: str) -> str:
    """The id of a class, derived from its key: two districts and two editions name it alike."""
    return named_id(f"case_class:{code}")


@decides(
    DefineClasses,
    posts={Post.SYS_ADMIN},
    area=lambda _command, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda command: [Need(CaseClass, class_id(shape.code)) for shape in command.classes],
)
def define_classes(command: DefineClasses, loaded: Loaded, _ctx: Context) -> Decision:
    """Add classes and change those that are there, and never delete one (domain.md 4). Refused: a key named twice."""
    by_code = {shape.code: shape for shape in command.classes}
    if len(by_code) < len(command.classes):
        return refuse(ProblemCode.ID_TAKEN)
    rows = [_class_row(shape, loaded.find(CaseClass, class_id(code))) for code, shape in by_code.items()]
    return put(*(row for row in rows if row is not None))


def _class_row(shape: ClassShape, before: CaseClass | None) -> CaseClass | None:
    facts: dict[str, Any] = {name: getattr(shape, name) for name in (*shape.__struct_fields__, "code")}
    facts["limit_unit"] = shape.limit_unit.value
    if before is None:
        return CaseClass(id=class_id(shape.code), **facts)
    same = all(getattr(before, name) == value for name, value in facts.items())
    return None if same else advanced(before, **facts)
