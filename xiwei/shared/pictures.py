"""Pictures people send: opened with suspicion, re-encoded, kept under names nobody can guess.

What is kept is drawn anew from the decoded pixels, so nothing of the sent file survives: no place, no camera,
no comment, no zip or script hidden behind the picture.
"""

import hashlib
import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore
from typing import IO, Any, Protocol

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from xiwei.shared.refusals import BadInput

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
# Phones take 48 and 64 million. A plain JPEG is decoded at a fraction of its size, everything else whole.
MAX_PIXELS = 50_000_000
MAX_PIXELS_PLAIN_JPEG = 80_000_000
SMALL_SIDE = 480
SMALL = ".small"
# A browser forgets chosen files when a form is drawn again, the good ones too.
KEPT = _("文字都还在；照片请重新选一次。")
# A decoded picture can take 200 MB for a moment: a crowd of uploads waits in line, and memory lasts.
_decoding = BoundedSemaphore(2)


def key_of(pk: int) -> str:
    """What stands in the address of a kept picture beside its number: 80 bits that only this installation can reckon."""
    return salted_hmac("xiwei.shared.pictures", str(pk), algorithm="sha256").hexdigest()[:20]


class Named(Protocol):
    """An uploaded file, or any open file with a name."""

    name: Any

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Picture:
    """A picture as it will be kept: JPEG, thumbnail (480 px at most), SHA-256 of the JPEG, size in pixels."""

    jpeg: bytes
    thumb: bytes
    sha256: str
    width: int
    height: int


def take(file: Named, *, max_side: int = 2000) -> Picture:
    """Decode what was sent and draw it anew, its longer side at most `max_side` pixels.

    Takes JPEG, PNG, WebP, GIF (first frame) and HEIC. Raises BadInput, naming the file, for anything else.
    """
    said = _said_name(file.name)
    content = file.read(settings.PHOTO_MAX_BYTES + 1)
    if not content:
        raise BadInput(
            gettext("照片“{said}”是空的，没有传上来。请重新选择这张照片；{kept}").format(said=said, kept=KEPT)
        )
    if len(content) > settings.PHOTO_MAX_BYTES:
        most = settings.PHOTO_MAX_BYTES // 1024 // 1024
        raise BadInput(
            gettext("照片“{said}”超过 {most} MB，太大了。请把相机调到普通画质重拍，或发送截图；{kept}").format(
                said=said, most=most, kept=KEPT
            )
        )
    with _decoding:
        return _drawn(_decoded(content, said, max_side), max_side)


def keep(picture: Picture, folder: str) -> str:
    """Store it, with its thumbnail beside it, under a random name in `folder`; gives the path to remember.

    The thumbnail goes first: whoever finds a path finds both. A file is in no transaction: drop() it if
    the deed it belongs to is refused.
    """
    token = secrets.token_hex(16)
    path = f"{folder.strip('/')}/{token[:2]}/{token}.jpg"
    default_storage.save(path + SMALL, ContentFile(picture.thumb))
    return default_storage.save(path, ContentFile(picture.jpeg))


def open_kept(path: str, small: bool = False) -> File:
    """The kept JPEG, or its thumbnail, open for reading. Raises FileNotFoundError where it is gone."""
    return default_storage.open(path + SMALL if small else path)


def drop(path: str) -> None:
    """Take both files away, for a refused deed or an erasure; what is gone already is no error."""
    default_storage.delete(path)
    default_storage.delete(path + SMALL)


def _said_name(name: Any) -> str:
    """The file's name fit for a sentence: no folders, no control or direction marks, not endless."""
    tail = str(name or "").replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(letter for letter in tail if letter.isprintable())
    return clean[:40] or gettext("未命名")


def _decoded(content: bytes, said: str, max_side: int) -> Image.Image:
    """The file's pixels; how many there are is looked at before any is decoded."""
    _learn_heif()
    with _doubting(said):
        image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    if image.width * image.height > _most_pixels(image):
        raise _too_many_pixels(said)
    with _doubting(said):
        image.draft("RGB", (max_side, max_side))
        image.load()
    return image


@contextmanager
def _doubting(said: str) -> Iterator[None]:
    """Whatever a decoder raises on a hostile or half-sent file, it says one thing: this is no picture."""
    try:
        yield
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels(said) from bomb
    except Exception as error:
        advice = gettext("请重新拍一张，或换成 JPG、PNG、HEIC 格式；{kept}").format(kept=KEPT)
        raise BadInput(
            gettext("照片“{said}”打不开：它不是照片，或者没有传完整。{advice}").format(said=said, advice=advice)
        ) from error


def _too_many_pixels(said: str) -> BadInput:
    return BadInput(
        gettext("照片“{said}”的像素太多，无法处理。请把相机调到普通画质重拍，或发送截图；{kept}").format(
            said=said, kept=KEPT
        )
    )


def _most_pixels(image: Image.Image) -> int:
    """A progressive JPEG must be held whole while it is decoded, so it has no larger allowance than a PNG."""
    plain = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    return MAX_PIXELS_PLAIN_JPEG if plain else MAX_PIXELS


def _drawn(image: Image.Image, max_side: int) -> Picture:
    """Upright, in plain colours, no larger than asked, with nothing carried over but pixels."""
    turned = _upright(image)
    turned.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    plain = _in_plain_colours(turned)
    # Pillow writes a comment it finds in `info` back into the JPEG.
    plain.info = {}
    jpeg = _as_jpeg(plain, quality=82)
    size = plain.size
    plain.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return Picture(jpeg, _as_jpeg(plain, quality=75), hashlib.sha256(jpeg).hexdigest(), *size)


def _upright(image: Image.Image) -> Image.Image:
    """As the camera was held. A broken EXIF block says nothing, and spoils nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # the EXIF parser raises a dozen kinds on hostile blocks; the pixels are sound
        return image.copy()


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """8-bit RGB on white: from palettes, grey of 16 bits, ink colours and transparency."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def _as_jpeg(image: Image.Image, *, quality: int) -> bytes:
    out: IO[bytes] = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    out.seek(0)
    return out.read()


@cache
def _learn_heif() -> None:
    """iPhones' format; its library is large, so it is loaded with the first picture and not at start."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
