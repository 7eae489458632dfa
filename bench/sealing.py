"""What sealing costs: `python -m bench.sealing [--entries N] [--seconds N]`; on PostgreSQL, too, where DATABASE_URL is one.

A ledger of N lines of four projects is written, sealed, and verified whole; then one client writes line after line, each in
a transaction of its own, while nobody seals and while another process does: as often as the worker's clock tells it to, and
forty times as often. The database is made anew.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

from bench import common

SECONDS, MEGABYTES, RATIO = 60, 300, 0.95
TURNS = 2  # of the worker's clock, while lines are written and it seals
HARD = 0.5  # seconds between two seals, where there are far more than in earnest
LINE = (
    "INSERT INTO ledger_entry (kind, subject_type, subject_id, subject_label, company_id, project_id, room_id, "
    "actor_label, at, written_at, seen_by, data, evidence) "
)


def url_of(vendor: str) -> str:
    """A database that holds nothing else."""
    if vendor == "sqlite":
        path = common.FOLDER / "sealing.sqlite3"
        for tail in ("", "-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
        return f"sqlite:///{path}"
    import psycopg

    given = urlsplit(os.environ["DATABASE_URL"])
    name = f"{given.path.lstrip('/')}_bench_sealing"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for verb in ("DROP DATABASE IF EXISTS", "CREATE DATABASE"):
            connection.execute(psycopg.sql.SQL(verb + " {}").format(psycopg.sql.Identifier(name)))  # type: ignore[arg-type]
    return urlunsplit(given._replace(path=f"/{name}"))


def fill(entries: int) -> None:
    """So many lines, made by the database itself."""
    from django.db import connection

    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
    json_of = "{}" if connection.vendor == "sqlite" else "CAST({} AS jsonb)"
    moment = "'2026-09-21 02:00:00'" if connection.vendor == "sqlite" else "TIMESTAMPTZ '2026-09-21 02:00:00+00'"
    data = json_of.format("""'{"worker": "孙师傅", "line": "维修", "why": "本组维修"}'""")
    with connection.cursor() as cursor:
        cursor.execute(
            f"{numbers if connection.vendor == 'sqlite' else ''}{LINE}"
            "SELECT 'service.order_offered', 'service.ticket', i / 20 + 1, '厨房水管漏水', 1, i / 20 %% 4 + 1, i %% 1000, "
            f"'维修工 孙师傅', {moment}, {moment}, 1, {data}, {json_of.format(chr(39) + '[]' + chr(39))} "
            f"FROM {'n' if connection.vendor == 'sqlite' else 'generate_series(1, %s) AS n(i)'}",
            [entries],
        )


def seal_all() -> int:
    """Seal until nothing is left."""
    from xiwei.ledger.seals import sealing
    from xiwei.shared import moment

    done = 0
    while some := sealing.seal_new(now=moment.now()):
        done += some
    return done


def verify_all() -> tuple[int, int]:
    """How many lines and seals stand as they were."""
    from xiwei.ledger.models import Chain
    from xiwei.ledger.seals import verifying

    looks = verifying.empty_looks()
    found = [verifying.verify(chain, looks) for chain in Chain.objects.all()]
    assert not any(one.wrong for one in found), [one.wrong for one in found]
    return sum(one.entries for one in found), sum(one.seals for one in found)


def writes_a_second(seconds: float) -> float:
    """Lines written one by one, each in its own transaction."""
    from django.db import transaction

    from xiwei.estate.models import Company
    from xiwei.ledger import actions
    from xiwei.ledger.models import SYSTEM
    from xiwei.shared import moment

    about = Company.objects.first() or Company.objects.create(
        code="bench", name="测速物业", short_name="测速", founded_at=moment.now()
    )
    began, done = time.perf_counter(), 0
    while (spent := time.perf_counter() - began) < seconds:
        with transaction.atomic():
            actions.record("estate.company_founded", about, by=SYSTEM, at=moment.now(), name="测速")
        done += 1
    return done / spent


def seal_till_told(pause: float) -> None:
    """What the worker does, again after so many seconds."""
    from xiwei.ledger.seals import sealing
    from xiwei.shared import moment, scope

    with scope.everywhere("the measure of sealing"):
        print("sealing", flush=True)
        while True:
            time.sleep(pause)
            sealing.seal_new(now=moment.now())


def workers_pause() -> float:
    """Seconds between two seals of the worker, as its clock has it."""
    from config.clock import EVERY
    from xiwei.ledger.worker import Every

    (pause,) = [one.seconds for one in EVERY if isinstance(one, Every) and one.job == "xiwei.ledger.jobs.seal"]
    return pause


def measure_writing(pause: float, seconds: float, rounds: int) -> None:
    """Print what is written a second with and without sealing; by turns, so that what else runs falls on both."""
    rates: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(rounds):
        for sealed in (False, True):
            rates[sealed].append(_rate(pause if sealed else None, seconds))
    off, on = max(rates[False]), max(rates[True])
    over = "" if on / off >= RATIO else "   over"
    print(
        f"writing    {off:.0f} lines a second unsealed, {on:.0f} sealed every {pause:g} s: {on / off:.2f}{over}",
        flush=True,
    )


def part(name: str, entries: int, seconds: float) -> None:
    """One measure in a process of its own, so that its memory is its own."""
    from xiwei.shared import scope

    began = time.perf_counter()
    with scope.everywhere("the measure of sealing"):
        if name == "verify":
            lines, seals = verify_all()
            spent, most = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            over = "" if spent <= SECONDS and most <= MEGABYTES else "   over"
            print(f"verified   {lines:,} lines, {seals:,} seals in {spent:.1f} s, {most:.0f} MB at most{over}")
        elif name == "write":
            # A little longer than its turns, so that what the last one seals is within what is measured.
            measure_writing(workers_pause(), workers_pause() * TURNS + 2, rounds=2)
            measure_writing(HARD, seconds, rounds=3)
        else:
            fill(entries)
            filled = time.perf_counter()
            sealed = seal_all()
            print(f"sealed     {sealed:,} lines in {time.perf_counter() - filled:.1f} s")


def _rate(pause: float | None, seconds: float) -> float:
    if pause is None:
        return writes_a_second(seconds)
    command = [sys.executable, "-m", "bench.sealing", "--part", "seal", "--pause", str(pause)]
    with subprocess.Popen(command, cwd=common.ROOT, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()  # it has begun
        rate = writes_a_second(seconds)
        other.kill()
    return rate


def main() -> None:
    """On each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--part", choices=("fill", "verify", "write", "seal"), help="one measure alone")
    parser.add_argument("--pause", type=float, default=HARD, help="seconds between two seals, of that part")
    args = parser.parse_args()
    if args.part:
        common.setup()
        seal_till_told(args.pause) if args.part == "seal" else part(args.part, args.entries, args.seconds)
        return
    vendors = ["sqlite", *(["postgresql"] if os.environ.get("DATABASE_URL", "").startswith("postgres") else [])]
    for vendor in vendors:
        print(f"\n{vendor}, {args.entries:,} lines", flush=True)
        env = {**os.environ, "BENCH_URL": url_of(vendor)}
        migrate = [sys.executable, "-c", "from bench import common; common.setup(); from django.core.management import "
                   "call_command; call_command('migrate', verbosity=0)"]  # fmt: skip
        subprocess.run(migrate, check=True, cwd=common.ROOT, env=env)
        for name in ("fill", "verify", "write"):
            more = ["--part", name, "--entries", str(args.entries), "--seconds", str(args.seconds)]
            subprocess.run([sys.executable, "-m", "bench.sealing", *more], check=True, cwd=common.ROOT, env=env)


if __name__ == "__main__":
    main()
