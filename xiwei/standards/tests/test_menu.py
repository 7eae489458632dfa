"""The menu: filled once, revised in versions, found by what residents call it."""

import pytest

from xiwei.ledger.models import Entry
from xiwei.people.rules import Permission
from xiwei.service.tests import make as service_make
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow
from xiwei.standards import actions, catalogue, rules, saying
from xiwei.standards.models import MenuItem
from xiwei.standards.queries import menu
from xiwei.standards.tests import make

pytestmark = pytest.mark.django_db
WHOLE = {
    "name": "钢琴搬运",
    "line": "home",
    "done_by": "order",
    "kind": "help",
    "setting": "home",
    "urgency": "planned",
    "covers": "把钢琴从车上搬进家，摆到您指定的地方。",
    "duration_minutes": 120,
    "steps": ["量门和电梯", "包好边角", "四人搬运"],
    "words": ["抬钢琴"],
}


@pytest.fixture
def made():
    return make.filled()


def revise(made, item=None, **changed):
    return actions.revise_item(
        item or make.item(made), by=made.staff_he, now=make.NOW, reason="材料进价上涨", **changed
    )


def names(made, words: str) -> list[str]:
    return [item.name for item in menu.found(made.company.pk, words)]


def test_the_permissions_are_peoples():
    assert [rules.SEE, rules.MANAGE] == [Permission.MENU_SEE, Permission.MENU_MANAGE]


def test_a_second_filling_adds_none(made):
    count = MenuItem.objects.filter(company=made.company).count()
    assert count == len(catalogue.items())
    assert actions.fill_company(made.company, by=make.SYSTEM, now=make.NOW) == 0
    assert MenuItem.objects.filter(company=made.company).count() == count
    assert Entry.objects.filter(kind="standards.menu_filled", company_id=made.company.pk).count() == 1


def test_every_item_of_the_common_menu_could_be_revised(made):
    for item in menu.items(made.company.pk):
        fields = {name: getattr(item, name) for name in rules.FIELDS}
        rules.check_item(fields)
    assert menu.items(made.company.pk).count() >= 120


def test_a_revision_takes_over_and_the_old_version_stays(made):
    old = make.item(made)
    fresh = revise(made, price_fen=3000)
    old.refresh_from_db()
    assert (old.version, old.until, old.price_fen) == (1, make.NOW, 0)
    assert (fresh.version, fresh.until, fresh.price_fen, fresh.steps) == (2, None, 3000, old.steps)
    line = Entry.objects.get(kind="standards.item_revised")
    assert (line.subject_id, line.data["fields"], line.data["reason"]) == (fresh.pk, "价格（元）", "材料进价上涨")


def test_a_ticket_keeps_the_version_it_was_promised_under():
    world = service_make.world()
    ticket = service_make.ticket(world)
    revise(world, world.leak, price_fen=3000)
    ticket.refresh_from_db()
    assert (ticket.item.version, ticket.item.price_fen) == (1, 0)


def test_an_old_version_cannot_be_revised_again(made):
    old = make.item(made)
    revise(made, price_fen=3000)
    with pytest.raises(NotNow, match="第 1 版已不是现行版本"):
        revise(made, old, price_fen=4000)
    assert make.item(made).price_fen == 3000


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "没有改动任何内容"),
        ({"price_fen": 0}, "没有改动任何内容"),
        ({"price_fen": -1}, "价格不对"),
        ({"duration_minutes": 0}, "用时请写"),
        ({"steps": []}, "步骤请写 1 到 12 条"),
        ({"steps": ["一"] * 13}, "步骤请写 1 到 12 条"),
        ({"name": "漏"}, "名称请写"),
        ({"evidence": ["video"]}, "凭证只能是"),
        ({"evidence": ["reading"]}, "请写明读什么"),
        ({"certificate": "wizard"}, "所需证书“wizard”不认识"),
        ({"line": "magic"}, "类别“magic”不认识"),
        ({"goes_with": ["NOT-THERE"]}, "NOT-THERE 不在现在的清单上"),
        ({"goes_with": ["R-WATER-LEAK"]}, "不用写这一项自己"),
    ],
)
def test_an_item_that_could_not_be_carried_out_is_refused(made, changed, sentence):
    with pytest.raises(BadInput, match=sentence):
        revise(made, **changed)
    assert make.item(made).version == 1


@pytest.mark.parametrize("reason", ["", " ", "改", "改" * 121])
def test_nothing_is_revised_without_a_reason(made, reason):
    with pytest.raises(BadInput, match="请写明修订的原因"):
        actions.revise_item(make.item(made), by=made.staff_he, now=make.NOW, reason=reason, price_fen=1)


def test_a_retired_item_leaves_the_menu_and_comes_back_as_its_next_version(made):
    item = make.item(made, "H-PET-WALK")
    actions.retire_item(item, by=made.staff_he, now=make.NOW, reason="没有人用")
    assert "代遛狗" not in names(made, "遛狗")
    fields = {name: getattr(item, name) for name in rules.FIELDS}
    back = actions.add_item(
        made.company, code="H-PET-WALK", by=made.staff_he, now=make.NOW, reason="又有人要", **fields
    )
    assert (back.version, "代遛狗" in names(made, "遛狗")) == (2, True)


def test_a_new_item_is_found_by_what_residents_call_it(made):
    actions.add_item(made.company, code="H-PIANO", by=made.staff_he, now=make.NOW, reason="常有人问", **WHOLE)
    assert names(made, "抬钢琴") == ["钢琴搬运"]


@pytest.mark.parametrize(("code", "wrong"), [("h-piano", BadInput), ("钢琴", BadInput), ("R-WATER-LEAK", NotNow)])
def test_a_code_that_is_none_or_taken_is_refused(made, code, wrong):
    with pytest.raises(wrong):
        actions.add_item(made.company, code=code, by=made.staff_he, now=make.NOW, reason="常有人问", **WHOLE)


@pytest.mark.parametrize("name", ["staff_zheng", "staff_sun", "staff_zhao", "staff_lin", "staff_outsider", "wang_fang"])
def test_only_a_company_wide_post_of_the_company_changes_the_menu(made, name):
    by = getattr(made, name) if name.startswith("staff") else getattr(made, name).actor
    with pytest.raises(NotAllowed):
        actions.revise_item(make.item(made), by=by, now=make.NOW, reason="想改", price_fen=1)
    with pytest.raises(NotAllowed):
        actions.retire_item(make.item(made), by=by, now=make.NOW, reason="想停")
    with pytest.raises(NotAllowed):
        actions.fill_company(made.company, by=by, now=make.NOW)


def test_the_menu_is_found_by_residents_words_and_follows_a_revision(made):
    assert names(made, "管子滴滴答答")[0] == "户内水管渗漏"
    revise(made, words=["水管像下雨"])
    assert names(made, "水管像下雨") == ["户内水管渗漏"]
    assert menu.WORDS.matching(MenuItem.objects.all(), "管子滴滴答答").filter(company=made.company).count() == 0


def test_what_more_residents_call_so_comes_first(made):
    assert names(made, "漏水")[0] in ("户内水管渗漏", "公共部位渗漏水", "渗漏查因检测")
    assert "喷灌故障漏水" not in names(made, "漏水")[:1]


def test_what_no_item_holds_whole_finds_the_likest(made):
    assert "户内水管渗漏" in names(made, "我家厨房水管漏了怎么办")
    assert names(made, "飞碟") == []


def test_one_companys_menu_is_not_found_in_anothers(made):
    actions.add_item(made.company, code="H-PIANO", by=made.staff_he, now=make.NOW, reason="常有人问", **WHOLE)
    assert menu.found(made.other_company.pk, "抬钢琴") == []


def test_the_history_says_what_each_version_changed_and_why(made):
    fresh = revise(made, price_fen=3000, steps=["关阀", "换件"])
    told = menu.history(fresh)
    assert [(one.item.version, one.reason, [label for label, _, _ in one.differences]) for one in told] == [
        (2, "材料进价上涨", ["价格（元）", "步骤"]),
        (1, "", []),
    ]
    assert told[0].differences[0] == ("价格（元）", "0", "30")
    assert saying.said_field("steps", ["关阀", "换件"]) == "1、关阀\n2、换件"
