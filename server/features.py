"""Every kind of row and every rule of the running system, one list each. The order of kinds is the order of locks."""

from collections.abc import Mapping
from typing import get_args

from mobile_contract.base import Command
from mobile_contract.commands import AnyCommand
from mobile_contract.inbox import SettleConflict
from server.accounts import kinds as account_kinds
from server.accounts import rules as account_rules
from server.calendar import kinds as calendar_kinds
from server.calendar import rules as calendar_rules
from server.care import kinds as care_kinds
from server.care import rules as care_rules
from server.cases import kinds as case_kinds
from server.cases import rules as case_rules
from server.catalogue import kinds as catalogue_kinds
from server.catalogue import rules as catalogue_rules
from server.components import kinds as component_kinds
from server.components import rules as component_rules
from server.core.decisions import Handler
from server.core.kinds import Kinds
from server.dispatch import kinds as dispatch_kinds
from server.dispatch import rules as dispatch_rules
from server.forms import kinds as form_kinds
from server.forms import rules as form_rules
from server.hazards import kinds as hazard_kinds
from server.hazards import rules as hazard_rules
from server.imports import kinds as import_kinds
from server.imports import rules as import_rules
from server.inbox import kinds as inbox_kinds
from server.inbox.rules import Settling
from server.intake import kinds as intake_kinds
from server.intake import rules as intake_rules
from server.notices import kinds as notice_kinds
from server.notices import rules as notice_rules
from server.patrol import kinds as patrol_kinds
from server.patrol import rules as patrol_rules
from server.premises import closing, tenants
from server.premises import kinds as premises_kinds
from server.premises import rules as premises_rules
from server.renewal import kinds as renewal_kinds
from server.renewal import rules as renewal_rules
from server.residents import homes, keeping, merges, pairs, retiring, taking_back
from server.residents import kinds as resident_kinds
from server.residents import rules as resident_rules
from server.rezoning import kinds as rezoning_kinds
from server.rezoning import rules as rezoning_rules
from server.tasks import kinds as task_kinds
from server.tasks import rules as task_rules
from server.territory import kinds as territory_kinds
from server.territory import rules as territory_rules
from server.uploads import kinds as upload_kinds
from server.uploads import rules as upload_rules
from server.visits import editions as visit_editions
from server.visits import kinds as visit_kinds
from server.visits import rules as visit_rules
from server.warnings import kinds as warning_kinds
from server.warnings import rules as warning_rules


class UndeclaredCommand(Exception):
    """A command of the contract has no rule and no policy: the application does not start."""


def all_kinds() -> Kinds:
    """The kinds of rows, parents before children."""
    return Kinds(
        (
            *account_kinds.KINDS,
            *territory_kinds.KINDS,
            *rezoning_kinds.KINDS,
            *resident_kinds.KINDS,
            *premises_kinds.KINDS,
            *care_kinds.KINDS,
            *visit_kinds.KINDS,
            *renewal_kinds.KINDS,
            *catalogue_kinds.KINDS,
            *component_kinds.KINDS,
            *hazard_kinds.KINDS,
            *calendar_kinds.KINDS,
            *case_kinds.KINDS,
            *dispatch_kinds.KINDS,
            *intake_kinds.KINDS,
            *upload_kinds.KINDS,
            *import_kinds.KINDS,
            *task_kinds.KINDS,
            *patrol_kinds.KINDS,
            *form_kinds.KINDS,
            *notice_kinds.KINDS,
            *warning_kinds.KINDS,
            *inbox_kinds.KINDS,
        )
    )


def all_handlers() -> Mapping[type[Command], Handler]:
    """The rule of each command. Raises UndeclaredCommand for a command without one, or with two."""
    features = (
        account_rules,
        territory_rules,
        rezoning_rules,
        resident_rules,
        homes,
        keeping,
        pairs,
        merges,
        retiring,
        premises_rules,
        tenants,
        taking_back,
        closing,
        care_rules,
        visit_rules,
        renewal_rules,
        visit_editions,
        catalogue_rules,
        component_rules,
        hazard_rules,
        calendar_rules,
        case_rules,
        dispatch_rules,
        intake_rules,
        upload_rules,
        form_rules,
        task_rules,
        patrol_rules,
        import_rules,
        notice_rules,
        warning_rules,
    )
    handlers: dict[type[Command], Handler] = {}
    for feature in features:
        for handler in feature.HANDLERS:
            if handler.command in handlers:
                raise UndeclaredCommand(f"{handler.command.__name__} has two rules")
            handlers[handler.command] = handler
    handlers[SettleConflict] = Settling(dict(handlers)).handler()
    missing = [command.__name__ for command in get_args(AnyCommand) if command not in handlers]
    if missing:
        raise UndeclaredCommand(f"no rule for {', '.join(missing)}")
    return handlers
