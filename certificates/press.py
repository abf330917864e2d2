"""The press: built once a process, it makes the certificate, the badge and the kit of one award or of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from certificates.award import Award
from certificates.badge import BadgeKey, badge_key, badge_pngs, badge_svg
from certificates.batch import make_many
from certificates.credential.terms import Terms
from certificates.fitting import check_fits, fitted
from certificates.fonts import need_fonts
from certificates.kit import Made, write_kit
from certificates.look import PLAIN, Look
from certificates.post import post_text
from certificates.sealing import OPEN, Sealer, attached, baked

if TYPE_CHECKING:
    from certificates.layer import Layer, LayerKey
    from certificates.sheet import Printer

__all__ = ["Badge", "Drawn", "Made", "Press", "check_fits", "draw_badge", "make_many"]

Badge = Mapping[str, bytes]  # by kind of file: «badge», «badge-200», …


@dataclass(frozen=True, slots=True)
class Drawn:
    """Drawings that many awards share."""

    badges: Mapping[BadgeKey, Badge]
    layers: "Mapping[LayerKey, Layer]"


class Press:
    """Fonts, compiled drawings, style and badges, kept between awards. Raises ``FontsMissing`` when it cannot print."""

    def __init__(self, look: Look = PLAIN, sealer: Sealer = OPEN) -> None:
        need_fonts()
        self._look = look
        self._sealer = sealer
        self._printer: Printer | None = None
        self._badges: dict[BadgeKey, Badge] = {}

    def make(self, award: Award, folder: Path, terms: Terms | None = None) -> tuple[Made, ...]:
        """Write the award's files and its kit into the folder; an award that does not fit writes nothing."""
        return self.make_chunk([(award, folder, terms)])[0]

    def make_chunk(self, work: Sequence[tuple[Award, Path, Terms | None]]) -> list[tuple[Made, ...]]:
        """Several awards of one language in one layout, which is faster; the bytes are those of ``make``.

        Awards with terms are sealed with the press's keys: the credential attached to the certificate and baked into the badge,
        the certificate signed.
        """
        vouched = [None if terms is None else self._sealer.credential(award, terms) for award, _, terms in work]
        sheets = [fitted(award, self._look.template) for award, _, _ in work]
        inside = [attached(award, said, terms) for (award, _, terms), said in zip(work, vouched, strict=True)]
        pdfs = self._print().print(sheets, inside)
        return [self._write(*one, pdf, said) for one, pdf, said in zip(work, pdfs, vouched, strict=True)]

    def certificates(self, awards: Sequence[Award]) -> list[bytes]:
        """PDFs alone, in order, for awards of one language, not sealed."""
        return self._print().print([fitted(award, self._look.template) for award in awards])

    def _write(self, award: Award, folder: Path, terms: Terms | None, pdf: bytes, credential: bytes | None) -> tuple[Made, ...]:
        contents = {
            "certificate": pdf if terms is None else self._sealer.signed(award, pdf, terms),
            **baked(self.badge(badge_key(award)), credential),
            "post": post_text(award).encode(),
            **({} if credential is None else {"credential": credential}),
        }
        return write_kit(award, folder, contents, self._look, terms)

    def warm_up(self) -> None:
        """Load everything that printing needs, before there is anything to print."""
        self._print()

    def badge(self, key: BadgeKey | None) -> Badge:
        """The badge's files, drawn once; none for awards without a badge."""
        if key is None:
            return {}
        if key not in self._badges:
            self._badges[key] = draw_badge(key)
        return self._badges[key]

    def keep(self, drawn: "Drawn") -> None:
        """Take in what another process has drawn; badges in place of those before: of many nominations they would add up."""
        self._badges = dict(drawn.badges)
        self._print().keep_layers(drawn.layers)

    def _print(self) -> "Printer":
        if self._printer is None:
            from certificates.sheet import Printer  # noqa: PLC0415 - WeasyPrint loads slowly, and badges do not need it

            self._printer = Printer(self._look)
        return self._printer


def draw_badge(key: BadgeKey) -> Badge:
    """SVG and PNGs of one badge."""
    return {"badge": badge_svg(key).encode(), **{f"badge-{size}": png for size, png in badge_pngs(key).items()}}
