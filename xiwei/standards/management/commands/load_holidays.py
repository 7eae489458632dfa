"""`manage.py load_holidays`: keep the nation's holidays and working weekends; safe to run again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xiwei.shared.worktime import WORKDAY, read_holidays
from xiwei.standards import actions
from xiwei.standards.catalogue import DATA


class Command(BaseCommand):
    help = "载入国家节假日和调休；给出文件时载入那一份（列 date,kind,name，kind 为 holiday 或 workday）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Another year's file, once the State Council has announced it."""
        parser.add_argument("file", nargs="?", type=Path, default=DATA / "holidays.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say how many days changed."""
        try:
            days = read_holidays(options["file"])
        except (OSError, KeyError, ValueError) as wrong:
            raise CommandError(f"节假日文件读不懂：{wrong}。什么也没有改动。") from wrong
        changed = actions.load_holidays([(day.date, day.kind == WORKDAY, day.name) for day in days])
        print(f"节假日：共 {len(days)} 天，改动 {changed} 天。")
