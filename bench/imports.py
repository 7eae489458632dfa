"""What an import costs: `python -m bench.imports [rows]` brings a sheet of that many rows into an empty project.

On the database of DATABASE_URL where that is set (its bench project is left behind), else on an SQLite of its own.
Three runs, each in a process of its own: a preview, the import, and the same import again, which changes nothing.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.sheets import HEADERS, megabytes, rows

CODE = "BENCHIMPORT"


def measure(path: Path, step: str) -> None:
    """One run, and a line of what it took."""
    _setup()
    from xiwei.estate.models import Project
    from xiwei.ledger.models import SYSTEM
    from xiwei.people.actions.importing import carrying
    from xiwei.people.importing import reading
    from xiwei.shared import moment, scope

    now = moment.now()
    with scope.everywhere("the measure of an import"):
        project = Project.objects.get(code=CODE)
        begun = time.perf_counter()
        table = reading.open_table(path, path.name)
        found = reading.read(table, reading.mapping_of(table))
        del table
        read = time.perf_counter() - begun
        sheet = carrying.sheet_of(project, found)
        if step == "preview":
            plans = carrying.plan_all(project, found, sheet, now=now)
        else:
            plans = carrying.write_all(project, found, sheet, by=SYSTEM, now=now)
        fates: Counter[str] = Counter()
        longest, before = 0.0, time.perf_counter()
        for plan in plans:
            fates.update(row.fate.value for row in plan.fates)
            longest, before = max(longest, time.perf_counter() - before), time.perf_counter()
    took = time.perf_counter() - begun
    told = ", ".join(f"{count:,} {fate}" for fate, count in fates.items())
    print(
        f"{step}: {found.total:,} rows in {took:.1f} s ({time.process_time():.1f} s of our own processor time, read in "
        f"{read:.1f} s), {found.total / took:,.0f} rows/s, "
        f"{megabytes():.0f} MB at most, longest batch {longest:.2f} s; {told}"
    )


def _setup() -> None:
    import django

    os.environ.setdefault("XIWEI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def prepare() -> None:
    """Tables, and an empty project."""
    _setup()
    from django.core.management import call_command
    from django.utils import timezone

    from xiwei.estate.models import Company, Project, ProjectKind
    from xiwei.shared import scope

    call_command("migrate", verbosity=0)
    with scope.everywhere("the measure of an import"):
        if Project.objects.filter(code=CODE).exists():
            raise SystemExit(f"the database already holds the project {CODE}: give the measure a fresh one")
        company = Company.objects.create(
            code="bench-import", name="Bench", short_name="Bench", founded_at=timezone.now()
        )
        Project.objects.create(company=company, code=CODE, name="Bench", kind=ProjectKind.RESIDENTIAL)


def main() -> None:
    """Make the sheet and the project, then the three runs."""
    if len(sys.argv) > 2 and sys.argv[1] == "--measure":
        measure(Path(sys.argv[2]), sys.argv[3])
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        prepare()
        from django.db import connection

        from xiwei.shared import sheets

        path = Path(folder, "rooms.xlsx")
        sheets.write(path, HEADERS, rows(count))
        print(f"{connection.vendor}, one sheet of {count:,} rows × {len(HEADERS)} columns")
        connection.close()
        for step in ("preview", "import", "again"):
            subprocess.run([sys.executable, "-m", "bench.imports", "--measure", str(path), step], check=True)


if __name__ == "__main__":
    main()
