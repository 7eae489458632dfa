"""What bringing many files into the archive costs: `python -m bench.archive [files]` brings that many, 40 KB each, in one zip.

On the database of DATABASE_URL where that is set (its bench project is left behind), else on an SQLite of its own; files go
to a folder that goes again. Beside each step stands its ratio to plainly copying and hashing the same bytes.
"""

import hashlib
import os
import random
import shutil
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

CODE = "BENCHARCHIVE"
NAMES = ["{n}栋给排水竣工图", "{n}栋结构竣工图", "电梯维保合同", "水泵合格证", "承接查验记录", "IMG"]


def sources(folder: Path, count: int) -> None:
    """Small PDFs of one page of words and a scan's worth of noise, each unlike the others."""
    chance = random.Random(7)
    from xiwei.service.demo.papers import pdf

    for rank in range(count):
        place = folder / f"柜{rank % 9}"
        place.mkdir(parents=True, exist_ok=True)
        name = NAMES[rank % len(NAMES)].format(n=1 + rank % 8)
        words = pdf(f"{name} {rank}", [f"第 {rank} 号，存于 {rank % 9} 号柜"])
        (place / f"{name}{rank}.pdf").write_bytes(words + b"%" + chance.randbytes(40_000) + b"\n%%EOF\n")


def plain(source: Path, target: Path) -> float:
    """Seconds to copy each file and hash it: what nothing can do without."""
    began = time.perf_counter()
    target.mkdir()
    for rank, path in enumerate(sorted(one for one in source.rglob("*") if one.is_file())):
        content = path.read_bytes()
        (target / f"{rank}-{hashlib.sha256(content).hexdigest()}").write_bytes(content)
    return time.perf_counter() - began


def _project() -> Any:
    from django.core.management import call_command
    from django.utils import timezone

    from xiwei.estate.models import Building, Company, Project, ProjectKind

    call_command("migrate", verbosity=0)
    company = Company.objects.create(code="bench-archive", name="Bench", short_name="Bench", founded_at=timezone.now())
    project = Project.objects.create(company=company, code=CODE, name="Bench", kind=ProjectKind.RESIDENTIAL)
    Building.objects.bulk_create(Building(company=company, project=project, name=f"{n}栋", rank=n) for n in range(1, 9))
    return project


def _keeper() -> Any:
    from xiwei.ledger.models import SYSTEM

    return SimpleNamespace(actor=SYSTEM, permits=lambda *_, **__: True)


def measure(zipped: Path, before: float, count: int) -> None:
    """Take up, read, put, put again, and the words of a hundred."""
    from django.core.files import File

    from xiwei.estate.actions import bringing, carrying, reading
    from xiwei.estate.models import BatchState, Document
    from xiwei.shared import moment, scope

    with scope.everywhere("the measure of the archive"):
        project, by = _project(), _keeper()

        def say(what: str, began: float, some: int = count) -> None:
            took = time.perf_counter() - began
            share = f", {took / before:.1f} × copying and hashing" if some == count else ""
            print(f"{what}: {some:,} in {took:.1f} s ({some / took:,.0f} a second){share}", flush=True)

        for turn in ("first", "sent again"):
            began = time.perf_counter()
            with zipped.open("rb") as file:
                batch = bringing.take_up(
                    project, sent=[File(file, name="archive.zip")], paths=[], by=by, now=moment.now()
                )
            batch = bringing.read_bags(batch)
            say(f"{turn}: unpacked, checked, sorted", began)
            part = time.perf_counter()
            batch.state = BatchState.RUNNING
            batch.save()
            carrying.carry(batch, now=moment.now())
            say(f"{turn}: put", part)
            say(f"{turn}: both", began)
        print(f"documents: {Document.objects.filter(project=project).count():,}")
        began = time.perf_counter()
        say("words read and pages drawn", began, reading.read_new(now=moment.now(), most=100))


def main() -> None:
    """Make the files and measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.update(XIWEI_VAR=folder, XIWEI_DEMO="1", XIWEI_LOG_LEVEL="ERROR")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        source, zipped = Path(folder, "source"), Path(folder, "archive.zip")
        sources(source, count)
        before = plain(source, Path(folder, "plain"))
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as package:
            for path in sorted(one for one in source.rglob("*") if one.is_file()):
                package.write(path, str(path.relative_to(source)))
        shutil.rmtree(source)
        weight = zipped.stat().st_size / 1024**2
        print(f"{count:,} files, a zip of {weight:.0f} MB; copied and hashed plainly in {before:.1f} s", flush=True)
        measure(zipped, before, count)


if __name__ == "__main__":
    main()
