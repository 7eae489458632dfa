"""What keeping calendars and promises saves: `python -m bench.standards [times]`.

A ticket's birth asks for both and reckons its due moments; a clock's word asks for the calendar again. Each is timed
with the answers forgotten before every asking, and as they are kept. On the database of DATABASE_URL where that is set
(its bench company is left behind), else on an SQLite of its own.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

CODE = "bench-standards"


def _setup() -> None:
    import django

    os.environ.setdefault("XIWEI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def prepare() -> Any:
    """A company with its menu, promises, hours and the nation's holidays; returns its project."""
    from django.core.management import call_command
    from django.utils import timezone

    from xiwei.estate.models import Company, Project, ProjectKind
    from xiwei.ledger.models import SYSTEM
    from xiwei.standards import actions

    call_command("migrate", verbosity=0)
    call_command("load_holidays", verbosity=0)
    if Company.objects.filter(code=CODE).exists():
        raise SystemExit(f"the database already holds the company {CODE}: give the measure a fresh one")
    now = timezone.now()
    company = Company.objects.create(code=CODE, name="Bench", short_name="Bench", founded_at=now)
    project = Project.objects.create(company=company, code="BENCHSTD", name="Bench", kind=ProjectKind.RESIDENTIAL)
    actions.fill_company(company, by=SYSTEM, now=now)
    actions.fill_project(project, by=SYSTEM, now=now)
    return project


def timed(do: Callable[[], Any], times: int, *, before: Callable[[], Any]) -> tuple[float, int]:
    """The middle one of so many runs in microseconds, without what goes before each, and the queries of one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    do()
    took = []
    for _ in range(times):
        before()
        begun = time.perf_counter()
        do()
        took.append(time.perf_counter() - begun)
    before()
    with CaptureQueriesContext(connection) as asked:
        do()
    return sorted(took)[times // 2] * 1e6, len(asked)


def measure(project: Any, times: int) -> None:
    """Three askings, each forgotten and kept."""
    from django.db import connection
    from django.utils import timezone

    from xiwei.standards import queries

    now = timezone.now()

    def born() -> None:
        calendar = queries.calendar(project.pk)
        rows = queries.promises(company_id=project.company_id, project_id=project.pk)
        for (urgency, _), row in rows.items():
            if urgency == "ordinary":
                calendar.add(now, row.minutes)
                calendar.moment_at(now, row.minutes, (), 0.75)

    def word() -> None:
        queries.calendar(project.pk).moment_at(now, 1710, (), 1.5)

    print(f"{connection.vendor}, the middle of {times:,} runs")
    for name, do in (("a ticket's birth", born), ("a clock's word", word)):
        forgotten, asked = timed(do, times, before=queries.forget)
        kept, again = timed(do, times, before=lambda: None)
        print(
            f"{name}: {forgotten:,.0f} µs and {asked} queries forgotten, {kept:,.0f} µs and {again} kept, "
            f"{forgotten / kept:,.0f} times as fast"
        )


def main() -> None:
    """Prepare, then measure."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        _setup()
        from django.db import connection

        from xiwei.shared import scope

        with scope.everywhere("the measure of the standards"):
            measure(prepare(), times)
        connection.close()


if __name__ == "__main__":
    main()
