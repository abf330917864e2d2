"""The words for the stages of long work, in both languages, for whoever shows its progress."""

from types import MappingProxyType
from typing import Final

from criteria.measurement import Language

STAGES: Final = MappingProxyType(
    {
        "": ("Ожидание", "Waiting"),
        "files": ("Пишу файлы сезона", "Writing the season's files"),
        "collect.pages": ("Узнаю страницы ВКонтакте", "Looking up the pages of VK"),
        "collect.walls": ("Читаю стены и комментарии", "Reading walls and comments"),
        "collect.summary": ("Считаю, что нового", "Counting what is new"),
        "convert": ("Превращаю записи сбора в свидетельства", "Making evidence of the recordings"),
        "register": ("Читаю реестр страниц", "Reading the register of pages"),
        "posts": ("Читаю записи", "Reading posts"),
        "messages": ("Читаю сообщения и ответы", "Reading messages and answers"),
        "streams": ("Читаю трансляции", "Reading live streams"),
        "checks": ("Читаю проверки оформления", "Reading design checks"),
        "freeze": ("Замораживаю свидетельства", "Freezing the evidence"),
        "measure": ("Считаю показатели страниц", "Measuring the pages"),
        "weekly": ("Делю год на недели", "Cutting the year into weeks"),
        "draws": ("Испытываю веса", "Drawing weights"),
        "resample": ("Собираю год заново из его недель", "Resampling the year by weeks"),
        "robustness": ("Ищу соперников и спорные места", "Looking for rivals and contested places"),
        "save": ("Записываю результаты", "Saving the results"),
        "verify": ("Проверяю снимок свидетельств", "Verifying the snapshot of evidence"),
        "compare": ("Сравниваю свидетельства", "Comparing the evidence"),
        "covers": ("Сохраняю обложки", "Keeping covers"),
        "cards": ("Готовлю карточки жюри", "Making the jury's cards"),
        "verdicts": ("Жюри отвечает на карточки", "The jury answers its cards"),
        "awards": ("Готовлю дипломы и знаки", "Making certificates and badges"),
        "papers": ("Печатаю бумаги решения", "Printing the papers of the decision"),
        "letters": ("Отправляю письма", "Sending letters"),
    }
)


def stage_title(key: str, language: Language) -> str:
    """What is being done, in words; an unknown key stands for itself."""
    ru, en = STAGES.get(key, (key, key))
    return ru if language == "ru" else en
