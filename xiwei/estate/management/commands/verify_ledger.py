"""`manage.py verify_ledger [--project CODE] [--against FILE] [--publish FILE]`: whether every line stands as it was sealed."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Chain
from xiwei.ledger.seals import publishing, verifying
from xiwei.ledger.seals.verifying import Verified, Wrong
from xiwei.shared import moment, scope


class Command(BaseCommand):
    """For whoever keeps the ledger, and for whoever doubts it."""

    help = "核对台账：每一行、每一次封存是否和当初一样。不一样就说出第一处，并以 1 退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which project; and what outsiders were given."""
        parser.add_argument("--project", metavar="CODE", help="只核对这个项目，例如 CH；不写就是全部")
        parser.add_argument("--against", metavar="FILE", type=Path, help="以前公布的根（--publish 写下的），也要对得上")
        parser.add_argument(
            "--publish", metavar="FILE", type=Path, help="把每条链最后的封存写进这个文件，交给外面的人保管"
        )

    def handle(self, *, project: str | None, against: Path | None, publish: Path | None, **options: Any) -> None:
        """Print each chain; exit with 1 where anything is wrong."""
        with scope.everywhere("the whole ledger is verified"):
            chains = _chains(project)
            published = _published(against) if against else []
            looks = verifying.empty_looks()
            found = [self._told(verifying.verify(chain, looks), published) for chain in chains]
            gone = None if project else _gone(chains, published)
            stray = None if project else verifying.unsealed(now=moment.now())
        wrong = [one for one in [*(one.wrong for one in found), gone, stray] if one]
        if wrong:  # said once more at the end, for the list of projects may be long
            self.stdout.write(f"✗ 有 {len(wrong)} 处不相符。第一处：{wrong[0].sentence}")
            sys.exit(1)
        self.stdout.write(f"共 {sum(one.entries for one in found):,} 行，全部相符。")
        if publish:
            lines = [publishing.line(seal) for seal in publishing.last_seals([one.chain for one in found])]
            publish.write_text("".join(lines), encoding="utf-8")
            self.stdout.write(f"最后的封存写进了 {publish}。")

    def _told(self, found: Verified, published: list[dict[str, Any]]) -> Verified:
        found.wrong = found.wrong or _against(found.chain, published)
        erased = f"（其中 {len(found.erased)} 行有文字按要求抹去）" if found.erased else ""
        self.stdout.write(
            f"{'✗' if found.wrong else '✓'} {_named(found.chain)}：{found.entries:,} 行{erased}，{found.seals:,} 次封存，"
            f"最后的根 {found.root or '无'}"
        )
        if found.wrong:
            self.stdout.write(f"  {found.wrong.sentence}")
        return found


def _chains(code: str | None) -> list[Chain]:
    if code is None:
        return list(Chain.objects.order_by("company_id", "project_id"))
    project = Project.objects.filter(code=code).first()
    if project is None:
        raise CommandError(f"没有代号是 {code} 的项目。")
    return list(Chain.objects.filter(project_id=project.pk))


def _named(chain: Chain) -> str:
    if chain.project_id:
        return str(Project.objects.filter(pk=chain.project_id).values_list("name", flat=True).first() or chain)
    company = Company.objects.filter(pk=chain.company_id).values_list("short_name", flat=True).first()
    return f"{company or chain}（项目以外）"


def _published(path: Path) -> list[dict[str, Any]]:
    """What was published, a seal a line: {"chain": "2/5", "number": 17, "hash": "…"}, with whatever else."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines if line.strip()]
        return [{"chain": one["chain"], "number": one["number"], "hash": one["hash"]} for one in found]
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise CommandError(f"读不懂 {path}：应当每行一次封存，有 chain、number、hash。（{wrong}）") from wrong


def _gone(chains: list[Chain], published: list[dict[str, Any]]) -> Wrong | None:
    """The first published chain that is not here at all."""
    gone = sorted({one["chain"] for one in published} - {str(chain) for chain in chains})
    return Wrong(f"公布过的链 {gone[0]} 整条不见了。") if gone else None


def _against(chain: Chain, published: list[dict[str, Any]]) -> Wrong | None:
    """The first published seal that is not here as it was published."""
    given = {one["number"]: one["hash"] for one in published if one["chain"] == str(chain)}
    here = dict(chain.seals.filter(number__in=given).values_list("number", "hash"))
    off = min((number for number, said in given.items() if here.get(number) != said), default=None)
    return off and Wrong(f"第 {off} 次封存与公布过的不一样：整条链在那以前被重做过。")
