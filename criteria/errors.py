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
    """One fault of a rule book: where it stands («criteria[3].points», and its line, where it is known), and what is wrong."""

    path: str
    ru: str
    en: str
    line: int | None = None

    def told(self, language: Language) -> str:
        """«строка 12, criteria[3].points: …», whole, for one line of a list."""
        word, sentence = ("строка", self.ru) if language == "ru" else ("line", self.en)
        place = ", ".join(part for part in (f"{word} {self.line}" if self.line else "", self.path) if part)
        return f"{place}: {sentence}" if place else sentence


class BrokenRuleBook(LavrError):
    """A rule book that cannot be used; carries all of its faults at once. ``source`` names the file, where there is one."""

    def __init__(self, faults: tuple[Fault, ...], source: str = "") -> None:
        named = f" {source}" if source else ""
        super().__init__(
            f"Ошибок в регламенте{named}: {len(faults)}. Исправьте их и проверьте файл снова.\n"
            + "\n".join(f"  {fault.told('ru')}" for fault in faults),
            f"Faults in the rule book{named}: {len(faults)}. Mend them and check the file again.\n"
            + "\n".join(f"  {fault.told('en')}" for fault in faults),
        )
        self.faults = faults
        self.source = source
