"""Small papers for the demo's archive: PDF and Word files written by hand, the same bytes every time, in microseconds."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

A4 = "0 0 595 842"
PAPER = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w='
    '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
)
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns='
    '"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def pdf(title: str, lines: Sequence[str] = (), *, drawing: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """A page with a title, lines and, for a drawing, some walls as (x, y, width, height) in points.

    The font is one every PDF reader has for Chinese (STSong, ISO 32000 annex of predefined CMaps), so none is embedded.
    """
    stream = "\n".join([*_walls(drawing), *_text(title, 24, 770), *_lines(lines)]).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{A4}] /Contents 4 0 R /Resources "
        "<< /Font << /F 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (GB1) /Supplement 4 >> /FontDescriptor 7 0 R /DW 1000 /W [1 95 500] >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    return _written(objects)


def _text(words: str, size: int, y: int) -> list[str]:
    return [f"BT /F {size} Tf 60 {y} Td <{words.encode('utf-16-be').hex()}> Tj ET"]


def _lines(lines: Sequence[str]) -> list[str]:
    return [one for place, line in enumerate(lines) for one in _text(line, 12, 720 - 24 * place)]


def _walls(drawing: Sequence[tuple[int, int, int, int]]) -> list[str]:
    return ["1.5 w", *(f"{x} {y} {width} {height} re S" for x, y, width, height in drawing)] if drawing else []


def _written(objects: Sequence[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def docx(paragraphs: Sequence[str]) -> bytes:
    """A Word file of plain paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{escape(one)}</w:t></w:r></w:p>" for one in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, words in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("word/document.xml", PAPER.format(body=body)),
        ):
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), words)
    return out.getvalue()
