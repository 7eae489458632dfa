"""What a backup costs: `python -m bench.backup [--tickets N] [--photos N]`, beside a plain copy of database and files.

Each runs in a process of its own, whose memory is told at its most. SQLite; the copy is its own online backup, and
copytree. Then the backup is restored into an empty place. The filling is not sealed: verifying is bench.sealing's.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench import common

TICKETS, PHOTOS = 3_000, 100
PASSPHRASE = "a passphrase of the measure"


def photos(folder: Path, count: int) -> int:
    """So many files as heavy as a phone's, none like another; their bytes."""
    from bench.packs import picture

    one = picture()
    folder.mkdir(parents=True)
    for n in range(count):
        (folder / f"{n}.jpg").write_bytes(one + os.urandom(16))
    return count * (len(one) + 16)


def copied(path: Path, files: Path, to: Path) -> float:
    """Seconds that a plain copy takes."""
    began = time.perf_counter()
    with closing(sqlite3.connect(path)) as here, closing(sqlite3.connect(to / "plain.sqlite3")) as there:
        here.backup(there)
    shutil.copytree(files, to / "plain")
    return time.perf_counter() - began


def ran(*command: str, **environment: str) -> tuple[float, float]:
    """Seconds, and MB at most, of `manage.py COMMAND`, less what an idle one takes to begin."""
    code = (
        "import resource, sys; from django.core.management import execute_from_command_line as run; "
        "run(['manage.py', *sys.argv[1:]]); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        env={**os.environ, **environment}, check=True, cwd=common.ROOT, capture_output=True, text=True,
    )  # fmt: skip
    return time.perf_counter() - began, int(done.stderr.split()[-1]) / 1024


def measure(path: Path, tickets: int, count: int) -> None:
    """Copy, back up and restore one filled database with photos."""
    with tempfile.TemporaryDirectory(dir=common.FOLDER) as folder:
        place = Path(folder)
        (place / "var").mkdir()
        shutil.copyfile(path, place / "var" / "xiwei.sqlite3")
        size = (place / "var" / "xiwei.sqlite3").stat().st_size
        heavy = photos(place / "var" / "files", count)
        took = copied(place / "var" / "xiwei.sqlite3", place / "var" / "files", place)
        at = {"XIWEI_BACKUP_PASSPHRASE": PASSPHRASE, "DATABASE_URL": f"sqlite:///{place / 'var' / 'xiwei.sqlite3'}"}
        idle, _ = ran("version", XIWEI_VAR=str(place / "var"), **at)
        saved, most = ran("backup", "--to", str(place / "to"), XIWEI_VAR=str(place / "var"), **at)
        (made,) = (place / "to").iterdir()
        packed = made.stat().st_size
        at["DATABASE_URL"] = f"sqlite:///{place / 'new' / 'xiwei.sqlite3'}"
        back, most_back = ran("restore", str(made), XIWEI_VAR=str(place / "new"), **at)
    plain = (size + heavy) / 1e6
    print(
        f"{tickets:,} tickets ({size / 1e6:.0f} MB) and {count} photos ({heavy / 1e6:.0f} MB), copied in {took:.1f} s"
    )
    print(
        f"backed up in {saved - idle:.1f} s ({(saved - idle) / took:.1f} ×), {packed / 1e6:.0f} MB "
        f"({packed / 1e6 / plain:.2f} ×; all but the photos {max(0, packed - heavy) / size:.2f} ×), {most:.0f} MB of memory"
    )
    print(f"restored and verified in {back - idle:.1f} s ({(back - idle) / took:.1f} ×), {most_back:.0f} MB of memory")


def main() -> None:
    """Fill where it is not filled yet, and measure."""
    parser = common.arguments(__doc__ or "")
    parser.set_defaults(tickets=TICKETS)
    parser.add_argument("--photos", type=int, default=PHOTOS)
    args = parser.parse_args()
    fill = [sys.executable, "-m", "bench.common", "--tickets", str(args.tickets), "--on", "sqlite"]
    subprocess.run(fill, check=True, cwd=common.ROOT)
    os.environ.setdefault("XIWEI_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    measure(common.FOLDER / f"tickets-{args.tickets}.sqlite3", args.tickets, args.photos)


if __name__ == "__main__":
    main()
