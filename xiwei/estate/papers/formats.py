"""What a file is: its name made fit to keep, its bytes compared with what the name says, and what is not taken at all."""

import re
import unicodedata

from django.utils.translation import gettext

from xiwei.shared.refusals import BadInput

MOST_BYTES = 200 * 1024 * 1024
HEAD = 4096  # bytes that tell what a file is
LONGEST = 160

PICTURES = frozenset({"jpg", "png", "webp", "gif", "heic"})
OFFICE = frozenset({"docx", "xlsx", "pptx", "doc", "xls", "ppt", "wps", "et", "dps"})
WITH_TEXT = frozenset({"pdf", "docx", "xlsx", "pptx", "xls", "txt", "csv"})
DRAWN = PICTURES | {"pdf"}
SPELLINGS = {"jpeg": "jpg", "heif": "heic", "tif": "tiff", "jfif": "jpg"}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How the bytes of each format begin; a format without marks is told by what it must not hold.
MARKS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "heic": (b"\0\0\0",),
    "tiff": (b"II*\0", b"MM\0*"),
    "bmp": (b"BM",),
    "dwg": (b"AC10", b"AC1.", b"AC2.", b"MC0."),
    "docx": (ZIP,),
    "xlsx": (ZIP,),
    "pptx": (ZIP,),
    "ofd": (ZIP,),
    "doc": (OLE,),
    "xls": (OLE,),
    "ppt": (OLE,),
    "wps": (OLE,),
    "et": (OLE,),
    "dps": (OLE,),
    "zip": (ZIP, b"PK\x05\x06"),
    "dxf": (),
    "txt": (),
    "csv": (),
}
# What lies within a zip of these, near its beginning or its end.
INSIDE = {"docx": b"word/", "xlsx": b"xl/", "pptx": b"ppt/", "ofd": b"OFD.xml"}
_PROGRAMS = (
    "exe com bat cmd scr pif msi msp dll sys cpl lnk url reg inf js jse vbs vbe wsf wsh ps1 psm1 sh bash py pl php jsp asp "
    "aspx jar apk ipa app dmg deb rpm bin run hta chm gadget docm xlsm pptm dotm xltm html htm xhtml svg xml swf iso img"
)
PROGRAMS = frozenset(_PROGRAMS.split())
# A text holds no zero bytes, unless it is UTF-16, or a binary DXF.
PLAIN_WITH_ZEROS = (b"\xff\xfe", b"\xfe\xff", b"AutoCAD Binary DXF")
BAGS = frozenset({"rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "zip", "cab", "arj", "lzh"})
PROGRAM_BYTES = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"<script",
    b"<!DOCTYPE html",
    b"<html",
)
_RESERVED = re.compile(r'[\\/:*?"<>|]')


def clean_name(name: str) -> str:
    """A file's own name: no folders, no control or direction marks, no signs a disk refuses, not endless."""
    tail = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in tail if sign.isprintable())
    plain = _RESERVED.sub("_", shown).strip(" .") or gettext("未命名")
    if len(plain) <= LONGEST:
        return plain
    stem, dot, extension = plain.rpartition(".")
    return f"{stem[: LONGEST - len(extension) - 1]}.{extension}" if dot and len(extension) < 12 else plain[:LONGEST]


def extension(name: str) -> str:
    """What the name ends with, in one spelling: 图.JPEG is jpg; "" where it has none."""
    found = name.rpartition(".")[2].lower() if "." in name else ""
    return SPELLINGS.get(found, found)


def title_of(name: str) -> str:
    """The name without its ending: what a document is called until somebody calls it better."""
    stem, dot, ending = name.rpartition(".")
    return (stem if dot and len(ending) <= 6 else name).strip()[:120] or name[:120]


def reads_as_words(title: str) -> bool:
    """Whether a title tells a person what it is: 给排水竣工图 does; dr_v1, IMG_2034 and 扫描件0001 do not."""
    signs = re.sub(r"扫描件?|图片|照片|新建|副本|微信图片|未命名|文档", "", title)
    return len(re.findall(r"[\u3400-\u9fff]", signs)) >= 2 or len(re.findall(r"\b[A-Za-z]{3,}\b", signs)) >= 3


def check_name(name: str) -> str:
    """The format a clean name speaks of. Raises BadInput for programs (合同.pdf.exe), packed files and what is not kept."""
    found = extension(name)
    if found in PROGRAMS:
        before = extension(name.rpartition(".")[0])
        disguised = before in MARKS
        sentence = (
            gettext("“{name}”看着像 {before}，其实是程序或网页（.{found}），可能有毒，没有收。")
            if disguised
            else gettext("“{name}”是程序、网页或带宏的文件（.{found}），可能有毒，档案不收。")
        )
        raise BadInput(sentence.format(name=name, before=before.upper(), found=found))
    if found in BAGS:
        raise BadInput(gettext("“{name}”是压缩包。请用“整批存入”传 zip，其他压缩包请解开再传。").format(name=name))
    if found not in MARKS:
        said = f".{found}" if found else gettext("没有后缀的文件")
        raise BadInput(
            gettext(
                "“{name}”（{said}）这一类档案不收。请存成 PDF、图片、Word、Excel、PPT、WPS、OFD、DWG 或 TXT。"
            ).format(name=name, said=said)
        )
    return found


def check_size(name: str, size: int) -> None:
    """Not empty, not endless. Raises BadInput."""
    if size <= 0:
        raise BadInput(gettext("“{name}”是空的（0 字节），没有收。请重新导出这份文件。").format(name=name))
    if size > MOST_BYTES:
        raise BadInput(
            gettext("“{name}”有 {size} MB，一份文件最多 {most} MB。请拆成几份，或压小图片再传。").format(
                name=name, size=size // 1024 // 1024, most=MOST_BYTES // 1024 // 1024
            )
        )


def check_bytes(name: str, found: str, head: bytes, tail: bytes = b"") -> None:
    """Whether the first bytes (and, of a zip, the last) are what the name says. Raises BadInput where they are not."""
    if head.lstrip()[:16].startswith(PROGRAM_BYTES) and found != "bmp":
        raise BadInput(gettext("“{name}”里面其实是程序或网页，名字是假的，可能有毒，没有收。").format(name=name))
    if not _looks_like(found, head) or (found in INSIDE and INSIDE[found] not in head + tail):
        raise BadInput(
            gettext(
                "“{name}”的内容不是 {found}，可能改过后缀或没有传完整，没有收。请用原来的软件打开，另存后再传。"
            ).format(name=name, found=found.upper())
        )
    if found in INSIDE and b"vbaProject.bin" in head + tail:
        raise BadInput(gettext("“{name}”带宏（小程序），可能有毒，没有收。请另存为不带宏的文件。").format(name=name))


def _looks_like(found: str, head: bytes) -> bool:
    if found == "pdf":  # a line or two of a mailer may stand before it
        return b"%PDF-" in head[:1024]
    if found == "webp":
        return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if found == "heic":
        return head[4:8] == b"ftyp"
    marks = MARKS[found]
    return head.startswith(marks or PLAIN_WITH_ZEROS) or (not marks and b"\0" not in head)
