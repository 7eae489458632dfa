"""What people send as pictures, and what is kept of it."""

import hashlib
import io
import struct
import zipfile
import zlib
from typing import Any

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from xiwei.shared import pictures
from xiwei.shared.refusals import BadInput


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def half_red_half_blue(size: tuple[int, int] = (80, 40)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, (220, 20, 20))
    image.paste((20, 20, 220), (size[0] // 2, 0, *size))
    return image


def opened(picture: pictures.Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.jpeg))


def near(found: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(found, wanted, strict=True))


def markers(jpeg: bytes) -> list[int]:
    """The JPEG's segments up to its scan."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return found


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than memory holds, in a few kilobytes of zeros."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(5_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_kind_of_picture_is_kept_as_a_jpeg_of_the_same_sight(kind: str) -> None:
    picture = pictures.take(sent("门.jpg", encoded(half_red_half_blue(), kind)))
    image = opened(picture)
    assert (image.format, image.size, picture.width, picture.height) == ("JPEG", (80, 40), 80, 40)
    assert near(image.getpixel((10, 20)), (220, 20, 20))
    assert near(image.getpixel((70, 20)), (20, 20, 220))
    assert picture.sha256 == hashlib.sha256(picture.jpeg).hexdigest()


def test_an_iphones_heic_is_understood() -> None:
    out = io.BytesIO()
    pillow_heif.from_pillow(half_red_half_blue((128, 64))).save(out, quality=90)
    image = opened(pictures.take(sent("IMG_0012.HEIC", out.getvalue())))
    assert image.size == (128, 64)
    assert near(image.getpixel((20, 30)), (220, 20, 20))


def test_a_large_picture_is_reduced_and_its_thumbnail_more() -> None:
    picture = pictures.take(sent("大.png", encoded(half_red_half_blue((3000, 1500)), "PNG")))
    assert (picture.width, picture.height) == (2000, 1000)
    assert Image.open(io.BytesIO(picture.thumb)).size == (480, 240)


def test_the_place_the_camera_and_the_comment_are_dropped() -> None:
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-MAKER"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 29.0, 0.0)})
    content = encoded(half_red_half_blue(), "JPEG", exif=exif, comment=b"SECRET-NOTE", dpi=(301, 301))
    assert b"CAMERA-MAKER" in content
    assert b"SECRET-NOTE" in content
    picture = pictures.take(sent("有位置.jpg", content))
    assert set(markers(picture.jpeg)) == {0xE0, 0xDB, 0xC0, 0xC4}
    assert dict(opened(picture).getexif()) == {}


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned a quarter to the right: what was left is now on top
    picture = pictures.take(sent("侧.jpg", encoded(half_red_half_blue(), "JPEG", exif=exif, quality=95)))
    assert (picture.width, picture.height) == (40, 80)
    assert near(opened(picture).getpixel((20, 10)), (220, 20, 20))
    assert near(opened(picture).getpixel((20, 70)), (20, 20, 220))


def test_a_broken_exif_block_does_not_spoil_the_picture() -> None:
    whole = encoded(half_red_half_blue(), "JPEG")
    block = b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + b"\x00" * 8
    segment = b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    assert pictures.take(sent("坏.jpg", whole[:2] + segment + whole[2:])).width == 80


def test_a_zip_behind_the_picture_does_not_survive() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("payload.html", "<script>steal()</script>")
    picture = pictures.take(sent("双面.jpg", encoded(half_red_half_blue(), "JPEG") + archive.getvalue()))
    assert not zipfile.is_zipfile(io.BytesIO(picture.jpeg))
    assert b"script" not in picture.jpeg


def test_only_the_first_frame_of_an_animation_is_kept() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "lime", "blue")]
    for kind in ("GIF", "WEBP"):
        content = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
        assert near(opened(pictures.take(sent("动.gif", content))).getpixel((10, 10)), (255, 0, 0))


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    grey = Image.new("I;16", (40, 20), 0x8000)
    image = opened(pictures.take(sent("灰.png", encoded(grey, "PNG"))))
    assert near(image.getpixel((20, 10)), (128, 128, 128))


def test_ink_colours_become_light_colours() -> None:
    content = encoded(Image.new("CMYK", (40, 20), (0, 255, 255, 0)), "JPEG", quality=95)
    assert near(opened(pictures.take(sent("印.jpg", content))).getpixel((20, 10)), (255, 0, 0))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA", "P"])
def test_what_is_transparent_becomes_white(mode: str) -> None:
    clear = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (20, 0, 40, 20))
    content = encoded(clear.quantize(4) if mode in "PA" else clear.convert(mode), "PNG")
    image = opened(pictures.take(sent("透.png", content)))
    assert near(image.getpixel((5, 10)), (255, 255, 255))
    assert near(image.getpixel((35, 10)), (0, 0, 0))


REFUSED = {
    "空.jpg": (b"", "是空的"),
    "网页.jpg": (b"<!doctype html><html><script>alert(1)</script></html>", "打不开"),
    "画.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', "打不开"),
    "半张.jpg": (encoded(Image.effect_noise((400, 400), 60), "JPEG")[:9000], "打不开"),
    "半张.png": (encoded(Image.effect_noise((400, 400), 60), "PNG")[:9000], "打不开"),
    "半张.webp": (encoded(Image.effect_noise((400, 400), 60).convert("RGB"), "WEBP")[:3000], "打不开"),
    "炸弹.png": (bomb(50_000, 50_000), "的像素太多"),
    "大炸弹.png": (bomb(9_000, 7_000), "的像素太多"),
    "文档.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "打不开"),
    "图.tiff": (encoded(half_red_half_blue(), "TIFF"), "打不开"),
    "图.bmp": (encoded(half_red_half_blue(), "BMP"), "打不开"),
    "乱.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\xff" * 400, "打不开"),
    "乱.gif": (b"GIF89a\x10\x00\x10\x00\xff" + b"\x00" * 30, "打不开"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sound_picture_is_refused_by_its_name(name: str) -> None:
    content, why = REFUSED[name]
    with pytest.raises(BadInput) as refused:
        pictures.take(sent(name, content))
    assert refused.value.sentence.startswith(f"照片“{name}”{why}")
    assert refused.value.sentence.endswith("文字都还在；照片请重新选一次。")


def test_a_progressive_picture_has_no_larger_allowance_than_others(monkeypatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PIXELS", 80 * 40 - 1)
    monkeypatch.setattr(pictures, "MAX_PIXELS_PLAIN_JPEG", 80 * 40)
    assert pictures.take(sent("a.jpg", encoded(half_red_half_blue(), "JPEG"))).width == 80
    with pytest.raises(BadInput, match="像素太多"):
        pictures.take(sent("b.jpg", encoded(half_red_half_blue(), "JPEG", progressive=True)))


def test_a_file_too_large_is_refused_before_it_is_opened(settings) -> None:
    content = encoded(half_red_half_blue(), "PNG")
    settings.PHOTO_MAX_BYTES = len(content)
    assert pictures.take(sent("正好.png", content)).width == 80
    with pytest.raises(BadInput, match=r"照片“多一.png”超过 0 MB"):
        pictures.take(sent("多一.png", content + b"\x00"))


def test_a_malicious_name_is_shown_without_its_marks() -> None:
    class Upload(io.BytesIO):
        name = "../../x\u202egpj.exe\x00" + "长" * 90

    with pytest.raises(BadInput) as refused:
        pictures.take(Upload(b"no"))
    assert refused.value.sentence.startswith("照片“xgpj.exe" + "长" * 32 + "”打不开")


def test_a_kept_picture_is_found_again_with_its_thumbnail_under_a_name_nobody_guesses() -> None:
    picture = pictures.take(sent("门.png", encoded(half_red_half_blue((900, 600)), "PNG")))
    first, second = pictures.keep(picture, "tickets/7"), pictures.keep(picture, "tickets/7")
    assert first != second
    assert first.startswith("tickets/7/")
    assert len(first.rsplit("/", 1)[1]) == 36
    assert pictures.open_kept(first).read() == picture.jpeg
    assert pictures.open_kept(first, small=True).read() == picture.thumb


def test_a_dropped_picture_leaves_neither_file() -> None:
    path = pictures.keep(pictures.take(sent("门.png", encoded(half_red_half_blue(), "PNG"))), "t")
    pictures.drop(path)
    pictures.drop(path)
    for small in (False, True):
        with pytest.raises(FileNotFoundError):
            pictures.open_kept(path, small)
