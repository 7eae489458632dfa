"""Sheets for the tests of the import, made as people make them."""

from pathlib import Path
from typing import Any

from xiwei.estate.models import Project
from xiwei.ledger.models import SYSTEM
from xiwei.people.actions.importing import carrying
from xiwei.people.importing import reading
from xiwei.people.importing.plan import Fate, RowFate, refused_cells
from xiwei.people.importing.reading import Reading
from xiwei.people.models import Household, Person, Tenure
from xiwei.shared import sheets

HEADERS = ["楼号", "单元", "房间", "建筑面积", "房屋状态", "业主名称", "手机号", "业主类型"]


def table(path: Path, rows: list[list[Any]], headers: list[str] | None = None) -> Path:
    """A sheet of these rows under the usual headers; its first row is Excel's row 2."""
    sheets.write(path, headers or HEADERS, rows)
    return path


def row(
    room: str, name: str = "", phone: str = "", relation: str = "业主", area: Any = "", state: str = ""
) -> list[Any]:
    """3-2-1502 as its three columns, and a person."""
    building, unit, number = room.split("-")
    return [building, unit, number, area, state, name, phone, relation if name else ""]


def read(path: Path) -> Reading:
    """As the import reads it."""
    opened = reading.open_table(path, path.name)
    return reading.read(opened, reading.mapping_of(opened))


def preview(project: Project, path: Path, now: Any) -> list[RowFate]:
    """Each row's fate, in the sheet's order; nothing is written."""
    found = read(path)
    plans = carrying.plan_all(project, found, carrying.sheet_of(project, found), now=now)
    return _sorted(found, plans)


def bring_in(project: Project, path: Path, now: Any) -> list[RowFate]:
    """Carry it in, and each row's fate."""
    found = read(path)
    plans = carrying.write_all(project, found, carrying.sheet_of(project, found), by=SYSTEM, now=now)
    return _sorted(found, plans)


def _sorted(found: Reading, plans: Any) -> list[RowFate]:
    fates = refused_cells(found.wrong)
    for plan in plans:
        fates += plan.fates
    return sorted(fates)


def fates(rows: list[RowFate]) -> list[str]:
    """Their fates alone."""
    return [str(one.fate) for one in rows]


def why(rows: list[RowFate]) -> list[str]:
    """The sentences of the refused."""
    return [sentence for one in rows if one.fate is Fate.REFUSED for _, sentence in one.says]


def homes(project: Project) -> dict[str, list[tuple[str, str | None, str, bool]]]:
    """Who belongs where now: room → name, phone, relation, first to call."""
    found: dict[str, list[tuple[str, str | None, str, bool]]] = {}
    for tenure in Tenure.objects.filter(household__project=project, until=None).select_related(
        "household__room", "person"
    ):
        person = tenure.person
        found.setdefault(tenure.household.room.label, []).append(
            (person.name, person.phone, tenure.relation, tenure.contact)
        )
    return {label: sorted(people, key=str) for label, people in sorted(found.items())}


def everything() -> tuple[int, int, int]:
    """How many rows there are that an import may make."""
    return Household.objects.count(), Person.objects.count(), Tenure.objects.count()
