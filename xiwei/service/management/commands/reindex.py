"""`manage.py reindex [--project CODE]`: the words by which tickets and documents are found, built anew from what is kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xiwei.estate.actions import indexing as documents
from xiwei.estate.models import Project
from xiwei.service.actions import indexing as tickets
from xiwei.shared import scope


class Command(BaseCommand):
    """While the product runs; safe to run twice."""

    help = "重建报事和档案的搜索索引。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Of which project; all, where none is named."""
        parser.add_argument("--project", default="", help="项目代号，如 CH；不写就是全部项目")

    def handle(self, *, project: str, **options: Any) -> None:
        """Exit with 1 and a sentence where there is no such project."""
        with scope.everywhere("the search index is built anew, at the server's keyboard"):
            found = list(Project.objects.filter(code__iexact=project)) if project else [None]
            if not found:
                raise CommandError(f"没有代号是 {project} 的项目。索引没有动。")
            done = [(tickets.reindex(one), documents.reindex(one)) for one in found]
        self.stdout.write(f"✓ 索引建好了：报事 {sum(n for n, _ in done)} 件，档案 {sum(n for _, n in done)} 份。")
