"""The child process that reads strangers' files: the words inside, and pages drawn as pictures. Never imported by pages.

It takes one line of JSON for each file on its input ({path, format, out}) and answers with one line for the words and one
for the pages. It holds no database and no key; its memory is bounded, and papers/asking.py ends it when it takes too long.
"""

import io
import json
import resource
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext_noop as _

MEMORY = 2 * 1024**3
WRITES = 64 * 1024**2  # bytes of one drawn page, at most
CHARACTERS = 200_000
TEXT_PAGES = 400
DRAWN_PAGES = 20
DRAWN_SECONDS = 12.0
LONG_SIDE = 1600  # pixels of a drawn page: read on a phone after a pinch, and on a desk as it is
MEMBER = 60 * 1024**2  # bytes of one part of an Office file, unpacked
ROWS = 20_000

LOCKED = _("文件加了密码，打不开")
BROKEN = _("文件坏了，或者没有传完整")
HUGE = _("里面的内容大得不正常")
PARTS = {"docx": "word/", "pptx": "ppt/slides/"}


class Unreadable(Exception):
    """The words inside cannot be read: why, in the words a page shows."""


def main() -> None:
    """Answer until the input ends."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (WRITES, WRITES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        asked = json.loads(line)
        _say(words(Path(asked["path"]), asked["format"]))
        _say(pages(Path(asked["path"]), asked["format"], asked["out"]))


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def words(path: Path, form: str) -> dict[str, Any]:
    """{text} or {problem}."""
    try:
        found = "".join(_limited(_pieces(path, form)))
    except Unreadable as why:
        return {"problem": str(why)}
    except MemoryError:
        return {"problem": HUGE}
    except Exception:  # whatever a parser raises on a hostile file says one thing
        return {"problem": BROKEN}
    return {"text": found.replace("\0", "").strip()}


def _limited(pieces: Iterator[str]) -> Iterator[str]:
    left = CHARACTERS
    for piece in pieces:
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return


def _pieces(path: Path, form: str) -> Iterator[str]:
    if form == "pdf":
        return _of_pdf(path)
    if form in PARTS:
        return _of_parts(path, PARTS[form])
    if form in ("xlsx", "xls"):
        return _of_sheets(path)
    if form in ("txt", "csv"):
        return iter([_decoded(path.open("rb").read(CHARACTERS * 4))])
    return iter(())


def _of_pdf(path: Path) -> Iterator[str]:
    document = _opened(path)
    for number in range(min(len(document), TEXT_PAGES)):
        page = document[number]
        text = page.get_textpage()
        yield text.get_text_bounded() + "\n"
        text.close()
        page.close()


def _opened(path: Path) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(LOCKED if "password" in str(error).lower() else BROKEN) from error


def _of_parts(path: Path, folder: str) -> Iterator[str]:
    """The paragraphs of Word and PowerPoint: a zip of XML, read without any declaration of entities."""
    with zipfile.ZipFile(path) as package:
        parts = [one for one in package.infolist() if one.filename.startswith(folder) and one.filename.endswith(".xml")]
        for part in sorted(parts, key=lambda one: (len(one.filename), one.filename)):
            if part.file_size > MEMBER:
                raise Unreadable(HUGE)
            if part.flag_bits & 1:
                raise Unreadable(LOCKED)
            with package.open(part) as stream:
                yield _paragraphs(stream.read(MEMBER))


def _paragraphs(xml: bytes) -> str:
    said: list[str] = []
    depth = 0

    def begin(name: str, __: Any) -> None:
        nonlocal depth
        depth += name.endswith(":t") or name == "t"

    def end(name: str) -> None:
        nonlocal depth
        depth -= name.endswith(":t") or name == "t"
        if name.endswith((":p", ":br", ":tab")):
            said.append("\n")

    def refuse(*__: Any) -> None:
        raise Unreadable(BROKEN)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = lambda text: said.append(text) if depth else None
    parser.Parse(xml, True)
    return "".join(said)


def _of_sheets(path: Path) -> Iterator[str]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError as error:
        raise Unreadable(LOCKED) from error
    for name in book.sheet_names:
        yield f"{name}\n"
        for row, __ in zip(book.get_sheet_by_name(name).iter_rows(), range(ROWS), strict=False):
            yield " ".join(str(cell) for cell in row if cell != "") + "\n"


def _decoded(content: bytes) -> str:
    """UTF-16 by its mark, else UTF-8, else what Chinese Windows writes."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def pages(path: Path, form: str, out: str) -> dict[str, int]:
    """Draw the first pages to OUT.1.jpg, OUT.2.jpg …; how many were drawn, and how many there are."""
    try:
        return _pdf_pages(path, out) if form == "pdf" else _picture(path, form, out)
    except Exception:  # what cannot be drawn is downloaded
        return {"pages": 0, "count": 0}


def _pdf_pages(path: Path, out: str) -> dict[str, int]:
    document, began, drawn = _opened(path), time.monotonic(), 0
    for number in range(min(len(document), DRAWN_PAGES)):
        page = document[number]
        scale = min(LONG_SIDE / max(page.get_size()), 6.0)
        picture = page.render(scale=scale, may_draw_forms=False).to_pil()
        picture.convert("RGB").save(f"{out}.{number + 1}.jpg", "JPEG", quality=80, optimize=True)
        page.close()
        drawn = number + 1
        if time.monotonic() - began > DRAWN_SECONDS:
            break
    return {"pages": drawn, "count": len(document)}


def _picture(path: Path, form: str, out: str) -> dict[str, int]:
    from xiwei.estate.papers.formats import PICTURES

    if form not in PICTURES:
        return {"pages": 0, "count": 0}
    from xiwei.shared import pictures

    file = io.BytesIO(path.read_bytes())
    file.name = path.name
    Path(f"{out}.1.jpg").write_bytes(pictures.take(file).jpeg)
    return {"pages": 1, "count": 1}


if __name__ == "__main__":
    main()
