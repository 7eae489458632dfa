"""The month on paper: A4, marked on every page while it is not signed."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from xiwei.service.monthly.telling import Told
from xiwei.shared import print as printing

PAPER = Path(__file__).resolve().parent / "monthly.typ"
LONG = {"事项", "措施", "说明", "内容"}  # columns that take the width the others leave


def pdf(told: Told) -> bytes:
    """The PDF of it."""
    return printing.pdf(
        PAPER,
        {
            "label": told.label,
            "state": told.state,
            "mark": told.mark,
            "facts": [[name, in_full(value)] for name, value in told.facts],
            "tables": [
                {
                    "title": one.title, "says": one.says, "none": one.none, "columns": list(one.columns),
                    "long": [name in LONG for name in one.columns], "rows": [[said(of) for of in row] for row in one.rows],
                }
                for one in told.tables
            ],
        },
    )  # fmt: skip


def in_full(value: Any) -> str:
    """A value with the year: 2026-11-03 09:12."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def said(value: Any) -> str:
    """A value as it is printed: a moment 11-03 09:12, a day 11-03."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%m-%d %H:%M}"
    return f"{value:%m-%d}" if isinstance(value, date) else str(value)
