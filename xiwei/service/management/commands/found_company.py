"""`manage.py found_company`: put the first company of an installation on its feet (docs/howto/first-day.md)."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xiwei.service.actions import founding
from xiwei.shared import moment, scope
from xiwei.shared.refusals import Refused


class Command(BaseCommand):
    help = "为一家公司建档：服务清单、时限、节假日和角色一并备好，并登记经理。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """All that is asked."""
        parser.add_argument("--code", required=True, help="公司代号，小写字母，例如 cuihu")
        parser.add_argument("--name", required=True, help="公司全称")
        parser.add_argument("--manager-name", required=True, help="经理姓名")
        parser.add_argument("--phone", required=True, help="经理手机号，用它收验证码登录")
        parser.add_argument("--city", default="", help="城市")

    def handle(self, *args: Any, **asked: Any) -> None:
        """Found it, or say in a sentence why not."""
        said = {name: asked[name] for name in ("code", "name", "manager_name", "phone", "city")}
        try:
            with scope.everywhere("a company that is not there yet"):
                company = founding.found(**said, now=moment.now())
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        print(f"{company.name}已建档，服务清单和时限已备好。")
        print(
            f"请{asked['manager_name']}打开 {settings.BASE_URL}/ ，用 {asked['phone']} 收验证码登录，新建第一个项目。"
        )
