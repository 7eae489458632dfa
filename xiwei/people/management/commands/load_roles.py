"""`manage.py load_roles`: make the common roles as xiwei/people/data/roles.toml says; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from xiwei.people.actions import roles


class Command(BaseCommand):
    help = "按 roles.toml 备好角色；重复运行不会改变什么。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them and name them."""
        print("角色：" + "、".join(role.title for role in roles.load().values()))
