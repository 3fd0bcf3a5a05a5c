"""What a heading means is said once, for the district. Pure."""

from mobile_contract.accounts import Post
from mobile_contract.forms import AnswerHeading
from mobile_contract.problems import ProblemCode
from server.core.decisions import ANYWHERE, Context, Decision, Handler, Loaded, decides, put, refuse
from server.core.entities import Need, advanced, named_id
from server.dictionary.rules import field_of, is_refused, key_of
from server.forms.entities import HeadingAnswer
from server.tabular.headings import plain

ANSWERERS = frozenset({Post.COMMITTEE, Post.SUPERVISOR, Post.SYS_ADMIN})


def answer_id(heading: str, group: str) -> str:
    """The id of what is known of a heading."""
    return named_id(f"heading|{key_of(heading, group)}")


@decides(
    AnswerHeading,
    posts=ANSWERERS,
    area=lambda _command, _loaded, _directory: ANYWHERE,
    needs=lambda command: [Need(HeadingAnswer, answer_id(command.heading, command.group))],
)
def answer_heading(command: AnswerHeading, loaded: Loaded, ctx: Context) -> Decision:
    """Say what a heading means; said again, the last word holds.

    Refuses with `unknown_code` (`field`, `value`) a field that the dictionary has not, and with `not_collected` a
    heading of what is never stored; `nothing_to_change` what is so already, and a heading of signs alone.
    """
    if not plain(command.heading):
        return refuse(ProblemCode.NOTHING_TO_CHANGE)
    if is_refused(command.heading):
        return refuse(ProblemCode.NOT_COLLECTED, field=command.heading)
    field = command.field or ""
    if field and field_of(field) is None:
        return refuse(ProblemCode.UNKNOWN_CODE, field="field", value=field)
    before = loaded.find(HeadingAnswer, answer_id(command.heading, command.group))
    if before is None:
        key = key_of(command.heading, command.group)
        told = answer_id(command.heading, command.group)
        return put(
            HeadingAnswer(id=told, heading=key, field=field, answered_by=ctx.actor.user, answered_at=ctx.observed_at)
        )
    if before.field == field:
        return refuse(ProblemCode.NOTHING_TO_CHANGE)
    return put(advanced(before, field=field, answered_by=ctx.actor.user, answered_at=ctx.observed_at))


HANDLERS: tuple[Handler, ...] = (answer_heading,)
