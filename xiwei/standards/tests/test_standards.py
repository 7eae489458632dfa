"""Standards in versions: what holds on a day, what a revision, a withdrawal and a retirement make of it (A7)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW, Cast, cast
from xiwei.ledger.models import SYSTEM, Entry, Fact
from xiwei.shared import scope
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow
from xiwei.standards import actions, catalogue
from xiwei.standards.models import ServiceGrade, Standard
from xiwei.standards.queries import standards as queries
from xiwei.standards.rules import standards as rules

TODAY = NOW.date()
FIELDS = {
    "name": "轿厢擦拭", "line": "cleaning", "aim": "轿厢里看不到手印", "kinds": [], "places": ["lift"], "equipment": [],
    "minutes": 10, "certificate": "", "months": [], "outdoors": False, "done_with": "hand", "weather": "",
    "grades": [{"grade": 1, "rule": "FREQ=DAILY;BYHOUR=8,14", "words": "每日 2 次"},
               {"grade": 2, "rule": "FREQ=DAILY;BYHOUR=8", "words": "每日 1 次"}],
    "checks": [{"key": "1", "text": "按钮板无手印", "kind": "tick"},
               {"key": "2", "text": "地面照度", "kind": "measure", "unit": "lx", "low": 50, "high": 1000, "hard_high": 5000},
               {"key": "3", "text": "轿厢全景", "kind": "photo", "grades": [1]}],
    "source": "行业通行做法",
}  # fmt: skip


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


@pytest.fixture
def made(db) -> Cast:
    return cast()


def own(made: Cast, **changed) -> Standard:
    return actions.add_standard(
        made.company,
        code="C-OWN",
        by=made.staff_he,
        now=NOW,
        since=day(1),
        reason="本公司要求",
        **{**FIELDS, **changed},
    )


def revise(standard: Standard, made: Cast, *, now: datetime = NOW, since: date, **changed) -> Standard:
    return actions.revise_standard(standard, by=made.staff_he, now=now, since=since, reason="试用后调整", **changed)


def holds(made: Cast, on: date) -> list[tuple[str, int]]:
    with scope.within({made.company.pk}):
        return [(one.code, one.version) for one in queries.in_force(made.company.pk, on) if one.code == "C-OWN"]


def test_a_new_standard_holds_from_its_day_on(made: Cast):
    own(made)
    assert [holds(made, day(ahead)) for ahead in (0, 1, 400)] == [[], [("C-OWN", 1)], [("C-OWN", 1)]]


def test_a_revision_holds_from_its_day_and_the_former_version_until_then(made: Cast):
    first = own(made)
    later = NOW + timedelta(days=2)
    second = revise(first, made, now=later, since=day(5), minutes=15)
    assert [holds(made, day(ahead)) for ahead in (1, 4, 5, 6)] == [
        [("C-OWN", 1)], [("C-OWN", 1)], [("C-OWN", 2)], [("C-OWN", 2)],
    ]  # fmt: skip
    assert [(one.label, one.before, one.after) for one in queries.differences(
        queries.fields_of(first), queries.fields_of(second))] == [("每处用时（分钟）", "10", "15")]  # fmt: skip


def test_what_is_done_today_keeps_its_version_so_none_begins_today(made: Cast):
    first = own(made)
    later = NOW + timedelta(days=2)
    for since in (day(1), day(2)):
        with pytest.raises(BadInput, match="最早从明天起用"):
            revise(first, made, now=later, since=since, minutes=15)
    with pytest.raises(BadInput, match="太远"):
        revise(first, made, now=later, since=day(600), minutes=15)


def test_a_version_that_has_not_begun_is_withdrawn_and_the_former_goes_on(made: Cast):
    first = own(made)
    later = NOW + timedelta(days=2)
    second = revise(first, made, now=later, since=day(5), minutes=15)
    with pytest.raises(NotNow, match="请先撤回它"):
        revise(second, made, now=later, since=day(6), minutes=20)
    actions.withdraw_version(second, by=made.staff_he, now=later, reason="再想想")
    assert holds(made, day(9)) == [("C-OWN", 1)]
    third = revise(Standard.objects.get(pk=first.pk), made, now=later, since=day(7), minutes=20)
    assert (third.version, holds(made, day(6)), holds(made, day(7))) == (3, [("C-OWN", 1)], [("C-OWN", 3)])


def test_a_version_in_force_cannot_be_withdrawn(made: Cast):
    first = own(made)
    with pytest.raises(NotNow, match="已经起用"):
        actions.withdraw_version(first, by=made.staff_he, now=NOW + timedelta(days=3), reason="不要了")


def test_a_retired_standard_holds_no_longer_and_is_not_revised(made: Cast):
    first = own(made)
    later = NOW + timedelta(days=2)
    actions.retire_standard(first, by=made.staff_he, now=later, since=day(4), reason="并入别的标准")
    assert [holds(made, day(3)), holds(made, day(4))] == [[("C-OWN", 1)], []]
    with pytest.raises(NotNow, match="新版本"):
        revise(first, made, now=later, since=day(9), minutes=11)


def test_of_two_who_revise_the_same_version_the_second_is_told(made: Cast):
    first = own(made)
    same = Standard.objects.get(pk=first.pk)
    later = NOW + timedelta(days=2)
    revise(first, made, now=later, since=day(5), minutes=15)
    with pytest.raises(NotNow, match="已另有新版本"):
        revise(same, made, now=later, since=day(6), minutes=20)
    assert Standard.objects.filter(code="C-OWN").count() == 2


def test_each_change_is_a_line_and_tells_the_storeys_above(made: Cast):
    from xiwei.ledger import registry

    registry.listen("standards.standard_changed", _heard)
    first = own(made)
    second = revise(first, made, now=NOW + timedelta(days=2), since=day(5), minutes=15)
    actions.withdraw_version(second, by=made.staff_he, now=NOW + timedelta(days=2), reason="再想想")
    kinds = ["standards.standard_added", "standards.standard_revised", "standards.version_withdrawn"]
    assert list(Entry.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", flat=True)) == kinds
    told = Fact.objects.filter(kind="standards.standard_changed", listener__endswith="_heard").order_by("pk")
    assert [one.data["since"] for one in told] == [str(day(1)), str(day(5)), str(day(5))]


def _heard(*, data, at) -> None:
    """Stands for a storey above."""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "名称"),
        ({"aim": "x"}, "做到什么样"),
        ({"line": "home"}, "一条线"),
        ({"minutes": 0}, "用时"),
        ({"places": []}, "至少选一类地点"),
        ({"places": ["moon"]}, "地点类别"),
        ({"kinds": ["castle"]}, "项目类别"),
        ({"equipment": ["robot"]}, "设备类别"),
        ({"months": [13]}, "月份"),
        ({"certificate": "magic"}, "证书"),
        ({"grades": []}, "至少写一个等级"),
        ({"grades": [{"grade": 4, "rule": "FREQ=DAILY", "words": "每日"}]}, "每个等级只写一行"),
        ({"grades": [{"grade": 1, "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "words": "从不"}]}, "永远不会来"),
        ({"checks": []}, "1 到 20 条"),
        ({"checks": [{"key": "1", "text": "照度", "kind": "measure"}]}, "单位"),
        ({"checks": [{"key": "1", "text": "照度", "kind": "measure", "unit": "lx", "low": 9, "high": 1}]}, "颠倒"),
        ({"checks": [{"key": "1", "text": "照度", "kind": "guess"}]}, "打勾"),
        ({"checks": [{"key": "1", "text": "地面干净", "kind": "tick"}] * 2}, "编号相同"),
    ],
)
def test_a_standard_nobody_could_follow_is_refused_and_nothing_is_written(made: Cast, changed: dict, said: str):
    with pytest.raises(BadInput, match=said):
        own(made, **changed)
    assert (Standard.objects.count(), Entry.objects.filter(kind__startswith="standards.standard").count()) == (0, 0)


@pytest.mark.parametrize("name", ["wang_fang", "zhao", "sun", "zhou", "wu", "chen", "zheng", "lin", "outsider", "he"])
def test_only_the_companys_manager_keeps_its_standards(made: Cast, name: str):
    by = getattr(made, f"staff_{name}", None)
    doing = {"code": "C-OWN", "by": by, "now": NOW, "since": day(1), "reason": "本公司要求"}
    if name == "he":
        assert actions.add_standard(made.company, **doing, **FIELDS).version == 1
        return
    with pytest.raises(NotAllowed):
        actions.add_standard(made.company, **doing, **FIELDS)


def test_a_company_takes_up_the_common_library_once(made: Cast):
    with scope.within({made.company.pk}):
        assert actions.adopt_library(made.company, by=SYSTEM, now=NOW) == len(catalogue.standards())
        assert actions.adopt_library(made.company, by=SYSTEM, now=NOW) == 0
        rows = list(queries.in_force(made.company.pk, TODAY))
    assert {one.code for one in rows} == set(catalogue.standards())
    assert queries.own_codes(rows) == set()


def test_a_companys_own_standard_is_shown_beside_the_common_one(made: Cast):
    with scope.within({made.company.pk}):
        actions.adopt_library(made.company, by=SYSTEM, now=NOW)
        code = next(iter(catalogue.standards()))
        latest = Standard.objects.get(code=code)
        fresh = revise(latest, made, since=day(1), minutes=latest.minutes + 7)
        assert [(one.field, one.after) for one in queries.beside_common(fresh) or []] == [
            ("minutes", str(fresh.minutes))
        ]
        assert queries.own_codes([fresh]) == {code}
    assert queries.beside_common(own(made)) is None


def test_a_projects_grade_holds_from_its_day_and_the_second_is_the_default(made: Cast):
    grade = {"source": "物业服务合同第三条", "by": made.staff_he, "now": NOW}
    with scope.within({made.company.pk}):
        assert queries.grade_of(made.project, TODAY) == 2
        actions.set_grade(made.project, grade=1, since=TODAY, **grade)
        actions.set_grade(made.project, grade=3, since=day(10), **grade)
        assert [queries.grade_of(made.project, day(ahead)) for ahead in (-1, 0, 9, 10)] == [2, 1, 1, 3]
        with pytest.raises(BadInput, match="明天"):
            actions.set_grade(made.project, grade=2, since=TODAY, **grade)
        actions.set_grade(made.project, grade=2, since=day(10), **grade)
        assert (queries.grade_of(made.project, day(10)), ServiceGrade.objects.count()) == (2, 2)
    with pytest.raises(NotAllowed):
        actions.set_grade(made.project, grade=2, since=day(20), source="随口一说", by=made.staff_zheng, now=NOW)


def test_a_grade_without_its_own_frequency_goes_by_the_next_lower():
    standard = Standard(grades=[{"grade": 1, "rule": "A", "words": ""}, {"grade": 3, "rule": "C", "words": ""}])
    assert [rules.rule_at(standard, grade) for grade in (1, 2, 3)] == ["A", "C", "C"]
    assert rules.rule_at(Standard(grades=[{"grade": 1, "rule": "A", "words": ""}]), 2) == ""


def test_a_check_is_asked_for_at_its_grades():
    assert [row["key"] for row in rules.asked(FIELDS["checks"], 1)] == ["1", "2", "3"]
    assert [row["key"] for row in rules.asked(FIELDS["checks"], 2)] == ["1", "2"]


@pytest.mark.parametrize(("value", "number"), [("60", "60"), (" 60,5 ", "60.5"), ("60，5", "60.5"), ("0", "0")])
def test_a_number_is_read_as_people_type_it(value: str, number: str):
    assert rules.measured(FIELDS["checks"][1], value) == Decimal(number)


@pytest.mark.parametrize("value", ["", "abc", "nan", "inf", "1e99999", "5001", "６０个"])
def test_a_number_that_cannot_be_true_is_refused(value: str):
    with pytest.raises(BadInput, match="地面照度"):
        rules.measured(FIELDS["checks"][1], value)


@given(
    number=st.integers(-10_000, 10_000), low=st.none() | st.integers(-500, 500), span=st.none() | st.integers(0, 900)
)
def test_a_limit_belongs_to_what_is_right(number: int, low: int | None, span: int | None):
    high = None if span is None else (low or 0) + span
    row = {"low": low, "high": high}
    wrong = (low is not None and number < low) or (high is not None and number > high)
    assert rules.within_limits(row, Decimal(number)) is not wrong
