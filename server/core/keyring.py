"""The data keys of one batch's subjects: read together, unwrapped when used, minted for new subjects. No I/O."""

from collections.abc import Iterable

from server.core.seal import DISTRICT_SUBJECT, Seal, SubjectKey
from server.core.statements import Row


class SubjectErased(Exception):
    """The subject's key was destroyed; nothing of it opens, and no new key may be made."""


class Keyring:
    """Keys by subject. `minted` are the rows to insert."""

    def __init__(self, seal: Seal, district: int) -> None:
        self._seal = seal
        self._district = district
        self._wrapped: dict[str, bytes | None] = {}
        self._open: dict[str, SubjectKey] = {}
        self.minted: list[Row] = []

    def load(self, rows: Iterable[Row]) -> None:
        """Take rows of (subject, wrapped) in; a destroyed key is a row without one, and opens nothing any more."""
        for subject, wrapped in rows:
            self._wrapped[subject] = wrapped
            if wrapped is None:
                self._open.pop(subject, None)

    @property
    def subjects(self) -> frozenset[str]:
        """Whose keys were asked for."""
        return frozenset(self._wrapped)

    def known(self, subject: str) -> bool:
        """Whether the subject has, or had, a key."""
        return subject in self._wrapped

    def opens(self, subject: str) -> bool:
        """Whether the subject has a key, and has it still."""
        return self._wrapped.get(subject) is not None

    def erased(self, subject: str) -> bool:
        """Whether the subject's key was destroyed."""
        return subject in self._wrapped and self._wrapped[subject] is None

    def key(self, subject: str) -> SubjectKey:
        """The subject's key, minted if it never had one. Raises SubjectErased."""
        found = self._open.get(subject)
        if found is not None:
            return found
        wrapped = self._wrapped.get(subject, b"")
        if wrapped is None:
            raise SubjectErased(subject)
        if wrapped:
            found = self._seal.unwrap(subject, wrapped)
        else:
            found, wrapped = self._seal.new_subject_key(subject)
            self._wrapped[subject] = wrapped
            self.minted.append((self._district, subject, wrapped, None))
        self._open[subject] = found
        return found

    def district_key(self) -> SubjectKey:
        """The key of what belongs to no resident."""
        return self.key(DISTRICT_SUBJECT)
