"""The figures of a rush and of idle pulls as tables, each beside what is asked for. It judges nobody."""

from rich.table import Table

from ops.bench.idle import IdleFigures
from ops.bench.rush import RushFigures


def rush_table(figures: RushFigures) -> Table:
    """For people."""
    told = figures.at
    title = f"{figures.store} · {told['database']} · {figures.phones:,} phones, {figures.commands:,} commands"
    rows = (
        ("all, commands/s", f"{figures.commands_per_s:,.0f}", ""),
        ("all reconciled, s", f"{figures.reconciled_s:,.1f}", ""),
        ("half of the phones, s", f"{figures.reconciled_p50_s:,.1f}", ""),
        ("push p50, ms", f"{figures.push_p50_ms:,.0f}", ""),
        ("push p95, ms", f"{figures.push_p95_ms:,.0f}", ""),
        ("push p99, ms", f"{figures.push_p99_ms:,.0f}", "< 5,000"),
        ("asked to come again", f"{figures.turned_away:,}", ""),
        ("hung up and asked again", f"{figures.hung_up:,}", ""),
        ("errors", f"{figures.errors:,}", "0"),
        ("lost", f"{figures.lost:,}", "0"),
        ("verdicts", ", ".join(f"{name} {number:,}" for name, number in figures.verdicts.items()), ""),
        ("server memory, MiB", "?" if figures.rss_mib is None else f"{figures.rss_mib:,}", ""),
    )
    return _table(title, rows, told["cpu"], told["cores"])


def idle_table(figures: IdleFigures) -> Table:
    """For people."""
    told = figures.at
    rows = (
        (f"nothing new, {figures.few_scopes} scopes, ms", f"{figures.few_ms}", "< 1"),
        ("  95 of 100", f"{figures.few_p95_ms}", ""),
        (f"nothing new, {figures.many_scopes} scopes, ms", f"{figures.many_ms}", "< 5"),
        ("  95 of 100", f"{figures.many_p95_ms}", ""),
        ("an empty request, ms", f"{figures.empty_request_ms}", ""),
    )
    return _table(f"{figures.store} · {told['database']} · idle pulls", rows, told["cpu"], told["cores"])


def _table(title: str, rows: tuple[tuple[str, str, str], ...], cpu: str, cores: int) -> Table:
    table = Table(title=title, caption=f"{cpu}, {cores} cores")
    for heading in ("figure", "measured", "asked for"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    for row in rows:
        table.add_row(*row)
    return table
