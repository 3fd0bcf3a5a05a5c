"""Somebody at a terminal: commands of `hexward` as they are typed, in this process, and what they answer as JSON."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from ops.cli import main
from ops.selfcheck.checking import Failed


class Typist:
    """Types the commands of an operator, and of workers with a phone each, whose files lie in a folder."""

    def __init__(self, district: Path, folder: Path) -> None:
        self._district = district
        self._folder = folder
        self.typed = 0

    def hexward(self, *words: object) -> Any:
        """An operator's command. Raises Failed when it does not end well."""
        return self._run([*map(str, words), "--data", str(self._district), "--json"], 0)

    def refused(self, *words: object) -> str:
        """An operator's command that must be refused: its words."""
        return str(self._run([*map(str, words), "--data", str(self._district), "--json"], 1))

    def phone(self, name: str, *words: object) -> Any:
        """A worker's command on their phone. Raises Failed when it does not end well."""
        return self._run(["phone", *map(str, words), "--file", str(self.file_of(name)), "--json"], 0)

    def phone_warns(self, name: str, *words: object) -> str:
        """A worker's command at which the phone asks whether that is meant: its words."""
        return str(self._run(["phone", *map(str, words), "--file", str(self.file_of(name)), "--json"], 2))

    def file_of(self, name: str) -> Path:
        """Where a phone keeps what it holds."""
        return self._folder / f"{name}.phone"

    def _run(self, words: list[str], code: int) -> Any:
        self.typed += 1
        done = CliRunner().invoke(main, words, env={"COLUMNS": "200", "LC_ALL": "en_US.UTF-8"})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise Failed(f"hexward {' '.join(words)}: {done.exception!r}") from done.exception
        if done.exit_code != code:
            raise Failed(f"hexward {' '.join(words)} ended with {done.exit_code}: {done.output.strip()[-300:]}")
        try:
            return json.loads(done.stdout)
        except json.JSONDecodeError:
            return done.output
