"""`manage.py backup [--to FOLDER] [--keep N]`: database and files into one encrypted file, while everything runs."""

import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from xiwei.ledger.backups import passphrases, saving
from xiwei.ledger.backups.workplace import Busy
from xiwei.people import erased
from xiwei.shared import moment, scope


class Command(BaseCommand):
    """For the clock of the machine, and by hand before an upgrade."""

    help = "备份数据库和照片，写成一个加密的文件；服务不用停。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and how many stay."""
        parser.add_argument("--to", metavar="FOLDER", type=Path, default=settings.BACKUPS, help="写到哪个文件夹")
        parser.add_argument(
            "--keep", metavar="N", type=int, default=0, help="只留最新的 N 份，更早的删掉；不写就都留着"
        )
        parser.add_argument("--passphrase-file", metavar="FILE", type=Path, help="口令所在的文件")

    def handle(self, *, to: Path, keep: int, passphrase_file: Path | None, **options: Any) -> None:
        """Write, then tidy; exit with 1 and a sentence where it could not be written."""
        if keep < 0:
            raise CommandError("--keep 要写 1 或更大的数。")
        try:
            passphrase = passphrases.chosen(passphrase_file)
            to.mkdir(parents=True, exist_ok=True)
            now = moment.now()
            target = to / f"xiwei-{timezone.localtime(now):%Y%m%d-%H%M%S}.backup"
            with scope.everywhere("the whole database is backed up"):
                manifest = saving.save(target, passphrase, now=now)
            erased.gather(settings.BACKUPS, to)
            gone = saving.prune(to, keep)
        except (passphrases.NoPassphrase, saving.NoRoom, Busy) as wrong:
            raise CommandError(str(wrong)) from wrong
        except (OSError, sqlite3.Error, Error) as wrong:
            raise CommandError(f"备份没有写成：{wrong}") from wrong
        self.stdout.write(
            f"备份好了：{target}（{saving.megabytes(target.stat().st_size)}），"
            f"{sum(manifest['tables'].values()):,} 行，{manifest['files']:,} 个文件。"
        )
        if manifest["vanished"]:
            self.stdout.write(f"其间有 {len(manifest['vanished'])} 个文件被删，没有备份，清单里记着。")
        if gone:
            self.stdout.write(f"删掉了 {len(gone)} 份更早的备份。")
