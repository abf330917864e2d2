"""Findings for ``lavr score``: a file beside the evidence, whose rows count as confirmed by whoever signed it."""

from pathlib import Path
from typing import Final

from criteria.rulebook import RuleBook
from scoring.cli.context import Desk
from scoring.cli.paths import require_file
from scoring.engine.evidence import Evidence
from scoring.engine.findings import Findings
from scoring.errors import InputError
from scoring.evidence.reader import Evidence as Snapshot
from scoring.services.finding_files import page_of
from scoring.sources.findings import FindingsFile, read_findings
from scoring.sources.page_links import key_by_number
from scoring.sources.report import Refusal

_TOLD: Final = 10


def findings_in(desk: Desk, path: Path, book: RuleBook, evidence: Evidence) -> Findings:
    """What the file says of the pages of the evidence.

    A row that cannot be used stops everything: without it the ranking would be another one. A file with a column of states,
    as the panel exports it, counts only what stands there as confirmed.
    """
    require_file(path)
    file = read_findings(path, book, page_of(_aliases(evidence)))
    if file.refusals:
        raise _broken(file)
    desk.say(
        f"{path.name}: записей {len(file.decided)}; они считаются подтверждёнными тем, кто подписал файл.",
        f"{path.name}: {len(file.decided)} findings; they count as confirmed by whoever signed the file.",
    )
    if file.undecided:
        desk.say(
            f"  не считаются, потому что предложены или отклонены: {file.undecided}",
            f"  left out, since they are proposed or refused: {file.undecided}",
        )
    return Findings(file.decided)


def _aliases(evidence: Evidence) -> dict[str, str]:
    """Every spelling by which a page of the evidence may be called -> its key."""
    keys = {key: key for key in evidence.pages.key.tolist()}
    if not isinstance(evidence, Snapshot):
        return keys
    groups = zip(evidence.pages.group_id.tolist(), keys, strict=True)
    return {key_by_number(key, group): key for group, key in groups if group > 0} | keys


def _broken(file: FindingsFile) -> InputError:
    ru, en = ("; ".join(_told(row, language == "ru") for row in file.refusals[:_TOLD]) for language in ("ru", "en"))
    more = len(file.refusals) - _TOLD
    more_ru, more_en = (f"; и ещё {more}", f"; and {more} more") if more > 0 else ("", "")
    return InputError(
        f"Файл «{file.name}» нельзя учесть целиком: {ru}{more_ru}. Исправьте строки: без них рейтинг был бы другим.",
        f"The file «{file.name}» cannot be used as a whole: {en}{more_en}. Mend the rows: the ranking would differ without them.",
    )


def _told(row: Refusal, ru: bool) -> str:
    place = f"строка {row.line}, «{row.column}»" if ru else f"line {row.line}, «{row.column}»"
    return f"{place}: {row.told('ru' if ru else 'en')}"
