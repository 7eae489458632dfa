"""`manage.py seed_demo`: the demo estate, the same every time for the same moment."""

from argparse import ArgumentParser
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from xiwei.estate.models import Company
from xiwei.service import demo
from xiwei.service.demo.ground import Scale
from xiwei.service.demo.people import CAST, PASSWORD, SAID_OF
from xiwei.shared import moment, scope
from xiwei.shared.worktime import SHANGHAI
from xiwei.standards.models import Holiday

PINNED = time(10, 30)


class Command(BaseCommand):
    help = "建立演示小区：翠湖花园、云帆大厦、湿地公园，另一家公司和协会，演员表、排班和一年的报事。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much, relative to which day, and whether what stands may go."""
        parser.add_argument("--tickets", type=int, default=6000, metavar="N", help="一年的报事数（默认 6000）")
        parser.add_argument("--rooms", type=int, default=1200, metavar="N", help="翠湖花园的住宅数（默认 1200）")
        parser.add_argument("--today", help="把“现在”定在这一天的 10:30，例如 2026-11-24；不写就是此刻")
        parser.add_argument("--seed", type=int, default=20, help="换一个数，换一套故事")
        parser.add_argument("--lines", type=int, default=0, metavar="N", help="每件报事至少约 N 行台账（测速用）")
        parser.add_argument("--fresh", action="store_true", help="先清空（仅限演示模式；SQLite 会删掉数据库文件重建）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say who can sign in."""
        if not settings.DEMO:
            raise CommandError("这是正式环境，不能放入演示数据。要看演示，请用 XIWEI_DEMO=1 和另一个数据库。")
        scale = _scale(options)
        with scope.everywhere("the demo is laid out for all its companies"):
            if options["fresh"]:
                self._clear()
            if Company.objects.exists():
                raise CommandError("数据库里已经有公司，演示数据没有放入。要推倒重来，请加 --fresh。")
            if not Holiday.objects.exists():
                call_command("load_holidays", verbosity=0)
            made = demo.seed(scale, say=self._say)
        self._say(made.summary)
        self._say(f"登录用手机号，验证码会显示在页面上，密码都是 {PASSWORD}：")
        for key, (name, phone) in CAST.items():
            self._say(f"  {phone}  {name}（{SAID_OF[key]}）")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _clear(self) -> None:
        """The ledger lets nobody delete its lines, so the whole database goes: the file of SQLite, nothing of PostgreSQL."""
        if connection.vendor != "sqlite":
            raise CommandError(
                "台账不允许删除，所以 PostgreSQL 要整库重建：请先停掉服务，dropdb、createdb，"
                "再 migrate 和 seed_demo。什么也没有删。"
            )
        path = Path(connection.settings_dict["NAME"])
        self._say(f"删除数据库文件 {path} 里的全部数据（公司、住户、报事、台账），重新建立……")
        connection.close()
        for tail in ("", "-wal", "-shm"):
            Path(f"{path}{tail}").unlink(missing_ok=True)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)


def _scale(options: dict[str, Any]) -> Scale:
    """Which moment all is relative to: this minute, or half past ten of the day that was named."""
    now = moment.now().astimezone(SHANGHAI).replace(second=0, microsecond=0)
    if options["today"]:
        try:
            now = datetime.combine(datetime.fromisoformat(options["today"]).date(), PINNED, tzinfo=SHANGHAI)
        except ValueError as wrong:
            raise CommandError("日期要写成 2026-11-24 这样。什么也没有做。") from wrong
    if options["tickets"] < 0 or not 0 < options["rooms"] <= 200_000:
        raise CommandError("报事数不能小于 0，住宅数要在 1 到 200000 之间。什么也没有做。")
    return Scale(now, options["tickets"], options["rooms"], options["seed"], options["lines"])
