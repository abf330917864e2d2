"""Why a row is refused, or doubtful: one table of codes with a sentence in Russian and in English, each saying what to do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from criteria.measurement import Language

REASONS: Final = MappingProxyType[str, tuple[str, str]](
    {
        "missing": ("ячейка пуста, а без неё строку не учесть: заполните её", "the cell is empty but is needed: fill it in"),
        "not_a_number": ("это не целое число: оставьте только цифры", "not a whole number: leave digits only"),
        "not_an_amount": (
            "это не число: оставьте цифры и, если нужно, запятую",
            "not a number: leave digits and, if needed, a comma",
        ),
        "not_a_decimal": (
            "это не число, считается неизвестным: оставьте цифры и один десятичный знак, тысячи отделяйте пробелом",
            "not a number, taken as unknown: leave digits and one decimal mark, and put spaces between thousands",
        ),
        "not_finite": (
            "это не число, а след ошибки в расчёте, считается неизвестным: впишите число или «н/д»",
            "no number but the trace of a failed computation, taken as unknown: write the number or «n/a»",
        ),
        "too_many_digits": (
            "больше {most} значащих цифр точно не сосчитать, считается неизвестным: округлите сами",
            "more than {most} significant digits cannot be counted exactly, taken as unknown: round it yourself",
        ),
        "formula": (
            "это формула, а не её значение, считается неизвестным: сохраните таблицу со значениями",
            "a formula and not its value, taken as unknown: save the table with values",
        ),
        "out_of_range": ("число должно быть от {low} до {high}", "the number must lie between {low} and {high}"),
        "not_yes_no": ("ожидается «да» или «нет»", "expected «yes» or «no»"),
        "not_a_time": (
            "это не дата со временем: напишите 2025-12-31T23:59:00+07:00 или 31.12.2025 23:59",
            "not a date with time: write 2025-12-31T23:59:00+07:00 or 31.12.2025 23:59",
        ),
        "not_a_day": ("это не дата: напишите 2025-12-31 или 31.12.2025", "not a date: write 2025-12-31 or 31.12.2025"),
        "outside_years": (
            "дата вне {low}–{high} годов: проверьте год",
            "the date lies outside the years {low} to {high}: check the year",
        ),
        "not_a_page": (
            "это не адрес страницы: напишите vk.com/имя или club123, а для других сетей ok.ru/…, t.me/…, max.ru/…",
            "not the address of a page: write vk.com/name or club123, of other networks ok.ru/…, t.me/…, max.ru/…",
        ),
        "look_alikes": (
            "в адресе русские буквы «{letters}», похожие на латинские: напишите {meant}",
            "the address has the Cyrillic letters «{letters}», which look like Latin ones: write {meant}",
        ),
        "page_of_person": (
            "это личная страница, а не сообщество: укажите адрес сообщества",
            "this is the page of a person and not of a community: give the community's address",
        ),
        "address_of_post": (
            "это адрес записи или раздела: укажите адрес самой страницы",
            "this is the address of a post or a section: give the address of the page itself",
        ),
        "invitation": (
            "это приглашение, по нему страницу не узнать: укажите её открытый адрес",
            "this is an invitation, which does not tell the page: give its public address",
        ),
        "several_pages": (
            "в ячейке несколько страниц ({found}): оставьте одну, остальные внесите своими строками",
            "the cell names several pages ({found}): keep one and give the others rows of their own",
        ),
        "address_taken": (
            "этот адрес раньше был у страницы «{name}»: укажите ID страницы, чтобы их не спутать",
            "this address was the one of the page «{name}» before: give the page's ID so that they are not mixed up",
        ),
        "unknown_page": (
            "такой страницы нет в реестре: исправьте адрес или добавьте страницу в реестр",
            "the register has no such page: mend the address or add the page to the register",
        ),
        "unknown_code": (
            "в регламенте нет такого кода: подходят {codes}",
            "the rule book has no such code: there are {codes}",
        ),
        "counts_by_itself": (
            "это считается по показателю без подтверждения: чтобы решал человек, поставьте в регламенте confirm = true",
            "it counts by its metric, nobody confirms it: for a person to decide write confirm = true in the rule book",
        ),
        "text_too_long": ("текст длиннее {most} знаков: сократите его", "the text is longer than {most} characters: shorten it"),
        "not_an_email": (
            "это не адрес почты: напишите имя@организация.рф, по одному адресу в строке",
            "not an e-mail address: write name@example.org, one address a row",
        ),
        "not_a_language": (
            "такого языка писем нет: напишите «русский» или «английский», или очистите ячейку",
            "no language of letters: write «Russian» or «English», or empty the cell",
        ),
        "unknown_state": (
            "непонятное состояние: напишите «предложено», «подтверждено» или «отклонено», или очистите ячейку",
            "no state that is known: write «proposed», «confirmed» or «refused», or empty the cell",
        ),
        "no_page": (
            "нет ни ссылки, ни ID страницы: укажите хотя бы одно",
            "neither a link nor an ID of the page: give at least one of them",
        ),
        "exempt_without_page": (
            "страница не ведётся на основании, и адреса у неё нет: в конкурсе ей нечем участвовать",
            "the page is lawfully not run and has no address: there is nothing to judge",
        ),
        "page_twice": (
            "эта страница уже есть в строке {line}: оставьте одну из строк",
            "this page already stands in line {line}: keep one of the rows",
        ),
        "page_twice_differs": (
            "эта страница уже есть в строке {line} с другой сферой («{other}»): оставьте строку с верной сферой",
            "this page already stands in line {line} with another sphere («{other}»): keep the row with the right one",
        ),
        "row_twice": (
            "та же строка уже есть в строке {line}: удалите повтор",
            "the same row already stands in line {line}: delete the repetition",
        ),
        "row_differs": (
            "в строке {line} под тем же номером стоят другие сведения: оставлена она, выберите верную",
            "line {line} has the same number with other facts: that one was kept, choose the right one",
        ),
        "answered_before_asked": (
            "ответ раньше вопроса: проверьте обе даты",
            "the answer comes before the question: check both dates",
        ),
        "deleted_before_published": (
            "удаление раньше публикации: проверьте обе даты",
            "the deletion comes before the publication: check both dates",
        ),
        "formula_error": (
            "в ячейке ошибка формулы {value}: исправьте формулу или впишите значение",
            "the cell holds the formula error {value}: mend the formula or write the value",
        ),
        "too_few_cells": (
            "в строке {found} ячеек вместо {expected}: добавьте недостающие разделители",
            "the row has {found} cells instead of {expected}: add the missing separators",
        ),
        "too_many_cells": (
            "в строке ячеек больше {expected}: возьмите текст с разделителями в кавычки",
            "the row has more than {expected} cells: put text that holds separators into quotes",
        ),
        "broken_quotes": (
            'кавычки в строке не сходятся: внутри текста удваивайте их («""»)',
            'the quotes of the row do not match: double them inside of a text («""»)',
        ),
        "open_quote": (
            "кавычка открыта и не закрыта, из-за неё не прочитано строк: {lines}; закройте её и загрузите файл снова",
            "a quote is opened and never closed, so {lines} lines could not be read; close it and import the file again",
        ),
        "not_utf8": (
            "в строке знаки не в кодировке UTF-8: сохраните файл в UTF-8",
            "the row has characters that are not UTF-8: save the file as UTF-8",
        ),
        "line_too_long": (
            "строка длиннее 2 МБ: возможно, не закрыта кавычка",
            "the row is longer than 2 MB: perhaps a quote is not closed",
        ),
        "ogrn_wrong": (
            "контрольная цифра ОГРН не сходится: проверьте номер, строка принята",
            "the check digit of the ОГРН (state number) is wrong: check it; the row was taken",
        ),
        "ogrn_length": (
            "в ОГРН {found} знаков, а нужно 13 цифр (у предпринимателя 15): проверьте номер, строка принята",
            "the ОГРН (state number) has {found} characters instead of 13 digits (15 of a sole trader); the row was taken",
        ),
        "ogrn_is_inn": (
            "вместо ОГРН стоит ИНН: впишите ОГРН, строка принята",
            "an ИНН (tax number) stands in place of the ОГРН (state number): write the latter; the row was taken",
        ),
        "ogrn_rounded": (
            "таблица округлила ОГРН до вида 1,02E+12, и цифры пропали: сделайте столбец текстовым, строка принята",
            "the spreadsheet rounded the ОГРН to 1.02E+12 and digits are lost: make the column a text; the row was taken",
        ),
        "inn_wrong": (
            "контрольные цифры ИНН не сходятся: проверьте номер, строка принята",
            "the check digits of the ИНН (tax number) are wrong: check it; the row was taken",
        ),
        "inn_length": (
            "в ИНН {found} знаков, а нужно 10 цифр (у предпринимателя 12): проверьте номер, строка принята",
            "the ИНН (tax number) has {found} characters instead of 10 digits (12 of a sole trader); the row was taken",
        ),
        "other_network": (
            "страница в сети «{network}»: строка принята, её свидетельства собирают отдельно от ВКонтакте",
            "a page in the network «{network}»: the row was taken, its evidence is collected apart from VK",
        ),
        "other_addresses": (
            "в ячейке ещё и {found}: взята {taken}, остальные внесите своими строками",
            "the cell has {found} as well: {taken} was taken, give the others rows of their own",
        ),
        "address_by_hyperlink": (
            "адрес взят из гиперссылки: {taken}",
            "the address was taken from the hyperlink: {taken}",
        ),
    }
)
"""Code -> (Russian, English). Names in braces are filled from the parameters of a refusal."""


def reason(code: str, params: Mapping[str, str], language: Language) -> str:
    """The sentence of a code in the reader's language."""
    return REASONS[code][0 if language == "ru" else 1].format(**params)
