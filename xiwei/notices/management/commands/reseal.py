"""After a new key was put first in XIWEI_ENCRYPTION_KEYS: seal everything under it, so that the old can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xiwei.notices.actions import channels
from xiwei.shared import scope


class Command(BaseCommand):
    """`manage.py reseal`"""

    help = "用当前第一把密钥重新加密各公司消息渠道的地址"

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many were sealed; exit 1 with their names where some are lost."""
        with scope.everywhere("a key is changed for all companies"):
            done, lost = channels.reseal_all()
            names = "、".join(f"{channel.company} {channel.name}" for channel in lost)
        self.stdout.write(f"已重新加密 {done} 个渠道。")
        if lost:
            raise CommandError(f"这些渠道没有密钥能打开，请在页面上重新填写：{names}")
