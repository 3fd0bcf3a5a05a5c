"""`phone.js`: the phone core with all that it imports as one ES module. Every module keeps a scope of its own in it.

It reads the few forms of `import` and `export` that `mobile_contract/phone` and the generated modules are written in,
each on a line of its own, and refuses any other.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_NAMES = re.compile(r'^import \{ (?P<names>[^}]+) \} from "(?P<path>[^"]+)";$')
_WHOLE = re.compile(r'^import \* as (?P<name>\w+) from "(?P<path>[^"]+)";$')
_AGAIN = re.compile(r'^export \{ (?P<names>[^}]+) \} from "(?P<path>[^"]+)";$')
_MADE = re.compile(r"^export (?P<rest>(?:const|class|function|async function) (?P<name>\w+)\b.*)$")
_OTHER = re.compile(r"^(?:import|export)\b")


class Unreadable(ValueError):
    """A module has an `import` or `export` of another form, or the modules import each other in a ring."""


Fresh = Mapping[Path, str]
"""Texts of modules that are not on the disk yet."""


def phone_bundle(index: Path, fresh: Fresh) -> str:
    """One module that exports what `index` exports. Raises Unreadable."""
    scopes: dict[Path, str] = {}
    exported: list[str] = []
    for line in index.read_text(encoding="utf-8").splitlines():
        again = _AGAIN.match(line)
        if again:
            path = (index.parent / again["path"]).resolve()
            _add(path, fresh, scopes, ())
            exported.append(f"export const {{ {again['names']} }} = {_scope(path)};")
        elif _OTHER.match(line):
            raise Unreadable(f"{index.name}: {line}")
    head = "// Made by `python -m mobile_contract.emit` of `phone/index.js`; do not edit."
    return "\n\n".join([head, *scopes.values(), "\n".join(exported)]) + "\n"


def _add(path: Path, fresh: Fresh, scopes: dict[Path, str], above: tuple[Path, ...]) -> None:
    if path in scopes:
        return
    if path in above:
        raise Unreadable(f"{path.name} imports itself by way of others")
    lines: list[str] = []
    names: list[str] = []
    text = fresh[path] if path in fresh else path.read_text(encoding="utf-8")
    for line in text.splitlines():
        imported = _NAMES.match(line) or _WHOLE.match(line)
        made = _MADE.match(line)
        if imported:
            other = (path.parent / imported["path"]).resolve()
            _add(other, fresh, scopes, (*above, path))
            lines.append(_taken(imported, _scope(other)))
        elif made:
            names.append(made["name"])
            lines.append(made["rest"])
        elif _OTHER.match(line):
            raise Unreadable(f"{path.name}: {line}")
        else:
            lines.append(line)
    scopes[path] = "\n".join(_scoped(path, lines, names))


def _taken(imported: re.Match[str], scope: str) -> str:
    groups = imported.groupdict()
    return f"const {{ {groups['names']} }} = {scope};" if "names" in groups else f"const {groups['name']} = {scope};"


def _scoped(path: Path, lines: list[str], names: list[str]) -> Iterator[str]:
    yield f"const {_scope(path)} = (() => {{"
    yield from (line for line in lines if not line.startswith("// Made by "))
    yield f"return {{ {', '.join(names)} }};"
    yield "})();"


def _scope(path: Path) -> str:
    return f"${path.stem}"
