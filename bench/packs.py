"""What an evidence pack costs: `python -m bench.packs [--lines N] [--photos N]` on SQLite, beside unpacking it.

One matter of so many lines, with pictures of 2,000 by 1,500 pixels as phones take them, in a chain of a hundred thousand
other lines; then the pack is put together as the worker does it, and checked by the verifier that lies in it.
"""

import argparse
import io
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from bench import common

SECONDS, OTHERS = 20, 100_000


def picture() -> bytes:
    """A JPEG as heavy as a phone's, half a megabyte after intake."""
    from PIL import Image

    drawn = io.BytesIO()
    Image.effect_noise((2000, 1500), 40).convert("RGB").resize((2000, 1500)).save(drawn, "JPEG", quality=60)
    return drawn.getvalue()


def set_up(lines: int, photos: int) -> int:
    """The matter with its lines and pictures, among others' lines, all sealed; gives the pack's number."""
    from django.core.files.base import ContentFile
    from django.db import transaction

    from bench.sealing import fill, seal_all
    from tests.cast import NOW
    from xiwei.ledger import actions as ledger
    from xiwei.ledger.models import Seen
    from xiwei.service.actions import packs
    from xiwei.service.models import PackFor
    from xiwei.service.tests.make import ticket, world
    from xiwei.shared import pictures

    w = world()
    one = ticket(w)
    taken = pictures.take(ContentFile(picture(), "现场.jpg"))
    with transaction.atomic():
        from xiwei.service.actions.photos import keep_all

        kept = keep_all(one, [taken] * photos, stage="after", by=w.staff_sun, now=NOW)
        for n in range(lines):
            some = kept[n * photos // lines : (n + 1) * photos // lines]
            ledger.record(
                "service.remarked", one, by=w.wang_fang, at=NOW, seen_by=Seen.RESIDENT, evidence=some, words=f"第{n}句"
            )
    fill(OTHERS)
    seal_all()
    pack = packs.ask(one, reader=PackFor.AUTHORITY, purpose="测一测要多久", by=w.staff_zheng, now=NOW)
    seal_all()
    return pack.pk


def main() -> None:
    """Set up, make, check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=500)
    parser.add_argument("--photos", type=int, default=200)
    args = parser.parse_args()
    path = common.FOLDER / "packs.sqlite3"
    for tail in ("", "-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
    common.setup(f"sqlite:///{path}")
    from django.conf import settings
    from django.core.files.storage import default_storage
    from django.core.management import call_command
    from django.test import override_settings

    from xiwei.service.actions import packs
    from xiwei.service.models import Pack
    from xiwei.shared import moment, scope

    call_command("migrate", verbosity=0)
    with (
        tempfile.TemporaryDirectory() as folder,
        scope.everywhere("the measure of packs"),
        override_settings(
            STORAGES={**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}}
        ),
    ):
        number = set_up(args.lines, args.photos)
        began = time.perf_counter()
        pack = packs.make(Pack.objects.select_related("project", "by", "staff").get(pk=number), now=moment.now())
        made = time.perf_counter() - began
        assert pack.photos == args.photos, pack.problem
        with default_storage.open(pack.path) as kept, zipfile.ZipFile(kept) as opened:
            began = time.perf_counter()
            opened.extractall(Path(folder) / "out")
            copied = time.perf_counter() - began
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-I", str(Path(folder) / "out" / "verify.py")], check=True, stdout=subprocess.DEVNULL
        )
        checked = time.perf_counter() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    over = "" if made <= SECONDS else "   over"
    print(
        f"{pack.lines} lines, {pack.photos} photos, {pack.size / 1e6:.0f} MB: made in {made:.1f} s "
        f"({made / copied:.0f} × unpacking it, {copied:.1f} s), {most:.0f} MB at most; checked in {checked:.1f} s{over}"
    )


if __name__ == "__main__":
    main()
