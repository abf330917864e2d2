"""Word lists of the invented region: municipalities, villages, streets, persons, and names of institutions.

Nothing here exists: the region, its towns and every person are made up.
"""

from dataclasses import dataclass
from typing import Final

REGION: Final = "Приозёрская область"
REGION_OF: Final = "Приозёрской области"
SPHERES: Final = ("Образование", "Культура", "Здравоохранение", "Спорт", "Социальная защита")


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality: its name, the name «of it» (genitive), how its addresses begin, and its Latin stem for page names."""

    name: str
    of: str
    place: str
    latin: str
    city: bool


def _city(name: str, of: str, latin: str) -> Municipality:
    return Municipality(f"городской округ {name}", f"города {of}", f"г. {name}", latin, city=True)


def _district(stem: str, village: str, latin: str) -> Municipality:
    return Municipality(f"{stem}ский район", f"{stem}ского района", f"{stem}ский р-н, {village}", latin, city=False)


MUNICIPALITIES: Final = (
    _city("Светлоозёрск", "Светлоозёрска", "svetloozersk"),
    _city("Каменобродск", "Каменобродска", "kamenobrodsk"),
    _city("Яснополь", "Яснополя", "yasnopol"),
    _city("Новокедровск", "Новокедровска", "novokedrovsk"),
    _city("Верхнелучинск", "Верхнелучинска", "verhneluchinsk"),
    _city("Белоключинск", "Белоключинска", "belokluchinsk"),
    _city("Долгомостье", "Долгомостья", "dolgomostie"),
    _city("Тихоборск", "Тихоборска", "tihoborsk"),
    _district("Алёшин", "с. Алёшино", "aleshino"),
    _district("Берёзояр", "с. Берёзовый Яр", "berezoyar"),
    _district("Быстроключев", "с. Быстрый Ключ", "bystrokluch"),
    _district("Вишневогор", "п. Вишнёвая Гора", "vishnegor"),
    _district("Гладкопольн", "с. Гладкое Поле", "gladkopol"),
    _district("Глубокоозёр", "с. Глубокое Озеро", "gluboozer"),
    _district("Дубодоль", "с. Дубовый Дол", "dubodol"),
    _district("Еловогор", "п. Еловая Гора", "elovogor"),
    _district("Журавлин", "с. Журавлино", "zhuravlino"),
    _district("Заливнолуг", "с. Заливные Луга", "zalivlug"),
    _district("Зареченско-Яр", "с. Заречный Яр", "zarechyar"),
    _district("Ивнянков", "с. Ивнянки", "ivnyanki"),
    _district("Калиноборов", "с. Калинов Бор", "kalinobor"),
    _district("Камышелог", "с. Камышев Лог", "kamyshlog"),
    _district("Кедрологов", "п. Кедровый Лог", "kedrolog"),
    _district("Ключегор", "с. Ключи-на-Горе", "kluchegor"),
    _district("Краснолучин", "с. Красная Лучина", "krasluchin"),
    _district("Лебяжеозёр", "с. Лебяжье Озеро", "lebozer"),
    _district("Лесноключев", "с. Лесной Ключ", "lesokluch"),
    _district("Малиногор", "п. Малинова Гора", "malinogor"),
    _district("Медвежелог", "с. Медвежий Лог", "medvlog"),
    _district("Нижнелучин", "с. Нижняя Лучина", "nizhluchin"),
    _district("Новополян", "с. Новая Поляна", "novopolyana"),
    _district("Ольховодоль", "с. Ольховый Дол", "olhodol"),
    _district("Орлинокамен", "п. Орлиный Камень", "orlikamen"),
    _district("Песчаноборов", "с. Песчаный Бор", "peschabor"),
    _district("Родниководоль", "с. Родниковый Дол", "rodnidol"),
    _district("Рябинояр", "с. Рябиновый Яр", "ryabinoyar"),
    _district("Сосновомыс", "п. Сосновый Мыс", "sosnomys"),
    _district("Старокедров", "с. Старый Кедр", "starokedr"),
    _district("Тёплоключев", "с. Тёплый Ключ", "teplokluch"),
    _district("Чернополян", "с. Чёрная Поляна", "chernopolyana"),
)

VILLAGES: Final = (
    "с. Ключи", "с. Верхний Бор", "д. Берёзовка-2", "п. Лесная Пристань", "с. Малые Ивняки", "д. Озёрки", "с. Крутой Яр",
    "п. Зелёный Мыс", "с. Старая Мельница", "д. Тёплое", "с. Липовый Дол", "п. Дальняя Застава", "с. Медовое", "д. Утёс",
)  # fmt: skip
STREETS: Final = (
    "Школьная", "Озёрная", "Садовая", "Берёзовая", "Набережная", "Полевая", "Кленовая", "Центральная", "Парковая", "Звёздная",
    "Рябиновая", "Цветочная", "Речная", "Весенняя", "Зелёная", "Светлая",
)  # fmt: skip
PERSONS: Final = (
    "И. П. Ветлугина-Озёрного", "А. С. Кедрозорова", "Н. В. Лучинского-Тёплого", "П. Ф. Заливнова", "В. И. Светлобродова",
    "М. Г. Яснозорова", "Е. Д. Родниковцева", "С. Т. Журавлезерова", "Г. А. Берёзоярова", "Ф. К. Каменобродова",
    "О. Л. Ключегорцева", "Д. М. Тихоборова",
)  # fmt: skip
TITLES: Final = (
    "учителя", "заслуженного учителя", "первого директора школы", "основателя села", "лётчика-испытателя", "краеведа",
    "Почётного гражданина посёлка",
)  # fmt: skip
GARDENS: Final = (
    "Ёлочка", "Солнышко", "Родничок", "Теремок", "Сказка", "Берёзка", "Колосок", "Светлячок", "Ручеёк", "Радуга", "Алёнушка",
    "Золотой ключик", "Чебурашка", "Журавушка", "Огонёк", "Пчёлка", "Звёздочка", "Непоседы", "Ладушки", "Семицветик",
)  # fmt: skip
CLUBS: Final = (
    "Горизонт", "Созвездие", "Искра", "Радуга талантов", "Орлёнок", "Перспектива", "Маяк", "Озёрные зори", "Рассвет",
    "Вдохновение", "Гармония", "Юность", "Северное сияние", "Надежда",
)  # fmt: skip
TEAMS: Final = (
    "Олимпиец", "Факел", "Энергия", "Метеор", "Ледовая дружина", "Витязь", "Старт", "Чемпион", "Озёрный вихрь", "Звёздный лёд",
)  # fmt: skip
GARDEN_KINDS: Final = (
    "Детский сад", "Детский сад комбинированного вида", "Детский сад общеразвивающего вида",
    "Центр развития ребёнка – детский сад",
)  # fmt: skip
TRADES: Final = ("аграрный", "медицинский", "строительный", "политехнический", "педагогический", "лесохозяйственный")
