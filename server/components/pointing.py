"""A case that points at a component is of the component's class. Pure."""

from mobile_contract.problems import ProblemCode
from server.components.identifiers import fits
from server.core.decisions import Decision, refuse


def class_refusal(component: str | None, class_code: str | None) -> Decision | None:
    """COMPONENT_CLASS for a class that is not the one which the identifier of a case's component names.

    A case without a component, or without a class so far, is refused nothing. Another scheme with the same major and
    minor is let through: two schemes may name the same thing, and it is filing that decides.
    """
    if component is None or class_code is None or fits(component, class_code):
        return None
    return refuse(ProblemCode.COMPONENT_CLASS, component=component, class_code=class_code)
