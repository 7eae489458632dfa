"""`manage.py verify_ledger` says of each project how it stands, names the first wrong line, and then ends with 1."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.cast import NOW, cast
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Entry, Seal
from xiwei.ledger.seals import sealing
from xiwei.ledger.tests.test_seals import by_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    made = cast()
    for n in range(3):
        ledger.record(
            "estate.project_opened", made.project, by=made.staff_he, at=NOW, name=f"第{n}件", kind="residential"
        )
    sealing.seal_new(now=NOW + timedelta(minutes=1))
    return made


def verify(**options) -> tuple[int, list[str]]:
    """What it ends with, and its lines."""
    said, code = StringIO(), 0
    try:
        call_command("verify_ledger", stdout=said, **options)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, said.getvalue().splitlines()


def test_what_stands_is_told_with_its_lines_seals_and_last_root(town):
    seal = Seal.objects.get(chain__project_id=town.project.pk)
    assert verify(project="CH") == (
        0, [f"✓ 翠湖花园：3 行，1 次封存，最后的根 {seal.root}", "共 3 行，全部相符。"],
    )  # fmt: skip


def test_a_changed_line_is_named_and_it_ends_with_one(town):
    entry = Entry.objects.order_by("pk")[1]
    by_hand("UPDATE ledger_entry SET actor_label = '别人' WHERE id = %s", entry.pk)
    code, said = verify()
    sentence = f"第 {entry.pk} 行的文字与封存时不一样，被改过。"
    assert (code, said[-1]) == (1, f"✗ 有 1 处不相符。第一处：{sentence}")


def published(tmp_path, **changed):
    path = tmp_path / "roots.jsonl"
    assert verify(publish=path)[0] == 0
    path.write_text("".join(json.dumps(json.loads(line) | changed) + "\n" for line in path.read_text().splitlines()))
    return path


def test_what_was_given_away_is_compared(town, tmp_path):
    assert verify(against=published(tmp_path))[0] == 0
    code, said = verify(against=published(tmp_path, hash="0" * 64))
    assert (code, said[-1]) == (1, "✗ 有 1 处不相符。第一处：第 1 次封存与公布过的不一样：整条链在那以前被重做过。")


def test_a_published_chain_that_is_gone_is_missed(town, tmp_path):
    code, said = verify(against=published(tmp_path, chain="9/9"))
    assert (code, said[-1]) == (1, "✗ 有 1 处不相符。第一处：公布过的链 9/9 整条不见了。")


def test_lines_that_nobody_ever_sealed_are_no_good_news(town):
    ledger.record(
        "estate.project_opened", town.project, by=town.staff_he, at=NOW, written_at=NOW + timedelta(hours=9), name="第四件",
        kind="residential",
    )  # fmt: skip
    entry = Entry.objects.order_by("-pk")[0]
    code, said = verify()
    assert (code, said[-1]) == (
        1, f"✗ 有 1 处不相符。第一处：第 {entry.pk} 行起还没有封存：后台进程（worker）没有在跑？",
    )  # fmt: skip


def test_an_unknown_project_or_a_file_of_nonsense_is_a_sentence(town, tmp_path):
    with pytest.raises(CommandError, match="没有代号是 NO 的项目"):
        verify(project="NO")
    (tmp_path / "x").write_text("不是根")
    with pytest.raises(CommandError, match="读不懂"):
        verify(against=tmp_path / "x")
