"""The command line `hexward`. It names its commands and loads one only when it runs, so that help answers at once."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import importlib
import sys
from typing import NamedTuple

import rich_click as click

_EPILOG = """Exit codes: 0 done; 1 the check found faults, or the order was refused; 2 wrong usage; 3 wrong
settings; 4 the database cannot be used. `phone` has its own (`hexward phone --help`). Answers go to stdout, all else
to stderr."""


class Late(NamedTuple):
    """A command that is not loaded yet: where it is, and its line in the help."""

    module: str
    name: str
    help: str

    def load(self) -> click.Command:
        """Import it."""
        command: click.Command = getattr(importlib.import_module(self.module), self.name)
        return command


COMMANDS = {
    "init": Late("ops.commands.init", "init", "Make a district: its key, its database, its settings."),
    "serve": Late("ops.commands.serve", "serve", "Answer phones and offices."),
    "work": Late("ops.commands.work", "work", "Run the background consumers alone."),
    "migrate": Late("ops.commands.migrate", "migrate", "Bring the database to the newest schema."),
    "doctor": Late("ops.commands.doctor", "doctor", "Check that this district can run, and say what is wrong."),
    "audit-verify": Late("ops.commands.audit_verify", "audit_verify", "Recompute the journal's chain."),
    "backup": Late("ops.commands.backup", "backup", "Copy the district, while it works."),
    "restore": Late("ops.commands.restore", "restore", "Try a backup, so that it counts; or restore one."),
    "parked": Late("ops.commands.parked", "parked", "Commands that were a fault of ours: list them, judge them again."),
    "blobs": Late("ops.commands.blobs", "blobs", "Whether photos' bytes are here; ask phones again for what is gone."),
    "photo": Late("ops.commands.photo", "photo", "What a photo carries, and what is shown of it."),
    "media": Late("ops.commands.media", "media", "Read every photo's bytes: missing, damaged, named by nobody."),
    "outbox": Late("ops.commands.outbox", "outbox", "Take in the rescue file of a phone that cannot send any more."),
    "push": Late("ops.commands.push", "push", "Messages to devices that were given up: list them, send them again."),
    "erase": Late("ops.commands.erase", "erase", "Erase a person, a household or a case for ever."),
    "devices": Late("ops.commands.devices", "devices", "How phones are, and what may safely be done to one."),
    "grid": Late("ops.commands.grid", "grid", "Preview, draft, publish and look up the district's grids."),
    "component": Late("ops.commands.component", "component", "The register of components: import, list, show."),
    "premises": Late("ops.commands.premises", "premises", "Sites, organisations and rented houses: list, show."),
    "hazard": Late("ops.commands.hazard", "hazard", "Hazard inspections: check lists, dangers, notices, what is due."),
    "task": Late("ops.commands.task", "task", "What may be asked of grid workers: types, the admission list."),
    "warn": Late("ops.commands.warn", "warn", "Public warnings: write, approve, issue, cancel; whom they miss."),
    "coverage": Late("ops.commands.coverage", "coverage", "How much of each grid was patrolled."),
    "renewal": Late("ops.commands.renewal", "renewal", "The weekly renewal: a week's cycles, and what grids owe."),
    "import": Late("ops.commands.imports", "import_", "Files of people and buildings into the register."),
    "undo": Late("ops.commands.imports", "undo", "Take a whole import back."),
    "intake": Late("ops.commands.intake", "intake", "Matters from outside: import a list, let partners in."),
    "catalogue": Late(
        "ops.commands.catalogue", "catalogue", "Case classes and who answers for what: list, diff, import, export."
    ),
    "search": Late("ops.commands.search", "search", "Find residents by name, sound, number or home, masked."),
    "duplicates": Late("ops.commands.duplicates", "duplicates", "Who may be one person: list them, say what they are."),
    "codes": Late("ops.commands.codes", "codes", "The register's code tables, and what the district collects."),
    "calendar": Late("ops.commands.calendar", "calendar", "The work calendar: show it, set days, import a year."),
    "visits": Late("ops.commands.visits", "visits_group", "Visit rules: show, publish; who is due, what was made."),
    "due": Late("ops.commands.due", "due_command", "When a limit ends, by the work calendar."),
    "machine": Late("ops.commands.machine", "machine", "What may become of a case: the table, and what order decides."),
    "switches": Late("ops.commands.switches", "switches", "How cases are run: the machine's switches, the ladder."),
    "kpi": Late("ops.commands.kpi", "kpi", "Figures of a month, and the cases behind each of them."),
    "population": Late("ops.commands.population", "population", "How many live where, by structure, day by day."),
    "form": Late("ops.commands.form", "form", "Any department's form, filled from the one register."),
    "dictionary": Late("ops.commands.form", "dictionary", "What a form may ask for, and what is never stored."),
    "case": Late("ops.commands.case", "case", "The evidence pack of a case, and the key that it is checked with."),
    "verify": Late("ops.commands.verify", "verify", "Check an evidence pack, anywhere: no district is needed."),
    "demo": Late("ops.commands.demo", "demo", "A made-up district to try everything on."),
    "phone": Late("ops.phone.cli", "phone", "A grid worker's phone in a terminal."),
    "contract": Late("ops.contract.cli", "contract", "Its document; does a server, or a phone, keep it? By clause."),
    "simulate": Late("ops.simulate.cli", "simulate", "Phones and faults against the real server, seed after seed."),
    "bench": Late("ops.bench.cli", "bench", "Measure this machine and this server on it."),
}


class LateGroup(click.RichGroup):
    """A group of `COMMANDS`: for help a command is its name and its line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """In the order of `COMMANDS`, which is the order in which they are needed."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """A stand-in, which knows its line of help alone."""
        late = COMMANDS.get(cmd_name)
        return None if late is None else click.RichCommand(name=cmd_name, help=late.help)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command itself."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, COMMANDS[name].load() if name in COMMANDS else stand_in, rest


def _to_stderr(*_: object) -> object:
    return importlib.import_module("structlog").PrintLogger(sys.stderr)


@click.group(cls=LateGroup, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hexward")
def main() -> None:
    """Hexward: grid-based community governance, in step with phones that are often offline."""
    structlog = importlib.import_module("structlog")  # late, as all else that is not needed for help
    if not structlog.is_configured():
        structlog.configure(logger_factory=_to_stderr)
