"""The matrix in words: a line for each cell as it ends, a table, and how to have a failure again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from ops.matrix.playing import Played

_SHOWN = 12


def facts_of(played: Sequence[Played], seconds: float) -> dict[str, Any]:
    """For programs."""
    return {
        "cells": [_facts(one) for one in played],
        "transactions": sum(one.transactions for one in played),
        "commands": sum(one.commands for one in played),
        "faults": dict(sum((Counter(one.faults) for one in played), Counter[str]())),
        "slowest_drain_s": max((round(one.drain_s, 2) for one in played if one.drain_s is not None), default=None),
        "undrained": sum(one.drain_s is None for one in played),
        "violations": sum(len(one.violations) for one in played),
        "seconds": round(seconds, 1),
    }


def line_of(one: Played) -> str:
    """One cell, as it ends."""
    drain = "never drained" if one.drain_s is None else f"drained in {one.drain_s:.1f} s"
    verdict = f"{len(one.violations)} VIOLATIONS" if one.violations else "ok"
    return f"{one.store} {one.cell.name}: {one.transactions} transactions, {_listed(one.faults)}, {drain}, {verdict}"


def table_of(played: Sequence[Played]) -> Table:
    """For people."""
    table = Table(title="Partition matrix")
    for heading in ("store", "clients", "tx/s", "fault", "tx", "commands", "injected", "failed rounds", "drained, s"):
        table.add_column(heading, justify="left" if heading in {"store", "fault", "injected"} else "right")
    table.add_column("violations", justify="right")
    for one in played:
        told = (one.transactions, one.commands, _listed(one.faults), sum(one.failures.values()))
        drain = "never" if one.drain_s is None else f"{one.drain_s:.1f}"
        cell = one.cell
        row = (one.store, cell.clients, cell.rate, cell.fault, *told, drain, len(one.violations))
        table.add_row(*map(str, row))
    return table


def failure_words(one: Played, seconds: float, seed: int) -> str:
    """What did not hold in a cell, and the command that plays it again: the same faults at the same times."""
    again = f"hexward simulate --matrix --store {one.store} --cell {one.cell.name}"
    lines = [f"{one.store} {one.cell.name} fails. Again: {again} --seconds {seconds:g} --first-seed {seed}"]
    lines += [f"  {fault.invariant} BROKEN: {fault.what}" for fault in one.violations[:_SHOWN]]
    if len(one.violations) > _SHOWN:
        lines.append(f"  and {len(one.violations) - _SHOWN} more")
    return "\n".join(lines)


def _facts(one: Played) -> dict[str, Any]:
    return {
        "store": one.store, "cell": one.cell.name, "clients": one.cell.clients, "rate": one.cell.rate,
        "fault": str(one.cell.fault), "transactions": one.transactions, "commands": one.commands,
        "faults": one.faults, "failed_rounds": one.failures,
        "drain_s": None if one.drain_s is None else round(one.drain_s, 2), "seconds": round(one.seconds, 1),
        "violations": [f"{fault.invariant}: {fault.what}" for fault in one.violations],
    }  # fmt: skip


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items())) or "-"
