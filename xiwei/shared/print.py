"""Printed pages: a Typst template and plain data become a PDF, with Chinese fonts of our own."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn as fonts
import typst


@cache
def _fonts() -> typst.Fonts:
    """Read once, because that takes longer than drawing a page; without the system's, so that every machine
    prints the same."""
    return typst.Fonts(include_system_fonts=False, font_paths=[fonts.sans_path().parent])


def pdf(template: Path, data: dict[str, Any]) -> bytes:
    """Draw `template` with `data` (plain JSON values), which it reads as json(bytes(sys.inputs.data)).

    What people typed comes in as data, never as markup: a name like “#read("/etc/passwd")” is only printed.
    """
    drawn = typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
    )
    assert isinstance(drawn, bytes), "one PDF comes of one template"
    return drawn
