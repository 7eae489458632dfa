"""Looks at personal data: who may, and the line each leaves for its owner."""

from datetime import timedelta

import pytest

from tests.cast import STAFF
from xiwei.ledger.models import Entry, Seen
from xiwei.people.actions import looks
from xiwei.people.forms.staff import CallForm
from xiwei.people.models import Household, Viewing
from xiwei.people.queries import homes as queries
from xiwei.people.rules import homes as rules
from xiwei.people.tests.make import NOW, cast
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
CALLERS = {"staff_zhao", "staff_zheng", "staff_he"}


@pytest.mark.parametrize("name", STAFF)
def test_who_may_call_a_resident(name):
    made = cast()
    by = getattr(made, name)
    if name in CALLERS:
        assert looks.show_phone(made.wang_fang, reason="回访报事", by=by, now=NOW) == made.wang_fang.phone
        return
    with pytest.raises(NotAllowed):
        looks.show_phone(made.wang_fang, reason="回访报事", by=by, now=NOW)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("name", STAFF)
def test_who_may_look_into_a_home(name):
    made = cast()
    assert rules.may_look(getattr(made, name), made.household) == (name in CALLERS)


def test_one_look_of_half_an_hour_is_one_line_and_each_who_looks_has_their_own():
    made = cast()
    minutes = [(made.staff_zhao, 0), (made.staff_zhao, 29), (made.staff_zheng, 29), (made.staff_zhao, 31)]
    for by, minute in minutes:
        looks.look_at(made.household, what="住户页", by=by, now=NOW + timedelta(minutes=minute))
    looks.look_at(made.household, what="住户登记", by=made.staff_zhao, now=NOW + timedelta(minutes=31))
    lines = Entry.objects.filter(kind="people.looked_at").order_by("pk")
    assert [(line.actor_staff_id, line.at - NOW, line.data["what"]) for line in lines] == [
        (made.staff_zhao.pk, timedelta(0), "住户页"),
        (made.staff_zheng.pk, timedelta(minutes=29), "住户页"),
        (made.staff_zhao.pk, timedelta(minutes=31), "住户页"),
        (made.staff_zhao.pk, timedelta(minutes=31), "住户登记"),
    ]


def test_a_call_leaves_a_line_the_resident_reads():
    made = cast()
    looks.show_phone(made.wang_fang, reason="约上门时间", by=made.staff_zhao, now=NOW)
    line = Entry.objects.get(kind="people.phone_shown")
    assert (line.household_id, line.person_id, line.actor_staff_id, line.seen_by) == (
        made.household.pk,
        made.wang_fang.pk,
        made.staff_zhao.pk,
        Seen.RESIDENT,
    )
    assert line.data == {"reason": "约上门时间", "name": "王芳"}


def test_a_call_says_why():
    made = cast()
    with pytest.raises(BadInput):
        looks.show_phone(made.wang_fang, reason=" ", by=made.staff_zhao, now=NOW)


def test_a_colleague_who_is_no_resident_is_not_called_this_way():
    made = cast()
    with pytest.raises(NotAllowed):
        looks.show_phone(made.sun, reason="回访报事", by=made.staff_zhao, now=NOW)


def test_a_reason_written_is_the_reason_though_another_was_chosen_before():
    form = CallForm({"reason": "日常联系", "other": "钥匙落在门卫"})
    assert (form.is_valid(), form.cleaned_data["reason"]) == (True, "钥匙落在门卫")
    assert not CallForm({"reason": "", "other": ""}).is_valid()


def test_one_who_moved_out_is_not_called():
    made = cast()
    made.wang_fang.tenures.update(until=NOW.date())
    with pytest.raises(NotAllowed):
        looks.show_phone(made.wang_fang, reason="回访报事", by=made.staff_zhao, now=NOW)


def test_without_a_number_there_is_nothing_to_show():
    made = cast()
    made.wang_fang.phone = None
    made.wang_fang.save()
    with pytest.raises(NotNow, match="没有登记电话"):
        looks.show_phone(made.wang_fang, reason="回访报事", by=made.staff_zhao, now=NOW)


def test_a_look_leaves_a_line_the_household_reads():
    made = cast()
    looks.look_at(made.household, what="住户资料", by=made.staff_zhao, now=NOW)
    line = Entry.objects.get(kind="people.looked_at")
    assert (line.household_id, line.seen_by, line.data) == (
        made.household.pk,
        Seen.RESIDENT,
        {"what": "住户资料"},
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [("501", ["王芳"]), ("芳", ["王芳"]), ("0002", ["李强"]), ("1栋1单元50", ["王芳", "李强"]), ("002", []), ("%", [])],
)
def test_homes_are_found_by_room_name_and_the_end_of_a_phone(words, expected):
    made = cast()
    assert [home.name for home in queries.households(made.project, words=words)] == expected


def test_another_projects_homes_are_never_found():
    made = cast()
    assert [home.name for home in queries.households(made.project)] == ["王芳", "李强"]


@pytest.mark.parametrize(
    ("name", "shown"), [("王芳", "王*"), ("欧阳小明", "欧**"), ("李", "李"), ("", ""), ("翠湖便利店", "翠**")]
)
def test_a_list_shows_the_family_name_alone(name, shown):
    assert Household(name=name).masked_name == shown


def test_the_same_number_shown_again_within_half_an_hour_is_one_look_and_another_reason_another():
    made = cast()
    told = [("回访报事", 0), ("回访报事", 29), ("上门前确认", 29), ("回访报事", 31)]
    for reason, minute in told:
        looks.show_phone(made.wang_fang, reason=reason, by=made.staff_zhao, now=NOW + timedelta(minutes=minute))
    rows = Viewing.objects.order_by("pk").values_list("why", "post", "kind", "person_id")
    assert [(why, post, kind) for why, post, kind, _ in rows] == [
        ("回访报事", "管家", "phone"),
        ("上门前确认", "管家", "phone"),
        ("回访报事", "管家", "phone"),
    ]
    assert Entry.objects.filter(kind="people.phone_shown").count() == 3


@pytest.mark.parametrize(
    ("name", "why"), [("staff_zhao", "您是翠湖花园的管家"), ("staff_he", "您是翠湖物业的公司经理")]
)
def test_a_look_is_told_by_which_post_it_is_allowed(name, why):
    made = cast()
    said = looks.look_at(made.household, what="住户页", by=getattr(made, name), now=NOW)
    assert said == f"您能看到，是因为：{why}。"
