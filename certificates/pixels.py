"""Opening a picture that a stranger has sent: size and format before anything is decoded, then bare pixels in sRGB.

Nothing of the file but its pixels goes on: no EXIF, no place, no profile, no text, no name. Run it in ``certificates.sandbox``;
a process that opens such files has limits of memory and time.
"""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from certificates.errors import PictureRefused

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MOST_BYTES: Final = 12 << 20
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 16_000
MOST_STRETCH: Final = 12
"""A picture is at most so many times as wide as high, or as high as wide."""

_LOSES_TO_8_BITS: Final = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})


def decoded(raw: bytes, *, smallest: int, about: tuple[int, int] | None = None) -> Image.Image:
    """The picture's pixels, RGB or RGBA, upright; ``about`` is the size that will be needed, so that a JPEG decodes no more.

    Raises ``PictureRefused`` with what is wrong and what to do.
    """
    if len(raw) > MOST_BYTES:
        raise _refused(
            f"файл больше {MOST_BYTES >> 20} МБ. Уменьшите картинку и загрузите её снова",
            f"the file is over {MOST_BYTES >> 20} MB. Make the picture smaller and upload it again",
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", category=UserWarning)
        before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
        Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = MOST_PIXELS, False
        try:
            with Image.open(BytesIO(raw), formats=FORMATS) as opened:
                _check_header(opened, smallest)
                if opened.format == "JPEG" and about is not None:
                    opened.draft("RGB", about)
                opened.load()
                return _bare(opened)
        except PictureRefused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
            raise _too_many() from fault
        except UnidentifiedImageError as fault:
            raise _refused(
                "это не картинка JPEG, PNG или WebP. Сохраните её в одном из этих форматов",
                "this is no JPEG, PNG or WebP picture. Save it in one of these formats",
            ) from fault
        # Broken files make decoders raise whatever they like; none of it is more than «damaged» to the one who sent it.
        except Exception as fault:
            raise _refused(
                "файл повреждён или загружен не полностью. Откройте картинку на своём компьютере, сохраните заново и повторите",
                "the file is damaged or was cut off. Open the picture on your computer, save it anew and try again",
            ) from fault
        finally:
            Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = before


def png(picture: Image.Image) -> bytes:
    """The pixels as a PNG that holds nothing else."""
    buffer = BytesIO()
    # Of drawings zlib's plain strategy makes smaller files than Pillow's own choice, and at 4 in two thirds of the time.
    picture.save(buffer, "PNG", compress_level=4, compress_type=0)
    return buffer.getvalue()


def jpeg(picture: Image.Image) -> bytes:
    """The pixels as a JPEG that holds nothing else, at quality 88."""
    buffer = BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=88, optimize=True, progressive=True)
    return buffer.getvalue()


def inked(picture: Image.Image) -> Image.Image:
    """A scanned signature without its paper: what is light becomes clear, the rest keeps its colour; cut to the ink."""
    grey = ImageOps.autocontrast(ImageOps.grayscale(_on_white(picture)), cutoff=(1, 20))
    strength = ImageOps.invert(grey).point([0 if v < 40 else min(255, int((v - 40) * 1.35)) for v in range(256)])
    out = _on_white(picture).convert("RGBA")
    out.putalpha(strength)
    box = strength.getbbox()
    if box is None:
        raise _refused(
            "на картинке нет подписи: она вся светлая. Снимите подпись тёмными чернилами на белой бумаге",
            "there is no signature in the picture: all of it is light. Take one in dark ink on white paper",
        )
    return out.crop(box)


def _on_white(picture: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", picture.size, "#ffffff")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")


def _check_header(opened: Image.Image, smallest: int) -> None:
    """What the header says, before a pixel is decoded."""
    width, height = opened.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise _too_many()
    if min(width, height) < smallest:
        raise _refused(
            f"картинка слишком мелкая: {width} × {height} точек, а нужно не меньше {smallest} по каждой стороне",
            f"the picture is too small: {width} × {height} pixels, at least {smallest} each way are needed",
        )
    if max(width, height) > MOST_STRETCH * min(width, height):
        raise _refused(
            f"картинка слишком вытянута: {width} × {height} точек. Возьмите более широкую или высокую часть",
            f"the picture is too stretched: {width} × {height} pixels. Take a fuller part of it",
        )
    if getattr(opened, "n_frames", 1) > 1:
        raise _refused(
            "картинка движется. Сохраните один её кадр и загрузите его",
            "the picture is animated. Save one frame of it and upload that",
        )


def _bare(opened: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(opened)
    coloured = _in_srgb(upright, opened.info.get("icc_profile"))
    return Image.frombytes(coloured.mode, coloured.size, coloured.tobytes())


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA; sixteen bits become eight, a profile is applied, palettes and inks become light."""
    if picture.mode in _LOSES_TO_8_BITS:
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    clear = "A" in picture.getbands() or "transparency" in picture.info
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            found = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            found = None  # a broken profile says nothing about the colours; they are taken as they stand
        if found is not None:
            return found
    return picture.convert("RGBA" if clear else "RGB")


def _too_many() -> PictureRefused:
    most = MOST_PIXELS // 1_000_000
    return _refused(
        f"в картинке больше {most} млн точек. Уменьшите её до 4000 точек по длинной стороне",
        f"the picture has over {most} million pixels. Make its longer side 4000 pixels at most",
    )


def _refused(ru: str, en: str) -> PictureRefused:
    return PictureRefused(f"Картинка не принята: {ru}.", f"The picture was not taken: {en}.")
