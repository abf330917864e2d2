"""What awards cost: ``lavr bench awards``, each stage beside WeasyPrint plainly used, and typst where it is installed."""

from collections.abc import Iterator
from typing import Final

from scoring.bench.figures import Figure, Sheet

REGION: Final = 180
WORKERS: Final = 2
_MANY: Final = 10_000
_WHOLE_S, _MANY_S, _WORKER_MB = 10.0, 480.0, 160.0
_STAGES: Final = (
    ("pdf_ms", "диплом: архивный, с метками, дюжинами", "certificate: archival, tagged, by dozens", 45.0, True),
    ("single_pdf_ms", "диплом, по одному", "certificate, one by one", None, True),
    ("sign_ms", "подпись PAdES", "PAdES signature", 20.0, False),
    ("credential_ms", "цифровое удостоверение", "credential", 9.0, False),
    ("bake_ms", "вложение удостоверения в картинку", "baking it into a picture", 1.0, False),
    ("verify_ms", "проверка подписанного диплома", "check of a signed certificate", None, False),
    ("fit_ms", "подбор строк", "fitting of lines", None, False),
    ("badge_ms", "знак, SVG и все PNG", "badge, SVG and all PNGs", None, False),
    ("kit_ms", "запись файлов", "writing of files", None, False),
    ("naive_ms", "диплом, простой WeasyPrint", "certificate, plain WeasyPrint", None, False),
    ("typst_ms", "тот же лист, typst: без меток и архива", "the same sheet, typst: neither tagged nor archival", None, True),
)


def bench_awards(n: int, repeat: int, *, workers: int = WORKERS) -> Sheet:
    """``n`` awards, signed and vouched for, over ``workers`` processes (0: in this one); limits hold for a region's number."""
    from certificates.bench import bench_awards as measure  # noqa: PLC0415  loads WeasyPrint, which the other benches do without

    found = [measure(n, workers, 3) for _ in range(repeat)]
    runs = {key: tuple(one[key] for one in found) for key in found[0]}
    limited = n == REGION
    return Sheet(
        "awards",
        "простой WeasyPrint: всё заново в каждом документе, рисунок внутри, без подписи; время n дипломов выведено из "
        "нескольких, время 10 000 — из n наград",
        "plain WeasyPrint: all afresh in each document, the drawing inside, not signed; the time of n certificates is drawn "
        "from a few, that of 10,000 from n awards",
        (
            *_whole(n, workers, runs, limited=limited),
            _memory(runs["worker_mb"], limited=limited),
            *_stages(runs, limited=limited),
        ),
        max(runs["worker_mb"]),
    )


def _whole(n: int, workers: int, runs: dict[str, tuple[float, ...]], *, limited: bool) -> Iterator[Figure]:
    naive = sorted(runs["naive_ms"])[len(runs["naive_ms"]) // 2]
    counts = {"awards": n, "workers": workers}
    yield Figure(
        "awards.whole",
        f"{n} наград целиком, с подписью",
        f"{n} whole awards, signed",
        "s",
        runs["whole_s"],
        floor=naive * n / 1000 / max(workers, 1),
        limit=_WHOLE_S if limited else None,
        counts=counts,
    )
    if limited:  # of a few awards nothing can be drawn
        yield Figure(
            "awards.many",
            f"{_MANY} наград (выведено из {n})",
            f"{_MANY} awards (drawn from {n})",
            "s",
            tuple(begun + each * _MANY for begun, each in zip(runs["begun_s"], runs["each_s"], strict=True)),
            limit=_MANY_S,
            counts=counts,
        )


def _memory(megabytes: tuple[float, ...], *, limited: bool) -> Figure:
    limit = _WORKER_MB if limited else None
    return Figure("awards.worker", "память одного процесса, до", "memory of a worker, up to", "MB", megabytes, limit=limit)


def _stages(runs: dict[str, tuple[float, ...]], *, limited: bool) -> Iterator[Figure]:
    naive = sorted(runs["naive_ms"])[len(runs["naive_ms"]) // 2]
    for key, ru, en, limit, beside in _STAGES:
        if key in runs:
            yield Figure(
                f"awards.{key.removesuffix('_ms')}",
                f"  {ru}",
                f"  {en}",
                "ms",
                runs[key],
                floor=naive if beside else None,
                limit=limit if limited else None,
            )
