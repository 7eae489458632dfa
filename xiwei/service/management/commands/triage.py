"""Proposes line, urgency, kind and menu item for written needs: one, or a table of them; and teaches the reader."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiwei.service.triage import mailbox, propose


class Command(BaseCommand):
    """`--batch FILE.csv` prints a JSON line a row, `--text "…" [--title "…"]` prints one; `--train` makes the model anew."""

    help = "读懂来信：给出线、急缓、类别和清单项的建议；或者重新训练"
    requires_system_checks: list[str] = []  # no database, no pages: it must run anywhere

    def add_arguments(self, parser: CommandParser) -> None:
        one_or_many = parser.add_mutually_exclusive_group(required=True)
        one_or_many.add_argument("--batch", type=Path, metavar="FILE.csv", help="带 title、text 两列的 CSV")
        one_or_many.add_argument("--text", help="一段话")
        one_or_many.add_argument("--train", action="store_true", help="用仓库里的材料重新训练随产品发布的模型")
        parser.add_argument("--title", default="", help="这段话的标题")
        parser.add_argument(
            "--corrections",
            action="store_true",
            help="同 --train 连用：用本处留下的更正来教，模型放在 XIWEI_VAR，不动仓库",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["corrections"] and not options["train"]:
            raise CommandError("--corrections 要和 --train 一起用：manage.py triage --train --corrections")
        if options["train"]:
            return self._teach() if options["corrections"] else self._train()
        if options["batch"] is None:
            return self.stdout.write(as_json(options["text"], options["title"]))
        return self._batch(options["batch"])

    def _batch(self, path: Path) -> None:
        try:
            for row in mailbox.rows(path):
                self.stdout.write(as_json(row.text, row.title))
        except mailbox.UnreadableTable as wrong:
            self.stdout.flush()
            self.stderr.write(str(wrong))
            raise SystemExit(2) from wrong

    def _train(self) -> None:
        try:
            from xiwei.service.triage import train
        except ModuleNotFoundError as missing:
            raise CommandError(
                f"重新训练要用 {missing.name}：先 pip install -r requirements-dev.txt。学更正不用它（--train --corrections）。"
            ) from missing
        sys.exit(train.main([]))

    def _teach(self) -> None:
        from xiwei.service.actions import teaching
        from xiwei.shared import moment, scope

        with scope.everywhere("the reader learns from every company's corrections"):
            outcome = teaching.teach(now=moment.now())
        if outcome is None:
            return self.stdout.write("没有可学的更正，模型没有换。Nothing to learn; the model was not replaced.")
        before, after = outcome.before, outcome.after
        self.stdout.write(
            f"更正 {outcome.lessons} 条：全答对的从 {outcome.known_before} 条到 {outcome.known_after} 条。\n"
            f"留出来量的话：按线 macro-F1 {before.macro:.3f} → {after.macro:.3f}，"
            f"“急”的召回 {before.recall:.3f} → {after.recall:.3f}。"
        )
        if outcome.model is None:
            raise CommandError(
                "学了这些更正，留出来量的话反而读得差了：模型没有换，现在的照常用。"
                "Held-aside figures fell; the model was not replaced."
            )
        return self.stdout.write("新模型已就位，正在运行的程序自己会换上，不用重启。The new model is in place.")


def as_json(text: str, title: str) -> str:
    """One proposal as the command prints it."""
    said = propose(text, title)
    told = {"line": said.line, "urgency": said.urgency, "kind": said.kind, "item": said.item}
    return json.dumps({**told, "confidence": round(said.confidence, 3)}, ensure_ascii=False)
