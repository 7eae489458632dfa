"""A leave with a named stand-in: who was named serves, answers, and is the one whom every page names."""

import html
from datetime import timedelta

import pytest

from tests.cast import SHANGHAI
from xiwei.notices.models import Message
from xiwei.people.models import LeaveState, Line
from xiwei.service import jobs
from xiwei.service.models import GroupMember
from xiwei.service.queries import duty, on_shift
from xiwei.service.tests import make
from xiwei.service.tests.test_duty import away, shift, spot
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment


@pytest.fixture
def w(db):
    return make.world()


def afternoon(w, **changed) -> None:
    """赵敏, on the morning's shift, is on leave for four hours; 吴姐 was named; 陈园 has the butlers' shift."""
    shift(w, w.staff_chen, Line.BUTLER)
    shift(w, w.staff_zhao, Line.BUTLER, hours=(-6, 2))
    fields = {"starts_at": w.now - timedelta(hours=1), "ends_at": w.now + timedelta(hours=3), "cover": w.staff_wu}
    away(w, w.staff_zhao, **{**fields, **changed})


def shown(person, address: str) -> str:
    return html.unescape(signed_in(person).get(address).content.decode())


def test_the_named_stand_in_serves_for_the_groups_post_though_another_is_on_shift(w):
    afternoon(w)
    assert duty.on_duty(spot(w), Line.BUTLER, w.now) == (w.staff_wu, "赵敏请假，由其代班")
    assert duty.on_duty(duty.Spot(w.company.pk, w.project.pk), Line.BUTLER, w.now).staff == w.staff_chen


def test_the_named_stand_in_serves_in_the_shift_of_one_who_is_in_no_group(w):
    GroupMember.objects.filter(line=Line.BUTLER).delete()
    shift(w, w.staff_zhao, Line.BUTLER, officer=True)
    away(w, w.staff_zhao, cover=w.staff_wu)
    assert duty.on_duty(spot(w), Line.BUTLER, w.now).staff == w.staff_wu


def test_a_stand_in_on_leave_or_gone_does_not_serve(w):
    afternoon(w)
    gone = away(w, w.staff_wu)
    assert duty.on_duty(spot(w), Line.BUTLER, w.now).staff == w.staff_chen
    gone.delete()
    w.staff_wu.left_on = w.now.date()
    w.staff_wu.save()
    assert duty.on_duty(spot(w), Line.BUTLER, w.now).staff == w.staff_chen


@pytest.mark.parametrize(("hours", "serves"), [((-2, 2), "吴姐"), ((5, 9), "陈园")])
def test_in_a_leave_of_days_the_stand_in_serves_in_the_hours_of_the_one_away(w, hours, serves):
    shift(w, w.staff_chen, Line.BUTLER)
    shift(w, w.staff_zhao, Line.BUTLER, hours=hours)
    away(w, w.staff_zhao, cover=w.staff_wu, ends_at=w.now + timedelta(days=5))
    assert duty.on_duty(spot(w), Line.BUTLER, w.now).staff.name == serves


def test_in_a_leave_of_days_the_stand_in_serves_on_a_shift_of_their_own(w):
    shift(w, w.staff_wu, Line.CLEANING)
    shift(w, w.staff_zhao, Line.BUTLER, hours=(5, 9))
    away(w, w.staff_zhao, cover=w.staff_wu, ends_at=w.now + timedelta(days=5))
    assert duty.on_duty(spot(w), Line.BUTLER, w.now).staff == w.staff_wu


def test_what_is_asked_meanwhile_is_answered_by_the_stand_in_and_said_so_once(w):
    afternoon(w)
    ticket = make.ticket(w)
    ticket.refresh_from_db()
    assert (ticket.first_contact, ticket.answering, ticket.covered) == (w.staff_zhao, w.staff_wu, True)
    told = Message.objects.get(person=w.wang_fang, about="service.received")
    assert told.body == "赵敏不在岗，由吴姐代为负责，会跟到办好为止。"


def test_the_stand_in_gives_it_back_when_the_leave_is_over(w):
    afternoon(w)
    ticket = make.ticket(w)
    jobs.keep_duty(w.now + timedelta(hours=4))
    ticket.refresh_from_db()
    assert (ticket.answering, ticket.covered) == (w.staff_zhao, False)


def test_what_was_open_when_the_leave_began_passes_to_the_stand_in(w):
    ticket = make.ticket(w)
    afternoon(w)
    jobs.keep_duty(w.now)
    ticket.refresh_from_db()
    assert (ticket.answering, ticket.covered) == (w.staff_wu, True)


def test_a_stand_in_who_goes_on_leave_passes_it_to_the_director(w):
    afternoon(w)
    ticket = make.ticket(w)
    away(w, w.staff_wu)
    jobs.keep_duty(w.now)
    ticket.refresh_from_db()
    assert ticket.answering == w.staff_zheng


def test_home_the_tickets_page_and_the_stand_ins_own_morning_name_the_same_person(w):
    w.cast.now = moment.now()
    afternoon(w)
    shift(w, w.staff_wu, Line.CLEANING, hours=(9, 12))
    ticket = make.ticket(w, now=w.now)
    home, page = shown(w.wang_fang, "/home/"), shown(w.wang_fang, f"/t/{ticket.pk}/")
    assert ("吴姐" in home, "代赵敏" in home, "陈园" in home) == (True, True, False)
    assert ("现在由其负责" in page, "现在当班" in page, "陈园" in page, "郑主任" in page) == (True, False, False, False)
    assert "您现在不在班上" not in shown(w.wu, "/morning/")
    assert on_shift.in_stead_of(w.staff_zhao, w.now) == w.staff_wu
    assert on_shift.standing_for(ticket, w.now) is None


def test_what_was_reported_just_now_names_who_sees_it_through(w):
    w.cast.now = moment.now()
    afternoon(w)
    words = {"words": "厨房水槽下面漏水", "where": f"home-{w.household.pk}", "key": "k"}
    page = signed_in(w.wang_fang).post("/report/", words, follow=True).content.decode()
    assert ("吴姐会跟到办好为止" in page, "赵敏会跟到办好为止" in page) == (True, False)


def test_a_leave_over_part_of_a_shift_says_which_part_on_the_roster(w):
    noon = moment.now().astimezone(SHANGHAI).replace(hour=12, minute=0, second=0, microsecond=0)
    w.cast.now = noon
    shift(w, w.staff_zhao, Line.BUTLER)
    away(w, w.staff_zhao, cover=w.staff_wu, starts_at=noon + timedelta(hours=4), ends_at=noon + timedelta(hours=8))
    assert "请假，吴姐代 16:00–20:00" in shown(w.zheng, f"/projects/{w.project.pk}/roster/")


def test_whoever_chooses_a_stand_in_reads_who_has_no_shift_then(w):
    shift(w, w.staff_chen, Line.GREENING, hours=(20, 28))
    shift(w, w.staff_wu, Line.CLEANING)
    leave = away(w, w.staff_zhao, state=LeaveState.ASKED, ends_at=w.now + timedelta(hours=4))
    page = shown(w.zheng, f"/leave/{leave.pk}/")
    off = "，那时没有排班，请先和本人说好"
    said = {name: f"{name}（{role}）{off}" in page for name, role in [("陈园", "绿化员"), ("吴姐", "保洁员")]}
    assert said == {"陈园": True, "吴姐": False}
    granted = signed_in(w.zheng).post(f"/leave/{leave.pk}/", {"cover": w.staff_chen.pk, "verb": "grant", "key": "k"})
    leave.refresh_from_db()
    assert (granted.status_code, leave.cover) == (302, w.staff_chen)


def test_ones_own_morning_says_that_one_is_on_leave_and_who_stands_in(w):
    w.cast.now = moment.now()
    afternoon(w)
    own = shown(w.zhao_min, "/morning/")
    assert ("由<b>吴姐</b>代班" in own, "您现在不在班上" in own, own.count("打给吴姐")) == (True, False, 1)
    assert "您在休假" not in shown(w.wu, "/morning/")


def test_a_leave_without_a_name_says_the_groups_stand_in_and_who_is_on_duty_now(w):
    w.cast.now = moment.now()
    afternoon(w, cover=None)
    own = shown(w.zhao_min, "/morning/")
    assert ("由各服务组的替班顶上" in own, "现在当班：<b>陈园</b>" in own) == (True, True)


@pytest.mark.parametrize(
    ("moment_of", "on_duty", "cover", "at_work"),
    [
        ("the evening before", "陈园", None, False),
        ("the first morning", "吴姐", None, True),
        ("the first evening", "陈园", "吴姐", False),
        ("the last morning", "吴姐", None, True),
        ("the last evening", "陈园", "吴姐", False),
        ("the morning after", "赵敏", None, False),
    ],
)
def test_round_a_leave_of_days_the_household_reads_who_is_on_duty_and_who_stands_in(
    w, moment_of, on_duty, cover, at_work
):
    """赵敏, with day shifts, is away for two whole days; 吴姐, without a shift of her own, was named; 陈园 has the nights."""
    midnight = (w.now + timedelta(days=1)).replace(hour=0)
    for day in range(-1, 3):
        begins = midnight + timedelta(days=day)
        hours = [int((begins - w.now) / timedelta(hours=1)) + hour for hour in (8, 20, 32)]
        shift(w, w.staff_zhao, Line.BUTLER, hours=(hours[0], hours[1]))
        shift(w, w.staff_chen, Line.BUTLER, hours=(hours[1], hours[2]))
    shift(w, w.staff_sun, Line.CLEANING, hours=(0, 100))
    away(w, w.staff_zhao, cover=w.staff_wu, starts_at=midnight, ends_at=midnight + timedelta(days=2))
    day, hour = {
        "the evening before": (-1, 21), "the first morning": (0, 9), "the first evening": (0, 21),
        "the last morning": (1, 9), "the last evening": (1, 21), "the morning after": (2, 9),
    }[moment_of]  # fmt: skip
    then = midnight + timedelta(days=day, hours=hour)
    butler = duty.four(spot(w), then)[0]
    assert (butler.now.staff.name, butler.cover.name if butler.cover else None) == (on_duty, cover)
    assert on_shift.is_at_work(w.staff_wu, duty.roster(spot(w), then)) == at_work


def test_in_the_first_evening_the_home_names_the_stand_in_beside_who_is_on_duty(w):
    w.cast.now = moment.now()
    shift(w, w.staff_chen, Line.BUTLER)
    shift(w, w.staff_zhao, Line.BUTLER, hours=(5, 9))
    shift(w, w.staff_sun, Line.CLEANING)
    away(w, w.staff_zhao, cover=w.staff_wu, ends_at=w.now + timedelta(days=5))
    said = "赵敏请假，吴姐代班；这会儿先找值班的"
    home, looked_at = shown(w.wang_fang, "/home/"), shown(w.zheng, f"/households/{w.household.pk}/")
    assert [(said in page, "陈园" in page) for page in (home, looked_at)] == [(True, True)] * 2
