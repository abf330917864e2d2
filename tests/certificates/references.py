"""Pictures that certificate and badge are held against; write them anew with ``python -m tests.certificates.references``."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image

from certificates.award import PlainAward
from certificates.badge import BadgeKey, badge_pngs, badge_svg, svg_png
from certificates.press import Press
from certificates.preview import picture
from tests.certificates.samples import AWARD, an_award

FOLDER = Path(__file__).parent / "reference"
DPI = 36
SHEETS: Mapping[str, PlainAward] = {
    "winner": AWARD,
    "thanks": an_award(kind="thanks", person="Иванова Анна Петровна"),
    "participant": an_award(kind="participant", points="", signers=AWARD.signers[:1]),
}
KEY = BadgeKey("laureate", 2026, "Социальная защита", AWARD.contest, "ru")


def drawn(press: Press) -> dict[str, Image.Image]:
    """The pictures as they come out now."""
    sheets = {name: picture(press.certificates([award])[0], DPI) for name, award in SHEETS.items()}
    badges = {
        "badge": badge_pngs(KEY, (160,))[160],
        "badge-small": svg_png(badge_svg(KEY, reduced=True), 120),
        "badge-mono": svg_png(badge_svg(KEY, "mono"), 160),
    }
    return {name: on_white(content) for name, content in {**sheets, **badges}.items()}


def on_white(content: bytes) -> Image.Image:
    """The picture's colours over white paper."""
    with Image.open(BytesIO(content)) as opened:
        ground = Image.new("RGBA", opened.size, "white")
        ground.alpha_composite(opened.convert("RGBA"))
    return ground.convert("RGB")


def main() -> None:
    """Write all pictures anew; look at them before you commit them."""
    FOLDER.mkdir(exist_ok=True)
    for name, image in drawn(Press()).items():
        image.quantize(128).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
