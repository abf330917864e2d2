"""What every field and choice of a rule book is called, and what to write there, in both languages: for schema and forms."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Told(NamedTuple):
    """A field's title and a hint of one line, Russian and English."""

    title_ru: str
    title_en: str
    hint_ru: str
    hint_en: str


_CODE: Final = Told(
    "Код", "Code", "Заглавная латинская буква и до семи букв и цифр: R1", "A capital Latin letter and up to seven more: R1"
)
_TITLE: Final = Told("Название", "Title", "На двух языках", "In both languages")
_TEST: Final = Told("Проверка", "Test", "Один из допусков программы", "One of the program's gates")
_PARAMS: Final = Told("Настройки", "Parameters", "Числа этой метрики или проверки", "The numbers of this metric or gate")
_COLUMN: Final = Told(
    "Столбец", "Column", "Заголовок столбца таблицы, буква в букву", "The heading of the table's column, letter by letter"
)

WORDS: Final[Mapping[str, Mapping[str, Told]]] = {
    "Words": {
        "ru": Told("По-русски", "In Russian", "Не пусто", "Not empty"),
        "en": Told("По-английски", "In English", "Не пусто", "Not empty"),
    },
    "RuleBook": {
        "format": Told("Устройство файла", "Format", "Всегда 1", "Always 1"),
        "id": Told(
            "Короткое имя", "Short name", "Строчные латинские буквы, цифры, дефис", "Small Latin letters, digits, hyphens"
        ),
        "version": Told("Версия", "Version", "Меняется при каждой правке", "Changes with every edit"),
        "title": Told("Название конкурса", "The contest's title", "На двух языках", "In both languages"),
        "total": Told("Итоговый балл", "Total", "Как из разделов складывается итог", "How the criteria make the total"),
        "nominations": Told("Номинации", "Nominations", "Как страницы делятся на номинации", "How pages fall into nominations"),
        "calendar": Told(
            "Рабочее время", "Office hours", "Для сроков ответа и праздничных недель", "For answers and holiday weeks"
        ),
        "mandated": Told("Навязанные тексты", "Mandated texts", "Какой текст считать разосланным", "Which texts were sent round"),
        "gates": Told("Допуски", "Gates", "Кто участвует в конкурсе", "Who takes part"),
        "caps": Told("Потолки", "Caps", "Кому итог ограничен сверху", "Whose total is limited"),
        "criteria": Told("Критерии", "Criteria", "Дерево разделов и подкритериев", "The tree of what is judged"),
        "penalties": Told("Штрафы", "Penalties", "За что баллы снимаются", "What takes points off"),
        "bonuses": Told("Надбавки", "Bonuses", "За что баллы добавляются", "What adds points"),
        "overrides": Told(
            "Особенности номинаций", "Overrides", "Что в отдельных номинациях иначе", "What differs in some nominations"
        ),
        "quota": Told("Квоты", "Quota", "Сколько победителей и с какого балла", "How many win, and from which total"),
        "ranking": Told("Места", "Ranking", "Как сравниваются итоги", "How totals are compared"),
        "jury": Told(
            "Жюри", "Jury", "Какие страницы смотрит жюри и как считаются ответы", "Which pages it looks at, how answers count"
        ),
    },
    "TotalRule": {
        "full": Told(
            "Полный балл",
            "Full total",
            "Итог страницы без единого упущения, обычно 100",
            "The total of a perfect page, mostly 100",
        ),
        "weights": Told(
            "Веса", "Weights", "Баллы складываются точно или важны лишь доли", "Points that sum up, or mere proportions"
        ),
        "aggregate": Told("Как складывать разделы", "Aggregation", "Обычно среднее взвешенное", "Mostly the weighted mean"),
        "penalties_up_to": Told(
            "Штрафов не больше", "Penalties at most", "Баллов за все штрафы вместе", "Points for all penalties together"
        ),
        "bonuses_up_to": Told(
            "Надбавок не больше", "Bonuses at most", "Баллов за все надбавки вместе", "Points for all bonuses together"
        ),
    },
    "Power": {
        "power": Told(
            "Показатель",
            "Power",
            "1 — среднее, 0 — геометрическое, −1 — гармоническое",
            "1 is the mean, 0 geometric, -1 harmonic",
        ),
    },
    "Nominations": {
        "by": Told("Делить по", "By", "Поле реестра или несколько сразу", "A field of the register, or several"),
        "sizes": Told(
            "Классы по подписчикам", "Size classes", "Только для деления по размеру", "Only where pages are divided by size"
        ),
        "known": Told(
            "Известные номинации",
            "Known nominations",
            "Другие значения тоже станут номинациями",
            "Other values make nominations too",
        ),
    },
    "NominationRule": {
        "name": Told(
            "Номинация",
            "Nomination",
            "Как в реестре; прописные и строчные не различаются",
            "As in the register; case does not matter",
        ),
        "title_en": Told("По-английски", "In English", "Для английских документов", "For English documents"),
        "short": Told(
            "Сокращение", "Short form", "От двух до пяти заглавных русских букв: ОБР", "Two to five capital Russian letters: ОБР"
        ),
        "vacation_months": Told("Месяцы каникул", "Vacation months", "Номера от 1 до 12", "Numbers from 1 to 12"),
    },
    "SizeClass": {
        "name": Told("Класс", "Class", "Например: малые", "For instance: small"),
        "below": Told("Подписчиков меньше", "Subscribers below", "У последнего класса не пишется", "Left out in the last class"),
    },
    "TableField": {"column": _COLUMN},
    "CalendarRule": {
        "opens": Told("Начало рабочего дня", "Opens", "Время вида 09:00", "A time such as 09:00"),
        "closes": Told("Конец рабочего дня", "Closes", "Время вида 18:00", "A time such as 18:00"),
        "relaxed_days_off": Told(
            "Выходных будней",
            "Weekdays off",
            "Со скольких неделя считается праздничной",
            "From how many a week is a holiday week",
        ),
    },
    "MandatedRule": {
        "share_percent": Told(
            "Доля страниц, %", "Share of pages, %", "Столько страниц выпустили один текст", "So many pages posted one text"
        ),
        "hours": Told("За сколько часов", "Within hours", "Окно, в которое вышел текст", "The window in which it was posted"),
    },
    "GateRule": {
        "code": _CODE,
        "title": _TITLE,
        "test": _TEST,
        "params": _PARAMS,
        "on_unknown": Told("Если неизвестно", "Where unknown", "Проверить человеку или не допускать", "Ask a person, or put out"),
    },
    "CapRule": {
        "code": _CODE,
        "title": _TITLE,
        "test": _TEST,
        "params": _PARAMS,
        "most": Told(
            "Итог не выше", "Total at most", "Для страниц, не прошедших проверку", "For pages that do not pass the test"
        ),
    },
    "Criterion": {
        "code": _CODE,
        "parent": Told("Раздел", "Parent", "Код критерия, в который входит; у раздела нет", "The code above it; none at the top"),
        "title": _TITLE,
        "points": Told(
            "Баллы", "Points", "Целое число; подкритерии в сумме дают раздел", "Whole; what is below sums to its parent"
        ),
        "metric": Told("Метрика", "Metric", "Что измеряется; у раздела нет", "What is measured; a branch has none"),
        "params": _PARAMS,
        "curve": Told("Кривая", "Curve", "Как значение становится долей баллов", "How the value becomes a share of the points"),
        "shrink": Told("Мало данных", "Small samples", "Сдвиг к среднему по номинации", "Leaning on the nomination's mean"),
        "winsorise": Told("Выбросы", "Outliers", "Подтянуть крайние значения", "Pull extreme values in"),
        "missing": Told("Если неизвестно", "Where unknown", "Неизвестное никогда не ноль", "Unknown is never zero"),
        "aggregate": Told("Как складывать", "Aggregation", "Только у раздела", "Branches only"),
    },
    "Column": {
        "column": _COLUMN,
        "per": Told(
            "Разделить на столбец", "Per", "Необязательно: значение делится на этот столбец", "Optional: divides by this column"
        ),
        "unit": Told("Единица", "Unit", "Показывается за числом", "Shown behind the number"),
    },
    "Shrink": {
        "prior": Told(
            "Добавить наблюдений", "Prior", "Столько средних наблюдений номинации", "So many mean samples of the nomination"
        ),
        "otherwise": Told("Если нет ни у кого", "Otherwise", "Доля от 0 до 1", "A share from 0 to 1"),
    },
    "Winsorise": {
        "low": Told("Нижний процентиль", "Low percentile", "От 0; 0 ничего не меняет", "From 0, which changes nothing"),
        "high": Told("Верхний процентиль", "High percentile", "До 100; 100 ничего не меняет", "Up to 100, which changes nothing"),
        "reference": Told("Среди кого", "Among", "Все страницы или номинация", "All pages, or the nomination"),
    },
    "Linear": {
        "kind": Told("Вид", "Kind", "Прямая", "A straight line"),
        "zero": Told("Ноль баллов при", "Nothing at", "Значение, с которого баллы начинаются", "The value at which points begin"),
        "full": Told("Все баллы при", "Full at", "Меньше предыдущего — кривая падает", "Below the other: the curve falls"),
    },
    "Logarithmic": {
        "kind": Told("Вид", "Kind", "Логарифм", "Logarithm"),
        "zero": Told("Ноль баллов при", "Nothing at", "Вместе со сдвигом больше 0", "Above 0 with the shift"),
        "full": Told("Все баллы при", "Full at", "Вместе со сдвигом больше 0", "Above 0 with the shift"),
        "shift": Told("Сдвиг", "Shift", "Прибавляется до логарифма; 1, если бывают нули", "Added first; 1 where zeros occur"),
    },
    "Step": {
        "at": Told("Со значения", "At", "По возрастанию", "Rising"),
        "points": Told("Доля баллов", "Share of points", "От 0 до 1", "From 0 to 1"),
    },
    "Steps": {
        "kind": Told("Вид", "Kind", "Ступени", "Steps"),
        "steps": Told("Ступени", "Steps", "Ниже первой 0", "0 below the first"),
    },
    "Piecewise": {
        "kind": Told("Вид", "Kind", "Ломаная", "Straight lines from knot to knot"),
        "knots": Told("Точки", "Knots", "Не меньше двух, доли идут в одну сторону", "At least two; shares go one way"),
    },
    "Band": {
        "kind": Told("Вид", "Kind", "Целевой промежуток", "Target band"),
        "low_zero": Told(
            "Ноль снизу при",
            "Nothing at, below",
            "Не больше «хорошо от»; равно — обрыв",
            "At most «good from»; equal is a sheer edge",
        ),
        "low": Told("Хорошо от", "Good from", "Отсюда все баллы", "Full points from here"),
        "high": Told("Хорошо до", "Good to", "Досюда все баллы", "Full points to here"),
        "high_zero": Told(
            "Ноль сверху при",
            "Nothing at, above",
            "Не меньше «хорошо до»; равно — обрыв",
            "At least «good to»; equal is a sheer edge",
        ),
    },
    "Relative": {
        "kind": Told("Вид", "Kind", "Сравнение с другими страницами", "Comparison with other pages"),
        "reference": Told(
            "С кем сравнивать",
            "Reference",
            "Номинация, все или записанные значения",
            "The nomination, all, or values written down",
        ),
        "better": Told("Что лучше", "Better", "Больше или меньше", "More, or less"),
        "frozen": Told(
            "Записанные значения",
            "Frozen values",
            "Например, прошлогодние; не меньше двух",
            "Last year's, for instance; at least two",
        ),
    },
    "ZScore": {
        "spread": Told("Размах", "Spread", "За сколько отклонений от 0,5 до края", "Deviations from 0.5 to the edge"),
    },
    "Share": {
        "of": Told("Доля от", "Share of", "Лучшего значения или суммы", "The best value, or the sum"),
    },
    "Adjustment": {
        "code": _CODE,
        "title": _TITLE,
        "points": Told("Баллов за раз", "Points each", "За каждый случай", "For each time"),
        "up_to": Told("Всего не больше", "In all at most", "Не меньше баллов за раз", "At least the points of one time"),
        "metric": Told(
            "Метрика", "Metric", "Сколько случаев; без неё говорит человек", "How many times; without it a person says"
        ),
        "params": _PARAMS,
        "confirm": Told(
            "Подтверждает человек", "Confirmed by a person", "Без подтверждения не действует", "Does not count before"
        ),
    },
    "Penalty": {
        "disqualifies": Told(
            "Снимает с конкурса", "Disqualifies", "Подтверждённый штраф выводит страницу", "A confirmed one puts the page out"
        ),
    },
    "Override": {
        "nominations": Told("Номинации", "Nominations", "Как в реестре", "As in the register"),
        "points": Told("Другие баллы", "Other points", "Код критерия = баллы", "Code = points"),
        "curves": Told("Другие кривые", "Other curves", "Код подкритерия = кривая целиком", "Code = the whole curve"),
        "params": Told("Другие настройки", "Other parameters", "Код подкритерия = настройки целиком", "Code = all parameters"),
        "quota": Told("Другая квота", "Another quota", "Квота целиком", "The whole quota"),
    },
    "QuotaRule": {
        "percent": Told(
            "Победителей, %",
            "Winners, %",
            "От страниц номинации; или процент, или число",
            "Of the nomination; either this or a count",
        ),
        "count": Told("Победителей, число", "Winners, count", "Вместо процента", "Instead of a percentage"),
        "at_least": Told("Не меньше", "At least", "Победителей в номинации", "Winners in a nomination"),
        "at_most": Told("Не больше", "At most", "Победителей в номинации", "Winners in a nomination"),
        "floor": Told("Порог победителя", "Winner's floor", "Итог не ниже", "The total is not below"),
        "laureate_floor": Told("Порог лауреата", "Laureate's floor", "Не выше порога победителя", "Not above the winner's"),
        "laureates": Told(
            "Лауреатов", "Laureates", "Если не задано, столько же, сколько победителей", "As many as winners where not given"
        ),
        "base": Told("Процент от", "Per cent of", "Всех страниц или допущенных", "All pages, or the eligible"),
        "per_municipality": Told(
            "На муниципалитет не больше", "A municipality at most", "Победителей в номинации", "Winners in a nomination"
        ),
        "reserves": Told(
            "Резерв", "Reserves", "Следующие по порядку, если победитель выбыл", "Next in line, should a winner fall away"
        ),
    },
    "JuryRule": {
        "band": Told("Спорных мест", "Band", "По обе стороны черты в номинации", "Places on each side of the cut line"),
        "quorum": Told("Кворум", "Quorum", "Ответов, чтобы карточка была решена", "Answers that settle a card"),
        "majority": Told("Большинство", "Majority", "Дробь больше половины: 2/3", "A fraction above a half: 2/3"),
        "safety": Told("Проверка победителей", "Safety look", "Каждого победителя смотрят раз", "Each winner is looked at once"),
        "repeat_every": Told("Повтор", "Repeat", "Каждая такая дважды; 0 без повторов", "One card in so many; 0 for none"),
        "seconds_a_card": Told("Секунд на карточку", "Seconds a card", "Для расчёта нагрузки", "For planning"),
    },
    "RankingRule": {
        "decimals": Told("Знаков после запятой", "Decimals", "От 0 до 4", "From 0 to 4"),
        "tie_break": Told(
            "При равенстве",
            "Tie-break",
            "Код, КОД.число, -КОД, -penalties, bonuses",
            "CODE, CODE.fact, -CODE, -penalties, bonuses",
        ),
    },
}

CHOICES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "by": {
        "sphere": ("сфера", "sphere"),
        "level": ("уровень", "level"),
        "municipality": ("муниципалитет", "municipality"),
        "founder": ("учредитель", "founder"),
        "network": ("сеть", "network"),
        "size": ("число подписчиков", "number of subscribers"),
    },
    "weights": {"points": ("баллы, в сумме точно", "points that sum up"), "relative": ("только доли", "proportions only")},
    "aggregate": {
        "arithmetic": ("среднее взвешенное", "weighted mean"),
        "geometric": ("среднее геометрическое", "geometric mean"),
        "harmonic": ("среднее гармоническое", "harmonic mean"),
        "minimum": ("наименьшее", "minimum"),
    },
    "missing": {
        "share": ("баллы делят соседи", "brothers share its points"),
        "mean": ("среднее по номинации", "the nomination's mean"),
        "fail": ("вне конкурса", "out of the contest"),
    },
    "on_unknown": {"check": ("проверить человеку", "ask a person"), "fail": ("вне конкурса", "out of the contest")},
    "reference": {
        "all": ("все страницы", "all pages"),
        "nomination": ("номинация", "the nomination"),
        "frozen": ("записанные значения", "frozen values"),
    },
    "better": {"more": ("больше", "more"), "less": ("меньше", "less")},
    "of": {"best": ("лучшего значения", "the best value"), "sum": ("суммы", "the sum")},
    "base": {"all": ("всех страниц", "all pages"), "eligible": ("допущенных страниц", "eligible pages")},
    "kind": {
        "linear": ("прямая", "straight line"),
        "log": ("логарифм", "logarithm"),
        "steps": ("ступени", "steps"),
        "piecewise": ("ломаная", "piecewise"),
        "band": ("целевой промежуток", "target band"),
        "percentile": ("процентиль среди других", "percentile"),
        "min-max": ("от худшего до лучшего", "min-max"),
        "z-score": ("отклонение от среднего", "z-score"),
        "share": ("доля от лучшего или суммы", "share"),
    },
}
