"""The file hexward.env: how `init` keeps a district's settings, and how every other command finds them again."""

import os
from collections.abc import Mapping
from pathlib import Path

from server.settings import PREFIX, Settings, WrongSettings, from_environment

NAME = "hexward.env"


def write_settings(folder: Path, settings: Mapping[str, str]) -> Path:
    """Keep `HEXWARD_*` settings in a folder's file, as systemd reads them too. Refuses to overwrite."""
    path = folder / NAME
    lines = [f"{PREFIX}{name.upper()}={value}\n" for name, value in settings.items()]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("# A Hexward district, for its owner alone: the database's address may hold a password.\n")
        file.writelines(lines)
    return path


def load_settings(folder: Path, **ordered: str) -> Settings:
    """A district's settings: its folder's file, overruled by the environment, and that by `ordered`. Raises
    WrongSettings.
    """
    told = environment_of(folder, **ordered)
    if not any(name.startswith(PREFIX) for name in told):
        raise WrongSettings(
            f"no settings: there is no {folder / NAME}; `hexward init` makes a district, "
            "and --data names another's folder (that of `ops/demo` is .hexward/demo)"
        )
    return from_environment(told)


def environment_of(folder: Path, **ordered: str) -> dict[str, str]:
    """The environment of a process that serves this folder's district."""
    overruling = {PREFIX + name.upper(): value for name, value in ordered.items()}
    return {**_read(folder / NAME), **os.environ, **overruling}


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    told: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        name, equals, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not equals:
            raise WrongSettings(f"{path}, line {number}: not NAME=value")
        told[name.strip()] = value.strip()
    return told
