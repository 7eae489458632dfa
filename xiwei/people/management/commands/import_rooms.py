"""`manage.py import_rooms FILE --project CODE [--dry-run]`: rooms, owners and households from a sheet."""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from xiwei.estate.models import Project
from xiwei.ledger.models import SYSTEM
from xiwei.people.actions.importing import carrying
from xiwei.people.actions.importing.running import Tally
from xiwei.people.importing import reading
from xiwei.people.importing.plan import Fate, Plan, RowFate, refused_cells
from xiwei.shared import moment, scope, sheets
from xiwei.shared.refusals import Refused

HELP = """Bring rooms, owners and households into a project from an .xlsx, .xls or .csv sheet.

Prints one JSON object:
  rooms, households, people   distinct ones in the rows of the sheet that were not refused
  created                     rows that make something new: a room, a household, or one of its people
  updated                     rows that make nothing new, and change something that stands
  unchanged                   rows that the estate already has as they are
  refused                     [{"row", "column", "message"}], one for each reason; the row as Excel numbers it
The error output tells what was not read: columns, other sheets of the file, rows that are totals or headings.
With --dry-run the same is printed and nothing is written. Running it again changes nothing.
Exit 0 when the sheet was read, even with refused rows; 2 when it cannot be read or there is no such project."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        """Help as it is laid out above."""
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The sheet, the project, and whether to write."""
        parser.add_argument("file", metavar="FILE", help="the sheet")
        parser.add_argument("--project", required=True, metavar="CODE", help="the project's code, e.g. CH")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, carry in, print."""
        with scope.everywhere("the command imports at the server's keyboard"):
            try:
                told = self.bring_in(options["file"], options["project"], write=not options["dry_run"])
            except Refused as refused:
                _stop(refused.sentence)
        self.stdout.write(json.dumps(told, ensure_ascii=False))

    def bring_in(self, file: str, code: str, *, write: bool) -> dict[str, Any]:
        """What is printed. Raises SheetError or BadInput with a sentence."""
        project = Project.objects.select_related("company").filter(code__iexact=code.strip()).first()
        if project is None:
            _stop(f"没有代号为“{code}”的项目。请用 --project 给出已建档项目的代号。")
        now = moment.now()
        table = reading.open_table(Path(file), Path(file).name)
        mapping = reading.mapping_of(table)
        found = reading.read(table, mapping)
        for line in _not_read(reading.aside(table, mapping), mapping):
            self.stderr.write(line)
        sheet = carrying.sheet_of(project, found)
        if write:
            plans: Iterable[Plan] = carrying.write_all(project, found, sheet, by=SYSTEM, now=now)
        else:
            plans = carrying.plan_all(project, found, sheet, now=now)
        told = _told(plans, refused_cells(found.wrong))
        if write:
            counts = {"created": told["created"], "updated": told["updated"], "refused": _rows(told["refused"])}
            carrying.say(project, file=Path(file).name, by=SYSTEM, now=now, **counts)
        return told


def _told(plans: Iterable[Plan], refused: list[RowFate]) -> dict[str, Any]:
    tally, fates = Tally(), Counter[Fate]()
    for plan in plans:
        tally.add(plan)
        fates.update(row.fate for row in plan.fates)
        refused += [row for row in plan.fates if row.fate is Fate.REFUSED]
    return {
        "rooms": tally.rooms,
        "households": tally.households,
        "people": tally.people,
        **{fate.value: fates[fate] for fate in (Fate.CREATED, Fate.UPDATED, Fate.UNCHANGED)},
        "refused": [
            {"row": sheets.in_sheet(row.row), "column": column, "message": message}
            for row in sorted(refused)
            for column, message in row.says
        ],
    }


def _not_read(aside: reading.Aside, mapping: sheets.Mapping) -> Iterator[str]:
    """Lines for the error output: what of the file is not in the counts."""
    columns = reading.left_out(mapping)
    if columns:
        yield gettext("没有导入的列：{columns}。").format(columns="、".join(columns[:30]))
    if aside.sheets:
        yield gettext("没有读的工作表（列名不同，要导入请另存成一个文件）：{sheets}。").format(
            sheets="、".join(aside.sheets)
        )
    if aside.rows:
        said = "、".join(f"{sheets.said(number)}“{text}”" for number, text in aside.rows)
        yield gettext("不算记录的行（合计、小标题、页脚）：{rows}。").format(rows=said)


def _rows(refused: list[dict[str, Any]]) -> int:
    return len({each["row"] for each in refused})


def _stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(2)
