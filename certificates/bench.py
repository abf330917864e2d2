"""What awards cost: processor time a stage, beside plain WeasyPrint with the same drawing in the document."""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import TypeVar

from certificates.award import Award, Kind, PlainAward
from certificates.badge import badge_key
from certificates.batch import CHUNK, make_many
from certificates.bench_typst import typst_is_there, typst_maker
from certificates.credential.terms import Terms
from certificates.fitting import fitted
from certificates.keys.ring import open_ring
from certificates.look import PLAIN
from certificates.press import Press, draw_badge
from certificates.sealing import baked, open_sealer

SPHERES = ("Здравоохранение", "Культура", "Образование", "Социальная защита", "Муниципальное образование")
T = TypeVar("T")
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def bench_awards(n: int = 180, workers: int = 2, repeats: int = 3) -> dict[str, float]:
    """Medians of processor milliseconds a document by stage, and wall seconds of ``n`` sealed awards over ``workers`` processes.

    ``begun_s`` is when the first of these awards is done, ``each_s`` what each further one adds.
    ``naive_ms`` is WeasyPrint used plainly, with a fresh font map and style and the drawing as SVG in each document;
    of it and of badges, being slow, ``repeats`` are measured. ``typst_ms`` is there where the peer is installed.
    """
    awards = sample_awards(n)
    some = awards[: 2 * CHUNK]
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder)
        keys = _keys(whole)
        press = Press(sealer=open_sealer(keys))
        press.certificates(some[:CHUNK])  # the first pages of a process pay for its caches
        press.badge(badge_key(some[0]))
        figures = {
            "fit_ms": _each(fitted, some),
            "pdf_ms": median(_chunked(press, some)),
            "single_pdf_ms": _each(lambda award: press.certificates([award]), some[:8]),
            **_proofs(press, keys, some),
            "naive_ms": _each(naive_pdf, some[:repeats]),
            **_typst(some),
            "badge_ms": _each(draw_badge, [key for key in map(badge_key, some[:repeats]) if key is not None]),
            "kit_ms": median(_kits(press, some[:8], whole)),
        }
        return {**figures, **_whole(n, workers, whole / "all", keys)}


def _whole(n: int, workers: int, folder: Path, keys: Path) -> dict[str, float]:
    """All awards in one run. It is begun by a process of its own: a worker is counted as large as whoever starts it."""
    if workers == 0:
        return _run(n, 0, folder, keys)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_run, n, workers, folder, keys).result()


def _run(n: int, workers: int, folder: Path, keys: Path) -> dict[str, float]:
    awards = sample_awards(n)
    seen: list[tuple[int, float]] = []
    started = time.perf_counter()

    def told(done: int, _of: int) -> None:
        seen.append((done, time.perf_counter() - started))

    made = make_many(awards, lambda award: folder / award.serial, workers=workers, keys=keys, terms=_terms, progress=told)
    (first, begun), (last, ended) = next(one for one in seen if one[0]), seen[-1]
    return {
        "whole_s": time.perf_counter() - started,
        "begun_s": begun,
        "each_s": (ended - begun) / max(last - first, 1),
        "awards": float(len(made)),
        "mean_mb": sum(file.size for kit in made for file in kit) / max(len(made), 1) / 1e6,
        "worker_mb": resource.getrusage(resource.RUSAGE_CHILDREN if workers else resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }


def _keys(folder: Path) -> Path:
    """Keys for the measuring, thrown away with it."""
    from secrets import randbits, token_bytes  # noqa: PLC0415 - only keys are made by chance

    from certificates.keys.ring import init_ring  # noqa: PLC0415 - only here

    init_ring(
        folder / "keys", folder / "root", token_bytes(16), name="Оргкомитет", site="https://pages.example", year=2026,
        now=_AT, randbits=randbits,
    )  # fmt: skip
    return folder / "keys"


def _terms(award: Award) -> Terms:
    return Terms(_AT, status_index=int(award.serial[-2:], 36))


def _proofs(press: Press, keys: Path, awards: list[PlainAward]) -> dict[str, float]:
    """Credential, signature and baking into every picture of a badge; and the check of a whole certificate."""
    from certificates.verifying.files import verify_file  # noqa: PLC0415 - only here

    ring = open_ring(keys)
    signer, issuer = ring.signer(), ring.issuer()
    pdfs = press.certificates(awards[:CHUNK])
    credentials = [issuer.credential(award, _terms(award)) for award in awards[:CHUNK]]
    signed = [signer.sign(pdf, at=_AT) for pdf in pdfs]
    pictures = press.badge(badge_key(awards[0]))
    return {
        "credential_ms": _each(lambda award: issuer.credential(award, _terms(award)), awards[:CHUNK]),
        "sign_ms": _each(lambda pdf: signer.sign(pdf, at=_AT), pdfs),
        "bake_ms": _each(lambda credential: baked(pictures, credential), credentials) / max(len(pictures), 1),
        "verify_ms": _each(lambda pdf: verify_file(pdf, ring.published, at=_AT), signed),
    }


def _typst(awards: list[PlainAward]) -> dict[str, float]:
    if not typst_is_there():
        return {}
    with typst_maker() as make:
        make(awards[0])
        return {"typst_ms": _each(make, awards[:CHUNK])}


def sample_awards(n: int) -> list[PlainAward]:
    """Awards as a region gives them: five spheres, one laureate in three, names from short to long."""
    first = PlainAward(
        serial="0000-0000-0000-0000", kind="winner", year=2026, place=1, nomination=SPHERES[0], nomination_en="Public health",
        name="Школа", municipality="город Дзержинск", region="Нижегородская область", contest="Лучшая официальная страница",
        points="92,40", issued_on=date(2026, 11, 22), check_url="https://pages.example/v/0000-0000-0000-0000",
        page_link="https://vk.com/school", signers=(("Председатель", "М. В. Ларионова"), ("Секретарь", "К. А. Щербаков")),
        city="Нижний Новгород", language="ru",
    )  # fmt: skip
    long = "муниципальное бюджетное общеобразовательное учреждение «Средняя школа с углублённым изучением предметов № "
    out = []
    for i in range(n):
        serial = f"0000-0000-000{LETTERS[i // 1024 % 32]}-00{LETTERS[i // 32 % 32]}{LETTERS[i % 32]}"
        name = f"{long[: 5 + i * 13 % len(long)].strip()} {i + 1}"
        kind: Kind = "laureate" if i % 3 == 2 else "winner"
        address = f"https://pages.example/v/{serial}"
        out.append(replace(first, serial=serial, kind=kind, place=i + 1, nomination=SPHERES[i % 5], name=name, check_url=address))
    return out


def naive_pdf(award: Award) -> bytes:
    """The same certificate as WeasyPrint is plainly used: everything fresh, the drawing and the QR code inside the document."""
    import weasyprint  # noqa: PLC0415 - slow to load, and only here

    from certificates.decoration import HEIGHT, WIDTH, decoration  # noqa: PLC0415
    from certificates.drawing import svg_shapes  # noqa: PLC0415
    from certificates.layer import ground_of  # noqa: PLC0415
    from certificates.sheet import ClosedFetcher, Printer  # noqa: PLC0415

    sheet = fitted(award)
    drawn = svg_shapes(decoration(ground_of(award, PLAIN)), digits=2)
    size = f'width="{WIDTH}pt" height="{HEIGHT}pt" viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>'
    printer = Printer()
    html = printer.html([sheet]).replace("<h1", f'<div class="decoration">{svg}</div><h1', 1)
    written: bytes = weasyprint.HTML(string=html, url_fetcher=ClosedFetcher()).write_pdf(stylesheets=[printer.style])
    return written


@contextmanager
def _timed(into: list[float], share: int = 1) -> Iterator[None]:
    """Note the processor milliseconds of the block, a ``share``-th of them."""
    started = time.process_time()
    yield
    into.append((time.process_time() - started) * 1000 / share)


def _each(work: Callable[[T], object], items: list[T]) -> float:
    spent: list[float] = []
    for item in items:
        with _timed(spent):
            work(item)
    return median(spent)


def _chunked(press: Press, awards: list[PlainAward]) -> list[float]:
    spent: list[float] = []
    for at in range(0, len(awards), CHUNK):
        chunk = awards[at : at + CHUNK]
        with _timed(spent, len(chunk)):
            press.certificates(chunk)
    return spent


def _kits(press: Press, awards: list[PlainAward], folder: Path) -> list[float]:
    """Post, hashes and writing, without the certificate."""
    from certificates.kit import write_kit  # noqa: PLC0415
    from certificates.post import post_text  # noqa: PLC0415

    spent: list[float] = []
    for award, pdf in zip(awards, press.certificates(awards), strict=True):
        badge = press.badge(badge_key(award))
        with _timed(spent):
            write_kit(award, folder / award.serial, {"certificate": pdf, **badge, "post": post_text(award).encode()})
    return spent
