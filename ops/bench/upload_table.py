"""The figures of uploads as a table, each beside what is asked for. It judges nobody."""

from rich.table import Table

from ops.bench.upload import UploadFigures

TO_FLOOR, TO_PUBLISHED, PUSH_GROWTH = 0.6, 1.0, 2.0


def upload_table(figures: UploadFigures) -> Table:
    """For people."""
    told = figures.at
    size = f"{figures.photo_bytes / 1e6:.0f} MB"
    title = f"{figures.store} · {told['database']} · photos of {size} by tus, the median of {figures.rounds}"
    table = Table(title=title, caption=f"{told['cpu']}, {told['cores']} cores, load {told['load']}")
    for heading in ("figure", "measured", "asked for"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    many = f"{figures.photos} photos of {figures.small_bytes / 1e6:.0f} MB from {figures.phones} phones"
    rows = (
        ("ours, MB/s", _told(figures.mb_per_s), ""),
        ("bare append and sync on the same server, MB/s", _told(figures.floor_mb_per_s), ""),
        ("  ours to it", _told(figures.to_floor), f">= {TO_FLOOR}"),
        ("published tus server, which syncs nothing, MB/s", _told(figures.published_mb_per_s), ""),
        ("  ours to it", _told(figures.to_published), f">= {TO_PUBLISHED}"),
        ("the same made to sync each body, MB/s", _told(figures.durable_mb_per_s), ""),
        ("  ours to it", _told(figures.to_durable), f">= {TO_PUBLISHED}"),
        (f"{many}, s", _told(figures.rush_s), ""),
        ("  MB/s", _told(figures.rush_mb_per_s), ""),
        ("push in calm, ms: median, 99 of 100", f"{figures.calm_push_ms}, {figures.calm_push_p99_ms}", ""),
        (
            f"push beside them ({figures.beside_pushes}), ms: median, 99 of 100",
            f"{figures.beside_push_ms}, {figures.beside_push_p99_ms}",
            "",
        ),
        ("  99 of 100 to calm", _told(figures.push_growth), f"<= {PUSH_GROWTH}"),
    )
    for row in rows:
        table.add_row(*row)
    return table


def _told(value: float | None) -> str:
    return "?" if value is None else f"{value:,}"
