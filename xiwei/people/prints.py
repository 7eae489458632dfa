"""What people print: all that is kept on one person."""

from datetime import datetime
from pathlib import Path

from django.utils import dateformat, timezone
from django.utils.translation import gettext

from xiwei.people.known import MOST
from xiwei.people.models import Person
from xiwei.people.queries.known import Part
from xiwei.shared import print as printing

KNOWN = Path(__file__).resolve().parent / "data" / "known.typ"


def known_sheet(person: Person, parts: list[Part], *, now: datetime) -> bytes:
    """All that is kept on a person as A4 pages, kind by kind."""
    made = dateformat.format(timezone.localtime(now), gettext("Y年n月j日 H:i"))
    return printing.pdf(
        KNOWN,
        {
            "title": gettext("关于{name}的一切").format(name=person.name),
            "made": made,
            "labels": {
                "purpose": gettext("用途"), "seen_by": gettext("谁能看"), "keeping": gettext("保存多久"),
                "none": gettext("没有"), "more": gettext("这里只印了最近的 {n} 条，其余的在数据文件里。").format(n=MOST),
            },
            "parts": [_part(one) for one in parts],
        },
    )  # fmt: skip


def _part(one: Part) -> dict[str, object]:
    return {
        "title": str(one.kept.title),
        "purpose": str(one.kept.purpose),
        "seen_by": str(one.kept.seen_by),
        "keeping": one.keeping,
        "more": one.more,
        "rows": [[str(row.label), str(row.text), _moment(row.at)] for row in one.rows],
    }


def _moment(at: datetime | None) -> str:
    return dateformat.format(timezone.localtime(at), "Y-m-d H:i") if at else ""
