"""Templates and drafts: what a warning will say, to whom, and until when. Pure; nobody is told of a draft."""

from datetime import timedelta
from typing import Any

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.warning import (
    DefineWarningTemplate,
    DraftWarning,
    WarningArea,
    WarningCategory,
    WarningState,
    WarningText,
)
from server.core.decisions import (
    ANYWHERE,
    DISTRICT_WIDE,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, NeedChildren, Needs, advanced
from server.warnings.areas import BadArea, grids_of
from server.warnings.entities import PublicWarning, WarningReach, WarningTemplate
from server.warnings.texts import BadFields, check_template, check_texts, filled, is_drill_text, marked

WRITERS = frozenset({Post.COMMITTEE, Post.DISPATCHER, Post.SUPERVISOR})

LONGEST = timedelta(days=30)
"""What is to be told for longer is no warning."""

# --- templates --------------------------------------------------------------------------------------------------------


@decides(
    DefineWarningTemplate,
    posts=frozenset({Post.SUPERVISOR}),
    area=lambda _c, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda c: [Need(WarningTemplate, c.entity)],
)
def define_template(command: DefineWarningTemplate, loaded: Loaded, _ctx: Context) -> Decision:
    """Define a template, or define it anew. Refuses TEMPLATE_FIELD where texts and fields do not fit."""
    try:
        check_template(command.fields, command.texts, command.agency)
    except BadFields as bad:
        return refuse(ProblemCode.TEMPLATE_FIELD, field=bad.field, reason=bad.reason)
    told: dict[str, Any] = {
        name: getattr(command, name) for name in ("name", "category", "event", "fields", "texts", "agency")
    }
    known = loaded.find(WarningTemplate, command.entity)
    if known is None:
        return put(WarningTemplate(id=command.entity, **told))
    if all(getattr(known, name) == value for name, value in told.items()):
        return Decision(verdict=Verdict.MERGED, version=known.version)
    return put(advanced(known, **told))


# --- writing ----------------------------------------------------------------------------------------------------------


def _needs_of_draft(command: DraftWarning) -> Needs:
    """Its own rows, and those that its issue ends: it may come in the same batch."""
    yield Need(PublicWarning, command.entity)
    if command.template is not None:
        yield Need(WarningTemplate, command.template)
    if command.updates is not None:
        yield Need(PublicWarning, command.updates)
        yield NeedChildren(WarningReach, "warning", command.updates)


def _area_of_draft(command: DraftWarning, _loaded: Loaded, directory: Directory) -> Area:
    """All of its grids; an area that is none is for the rule to refuse."""
    try:
        return all_of(grids_of(command.area, directory))
    except BadArea:
        return ANYWHERE


def all_of(grids: tuple[str, ...]) -> Area:
    """Whoever warns must reach every grid that is warned."""
    return Area(every=tuple(Area(grid=grid) for grid in grids))


@decides(DraftWarning, posts=WRITERS, area=_area_of_draft, needs=_needs_of_draft)
def draft(command: DraftWarning, loaded: Loaded, ctx: Context) -> Decision:
    """Write a warning.

    Refuses WARNING_AREA, TEMPLATE_FIELD, WARNING_EXPIRED for an end that has passed or is more than 30 days away, and
    WARNING_STATE for an update of what is not in force, or of a drill by what is none.
    """
    if loaded.find(PublicWarning, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    if not ctx.now < command.expires_at <= ctx.now + LONGEST:
        return refuse(ProblemCode.WARNING_EXPIRED, expires_at=command.expires_at.isoformat())
    if command.template is not None and loaded.find(WarningTemplate, command.template) is None:
        return wait_for(command.template)
    wrong = _wrong_update(command, loaded)
    if wrong is not None:
        return wrong
    try:
        grids = grids_of(command.area, ctx.directory)
        words = _words(command, loaded)
    except BadArea as bad:
        return refuse(ProblemCode.WARNING_AREA, reason=bad.reason, what=bad.what)
    except BadFields as bad:
        return refuse(ProblemCode.TEMPLATE_FIELD, field=bad.field, reason=bad.reason)
    return put(
        PublicWarning(
            id=command.entity,
            level=command.level,
            area=command.area if command.area.polygon else WarningArea(),
            grids=grids,
            drafted_by=ctx.actor.user,
            drafted_at=ctx.now,
            expires_at=command.expires_at,
            onset_at=command.onset_at,
            drill=command.drill,
            updates=command.updates,
            source=command.source,
            **words,
        )
    )


def _wrong_update(command: DraftWarning, loaded: Loaded) -> Decision | None:
    if command.updates is None:
        return None
    earlier = loaded.find(PublicWarning, command.updates)
    if earlier is None:
        return wait_for(command.updates)
    if earlier.state is not WarningState.ISSUED:
        return refuse(ProblemCode.WARNING_STATE, state=earlier.state.value)
    if earlier.drill != command.drill:
        return refuse(ProblemCode.WARNING_STATE, state="drill" if earlier.drill else "real")
    return None


def _words(command: DraftWarning, loaded: Loaded) -> dict[str, Any]:
    """Its texts, what it is about, and whose number it gets. Raises BadFields."""
    category, event, agency, texts = _told(command, loaded)
    if not event.strip():
        raise BadFields("event", "missing")
    for text in texts:
        if is_drill_text(text):
            raise BadFields(text.language, "drill_mark")
    return {
        "category": category,
        "event": event,
        "agency": agency,
        "texts": marked(texts) if command.drill else texts,
    }


def _told(command: DraftWarning, loaded: Loaded) -> tuple[WarningCategory, str, str, tuple[WarningText, ...]]:
    template = loaded.find(WarningTemplate, command.template)
    if template is None:
        if command.values:
            raise BadFields(command.values[0].key, "unknown")
        check_texts(command.texts)
        return command.category, command.event, "000000", command.texts
    if command.texts:
        raise BadFields(command.texts[0].language, "of_the_template")
    return template.category, template.event, template.agency, filled(template.fields, template.texts, command.values)


HANDLERS: tuple[Handler, ...] = (define_template, draft)
