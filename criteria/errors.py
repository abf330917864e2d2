"""The root of every error that a person is to read, and the errors of rule books."""

from dataclasses import dataclass

from criteria.measurement import Language


class LavrError(Exception):
    """Base of all. ``ru`` and ``en`` are whole sentences that say what happened and what to do next."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(en)
        self.ru = ru
        self.en = en

    def told(self, language: Language) -> str:
        """The sentence in the reader's language."""
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a rule book: where it stands («criteria[3].points»), and what is wrong with it."""

    path: str
    ru: str
    en: str


class BrokenRuleBook(LavrError):
    """A rule book that cannot be used; carries all of its faults at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            f"В регламенте ошибок: {len(faults)}. Исправьте их и проверьте файл снова.\n"
            + "\n".join(f"  {fault.path}: {fault.ru}" for fault in faults),
            f"The rule book has {len(faults)} faults. Mend them and check the file again.\n"
            + "\n".join(f"  {fault.path}: {fault.en}" for fault in faults),
        )
        self.faults = faults
