"""`manage.py erase_again [FOLDER]`: whom an older backup brought back is erased again; `restore` ends with it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xiwei.people import erased
from xiwei.people.actions.erasing_again import Again, erase_again
from xiwei.shared import moment, scope
from xiwei.shared.refusals import Refused


class Command(BaseCommand):
    """By hand where a restore could not end with it; safe to run twice."""

    help = "按抹去名单，把恢复备份带回来的、已经抹去过的人再抹去一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the backup lay that was restored."""
        parser.add_argument("folder", type=Path, nargs="?", default=settings.BACKUPS, help="备份所在的文件夹")

    def handle(self, *, folder: Path, **options: Any) -> None:
        """Exit with 1 and a sentence where somebody may have come back."""
        folders = dict.fromkeys([folder, settings.BACKUPS])
        if not any(erased.is_in(one) for one in folders):
            self.stdout.write(
                f"✗ {folder} 里没有抹去名单（{erased.NAME}），不知道备份以后抹去过谁。若有，把名单放到备份旁边，"
                f"再运行 python manage.py erase_again {folder}。"
            )
            return
        try:
            known, unreadable = erased.read(folders)
            with scope.everywhere("what was erased in any company is erased again"):
                done = erase_again(known, now=moment.now())
            erased.gather(folder, settings.BACKUPS)
        except (OSError, Refused) as wrong:
            raise CommandError(
                f"抹去名单没有照着做完：{wrong}。查明原因后运行 python manage.py erase_again {folder}。"
            ) from wrong
        self._tell(done)
        if unreadable:
            raise CommandError(
                f"抹去名单里有 {unreadable} 行打不开：写它们时的 XIWEI_ENCRYPTION_KEYS 或 XIWEI_SECRET_KEY 不在这里，"
                "或者那几行坏了。把原来的钥匙配上，再运行 python manage.py erase_again。"
            )

    def _tell(self, done: Again) -> None:
        self.stdout.write(
            f"备份以后抹去过的 {done.people} 人，已照抹去名单再抹去一次。"
            if done.people
            else "抹去名单核对过，没有人要再抹去。"
        )
        if done.left_open:
            self.stdout.write(f"他们搬离前的 {done.left_open} 件事在备份里还没有办完，仍留在工单列表里，请安排办结。")
