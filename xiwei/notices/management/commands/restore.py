"""`manage.py restore FILE [--check] [--replace] [--send-waiting]`: bring a backup back, or only look whether it could be.

Here and not in the ledger, for what waits to be sent is notices': after the backup was taken the lost installation most
likely sent it, and a second "our worker is on the way" days later would be worse than none. All of it stays in the inbox.
And here whom the backup brings back, erased since, is erased again.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from xiwei.ledger.backups import passphrases, restoring
from xiwei.ledger.backups.archive import Manifest
from xiwei.ledger.backups.stream import Broken
from xiwei.ledger.backups.workplace import Busy
from xiwei.shared import moment, scope

NO_SESSIONS = "DELETE FROM django_session"
NOTHING_WAITS = "UPDATE notices_delivery SET state = 'needless', trying_since = NULL WHERE state = 'waiting'"


class Command(BaseCommand):
    """For the day it is needed, and for the drill before it."""

    help = "从备份恢复数据库和照片。先把整个文件核对完，才动这里的东西；先停下服务和后台进程。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what may be done with what is here."""
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--check", action="store_true", help="只核对整个文件，列出清单，什么都不写")
        parser.add_argument("--replace", action="store_true", help="这里已有的数据和文件改名留在旁边")
        parser.add_argument("--send-waiting", action="store_true", help="备份时还没送出的消息照样送出（默认不再送）")
        parser.add_argument("--passphrase-file", metavar="FILE", type=Path, help="口令所在的文件")

    def handle(self, *, file: Path, check: bool, passphrase_file: Path | None, **options: Any) -> None:
        """Exit with 1 and a sentence where it is refused, or where something is not as it was."""
        try:
            passphrase = passphrases.known(passphrase_file)
            if check:
                self._tell(restoring.check(file, passphrase))
                self.stdout.write("整个文件核对过，完好。什么都没有写。")
                return
            settle = [NO_SESSIONS, *([] if options["send_waiting"] else [NOTHING_WAITS])]
            with scope.everywhere("the whole database is restored"):
                now, replace = moment.now(), options["replace"]
                restored = restoring.restore(file, passphrase, now=now, replace=replace, settle=settle)
        except (Broken, restoring.Refused, restoring.Unfinished, passphrases.NoPassphrase, Busy) as wrong:
            raise CommandError(str(wrong)) from wrong
        except OSError as wrong:
            raise CommandError(f"没有恢复成：{wrong}") from wrong
        self._done(restored)
        # Whatever its chains say: a fault that was in the backup is no reason to bring back who was erased since.
        call_command("erase_again", file.parent, stdout=self.stdout)
        if restored.wrong:
            sys.exit(1)

    def _tell(self, manifest: Manifest) -> None:
        self.stdout.write(
            f"备份于 {manifest['at']}，版本 {manifest['product']}，{restoring.NAMES[manifest['kind']]}；"
            f"{manifest['files']:,} 个文件，备份时被删的 {len(manifest['vanished'])} 个。"
        )
        for table, rows in manifest["tables"].items():
            self.stdout.write(f"  {table}：{rows:,} 行")
        for company, project, number, size, root in manifest["seals"]:
            self.stdout.write(f"  链 {company}/{project}：第 {number} 次封存，{size:,} 行，根 {root}")

    def _done(self, restored: restoring.Restored) -> None:
        self._tell(restored.manifest)
        self.stdout.write("恢复好了，每张表的行数与清单一致。所有人要重新登录。")
        for path in restored.aside:
            self.stdout.write(f"原来的改名留在 {path}。")
        for sentence in restored.wrong:
            self.stdout.write(f"✗ {sentence}")
        if not restored.wrong:
            self.stdout.write(f"{len(restored.manifest['seals'])} 条链的封存重新核对过，全部相符。")
