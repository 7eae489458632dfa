"""Databases to measure on: `python -m bench.common [--tickets N]` fills one of SQLite, and one of PostgreSQL where asked.

The SQLite one is var/bench/tickets-N.sqlite3. Where DATABASE_URL names a PostgreSQL, another database is made beside
the one it names, NAME_bench_N, so nobody's own rows are touched. Filled once, each serves all measures after it; to
have it afresh, remove it. What is in it: bench/filling.py.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
TICKETS = 100_000


def arguments(about: str) -> argparse.ArgumentParser:
    """What every measure takes."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), help="one database only")
    return parser


def urls(tickets: int) -> dict[str, str]:
    """Where to measure, by vendor: SQLite always, PostgreSQL where DATABASE_URL names one."""
    found = {"sqlite": f"sqlite:///{FOLDER}/tickets-{tickets}.sqlite3"}
    given = urlsplit(os.environ.get("DATABASE_URL", ""))
    if given.scheme.startswith("postgres"):
        found["postgresql"] = urlunsplit(given._replace(path=f"{given.path}_bench_{tickets}"))
    return found


def each_database(module: str, args: argparse.Namespace, more: Sequence[str] = ()) -> None:
    """Run `python -m MODULE --on VENDOR …` on each database in a process of its own, filled first where it is not."""
    for vendor, url in urls(args.tickets).items():
        fill = [sys.executable, "-m", "bench.common", "--tickets", str(args.tickets), "--on", vendor]
        run = [sys.executable, "-m", module, "--tickets", str(args.tickets), "--on", vendor, *more]
        subprocess.run(fill, check=True, cwd=ROOT)
        subprocess.run(run, check=True, cwd=ROOT, env={**os.environ, "BENCH_URL": url})


def setup(url: str = "") -> None:
    """Django on that database, as the product runs: the demo's settings, no debugging."""
    os.environ["DATABASE_URL"] = url or os.environ["BENCH_URL"]
    os.environ.setdefault("XIWEI_DEMO", "1")
    os.environ.setdefault("XIWEI_LOG_LEVEL", "ERROR")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["XIWEI_VAR"] = str(FOLDER)
    import django

    django.setup()


def collect() -> None:
    """The static files of the pages, where they changed since."""
    from django.core.management import call_command

    written = FOLDER / "static" / "staticfiles.json"
    newest = max(one.stat().st_mtime for one in (ROOT / "static").rglob("*"))
    if not written.exists() or written.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)


def fill(tickets: int, vendor: str) -> None:
    """Make the tables and fill them, unless that was done before."""
    url = urls(tickets)[vendor]
    _make(vendor, url)
    setup(url)
    from django.core.management import call_command

    from bench import filling
    from xiwei.shared import moment, scope

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect()
    with scope.everywhere("the measure of pages"):
        there = filling.count()
        if there == 0:
            began = time.perf_counter()
            filling.fill(tickets, moment.now())
            print(
                f"{vendor}: {tickets:,} tickets of 20 lines written in {time.perf_counter() - began:.0f} s", flush=True
            )
        elif there < tickets:
            raise SystemExit(f"{url} holds {there:,} tickets, not {tickets:,}: a filling was cut short; remove it")


def _make(vendor: str, url: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if vendor != "postgresql":
        return
    import psycopg

    name = urlsplit(url).path.lstrip("/")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main() -> None:
    """Fill what is not filled yet."""
    args = arguments(__doc__ or "").parse_args()
    if args.on:
        fill(args.tickets, args.on)
        return
    for vendor in urls(args.tickets):
        command = [sys.executable, "-m", "bench.common", "--tickets", str(args.tickets), "--on", vendor]
        subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
