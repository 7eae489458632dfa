"""What the ground prints: sheets of wall codes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from xiwei.estate.models import Project
from xiwei.shared import print as printing

CODES = Path(__file__).resolve().parent / "data" / "codes.typ"


class Coded(Protocol):
    """What a code hangs on: a place, or something of a higher storey that has one of its own."""

    name: str
    code: str


def address(code: str) -> str:
    """What the wall code says: the page of the place, which leads on to what else bears a code."""
    return f"{settings.BASE_URL}/p/{code}/"


def spaced(code: str) -> str:
    """As it is read aloud: 4K7P M2QX."""
    return f"{code[:4]} {code[4:]}"


def picture(code: str) -> SafeString:
    """The code as it looks, for a page; drawn by us of our own address, so it is safe as it stands."""
    return mark_safe(segno.make_qr(address(code), error="m").svg_inline(scale=4, border=2, light="white"))  # noqa: S308


def codes_sheet(project: Project, places: Sequence[Coded], *, per_page: int) -> bytes:
    """A4 sheets with six or eight codes a page, to cut along the dashes and hang."""
    return printing.pdf(
        CODES, {"project": project.name, "per_page": per_page, "codes": [_card(place) for place in places]}
    )


def _card(place: Coded) -> dict[str, Any]:
    # Error level M: a scratch over a seventh of the code still reads, and the squares stay large.
    qr = segno.make_qr(address(place.code), error="m")
    return {"name": place.name, "code": spaced(place.code), "qr": qr.svg_inline(border=2, light="white")}
