"""Proposes line, urgency, kind and menu item for written needs: one, or a table of them."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from xiwei.service.triage import mailbox, propose


class Command(BaseCommand):
    """`triage --batch FILE.csv` prints a JSON line a row; `triage --text "…" [--title "…"]` prints one."""

    help = "读懂来信：给出线、急缓、类别和清单项的建议"
    requires_system_checks: list[str] = []  # no database, no pages: it must run anywhere

    def add_arguments(self, parser: CommandParser) -> None:
        one_or_many = parser.add_mutually_exclusive_group(required=True)
        one_or_many.add_argument("--batch", type=Path, metavar="FILE.csv", help="带 title、text 两列的 CSV")
        one_or_many.add_argument("--text", help="一段话")
        parser.add_argument("--title", default="", help="这段话的标题")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] is None:
            self.stdout.write(as_json(options["text"], options["title"]))
            return
        try:
            for row in mailbox.rows(options["batch"]):
                self.stdout.write(as_json(row.text, row.title))
        except mailbox.UnreadableTable as wrong:
            self.stderr.write(str(wrong))
            raise SystemExit(2) from wrong


def as_json(text: str, title: str) -> str:
    """One proposal as the command prints it."""
    said = propose(text, title)
    told = {"line": said.line, "urgency": said.urgency, "kind": said.kind, "item": said.item}
    return json.dumps({**told, "confidence": round(said.confidence, 3)}, ensure_ascii=False)
