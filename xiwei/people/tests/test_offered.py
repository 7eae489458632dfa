"""Who is offered to stand in or to be rostered: those who can, first; of the others it says why they are not."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, cast
from xiwei.people.models import Leave, LeaveState, Line, Post
from xiwei.people.queries import rosters as queries
from xiwei.people.queries.who import who
from xiwei.shared import moment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def at_now(monkeypatch):
    """The pages are read at NOW."""
    monkeypatch.setattr(moment, "now", lambda: NOW)


def leave(staff, state=LeaveState.ASKED, starts=NOW, days=3):
    return Leave.objects.create(
        company_id=staff.company_id,
        staff=staff,
        starts_at=starts,
        ends_at=starts + days * DAY,
        reason="看病",
        state=state,
    )


def mate(made, staff, line=Line.REPAIR):
    """Another post of theirs, in this line."""
    role = staff.posts.first().role
    Post.objects.create(
        company=made.company, staff=staff, project=made.project, role=role, line=line, since=date(2026, 1, 1)
    )


def names(people):
    return {one.name for one in people}


def test_those_of_the_line_come_first_and_those_in_charge_after():
    made = cast()
    mate(made, made.staff_chen)
    offer = queries.stand_ins(leave(made.staff_sun))
    assert names(offer.fit) == {"陈园"}
    assert {"郑主任"} <= names(offer.besides) and not names(offer.besides) & {"吴姐", "周勇", "赵敏"}
    why = {one.name: said for one, said in offer.rest}
    assert (why["吴姐"], why["周勇"]) == ("是保洁的人", "是秩序的人")


def test_who_is_away_then_too_is_not_offered_and_it_says_until_when():
    made = cast()
    mate(made, made.staff_chen)
    leave(made.staff_chen, LeaveState.GRANTED, NOW + DAY)
    offer = queries.stand_ins(leave(made.staff_sun))
    assert "陈园" not in names(offer.all)
    why = {one.name: said for one, said in offer.rest}["陈园"]
    assert why.startswith("9月22日—9月25日 请假（已批")


def test_leave_refused_or_over_takes_nobody_away():
    made = cast()
    mate(made, made.staff_chen)
    leave(made.staff_chen, LeaveState.REFUSED)
    leave(made.staff_chen, LeaveState.GRANTED, NOW - 5 * DAY, days=4)
    assert names(queries.stand_ins(leave(made.staff_sun)).fit) == {"陈园"}


def test_where_nobody_is_of_the_line_the_others_are_offered():
    made = cast()
    offer = queries.stand_ins(leave(made.staff_sun))
    assert (offer.fit, {"陈园", "吴姐"} <= names(offer.besides)) == ([], True)
    assert "孙师傅" not in names(offer.all)


def test_who_has_left_is_nowhere():
    made = cast()
    made.staff_chen.left_on = NOW.date()
    made.staff_chen.save()
    offer = queries.stand_ins(leave(made.staff_sun))
    assert "陈园" not in names(offer.all) | {one.name for one, _ in offer.rest}


def test_a_roster_offers_the_line_chosen_and_not_who_is_away_the_whole_week():
    made = cast()
    mate(made, made.staff_chen)
    monday = queries.monday_of(NOW.date())
    assert names(queries.for_line(made.project, Line.REPAIR, monday).fit) == {"孙师傅", "陈园"}
    start = datetime.combine(monday, datetime.min.time(), tzinfo=NOW.tzinfo)
    leave(made.staff_chen, LeaveState.GRANTED, start, days=7)
    leave(made.staff_sun, LeaveState.GRANTED, start, days=2)
    offer = queries.for_line(made.project, Line.REPAIR, monday)
    assert names(offer.fit) == {"孙师傅"}
    assert "陈园" in {one.name for one, _ in offer.rest}


def test_the_pages_name_them():
    made = cast()
    mate(made, made.staff_chen)
    asked = leave(made.staff_sun)
    client = Client()
    client.force_login(made.zheng)
    page = client.get(reverse("leave_answer", args=[asked.pk])).content.decode()
    choice = page[page.index("<select") : page.index("</select>")]
    assert ('<optgroup label="同一条线">' in choice, "陈园" in choice, "吴姐" in choice) == (True, True, False)
    assert "<b>吴姐</b>：是保洁的人" in page
    roster = client.get(reverse("roster", args=[made.project.pk]), {"line": "cleaning"}).content.decode()
    chosen = roster[roster.index('name="staff"') - 200 : roster.index('name="cycle"')]
    assert ("吴姐" in chosen, "<b>孙师傅</b>：是维修的人" in chosen) == (True, True)
    assert '<input type="hidden" name="line" value="cleaning"' in roster


def test_a_stand_in_who_is_not_offered_is_not_taken():
    made = cast()
    mate(made, made.staff_chen)
    asked = leave(made.staff_sun)
    client = Client()
    client.force_login(made.zheng)
    answer = client.post(reverse("leave_answer", args=[asked.pk]), {"verb": "grant", "cover": made.staff_wu.pk})
    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (422, LeaveState.ASKED)


def granted(staff, cover, **changed):
    one = leave(staff, LeaveState.GRANTED, **changed)
    one.cover = cover
    one.save()
    return one


def test_one_who_stands_in_for_another_in_those_hours_is_offered_with_a_word_of_it(at_now):
    made = cast()
    mate(made, made.staff_chen)
    mate(made, made.staff_wu)
    granted(made.staff_wu, made.staff_chen, starts=NOW + DAY)
    granted(made.staff_zhou, made.staff_chen, starts=NOW + 3 * DAY)
    granted(made.staff_zhou, made.staff_wu, starts=NOW + DAY)
    asked = leave(made.staff_sun)
    assert queries.covering(asked) == {made.staff_chen.pk: ["吴姐"], made.staff_wu.pk: ["周勇"]}
    client = Client()
    client.force_login(made.zheng)
    where = reverse("leave_answer", args=[asked.pk])
    page = client.get(where).content.decode()
    assert "陈园（绿化员、绿化员），那时已在代吴姐的班" in page
    answer = client.post(where, {"verb": "grant", "cover": made.staff_chen.pk, "key": "k"}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == [
        "已准假：陈园代孙师傅，今天 10:00 — 9月24日 周四 10:00。那时陈园还在代吴姐的班，忙不过来请另定人。"
    ]


def test_whoever_answers_a_stand_in_s_own_leave_reads_whose_shifts_they_had_taken_on():
    made = cast()
    granted(made.staff_sun, made.staff_chen)
    asked = leave(made.staff_chen)
    client = Client()
    client.force_login(made.zheng)
    page = client.get(reverse("leave_answer", args=[asked.pk])).content.decode()
    assert "这段时间原定由陈园代孙师傅的班；准了假，那边就没有说好的人了。" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"verb": "grant", "cover": ""}, "已准假：孙师傅，今天 10:00 — 9月24日 周四 10:00，由各服务组的替班顶上。"),
        ({"verb": "refuse", "answer": "人手不够"}, "没有批孙师傅的假，原因已告诉本人。"),
    ],
)
def test_the_answer_says_what_came_of_it(at_now, sent, said):
    made = cast()
    asked = leave(made.staff_sun)
    client = Client()
    client.force_login(made.zheng)
    answer = client.post(reverse("leave_answer", args=[asked.pk]), sent | {"key": "k"}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == [said]


def test_who_makes_the_roster_sees_the_granted_leave_that_is_not_over_and_nobody_else_does(at_now):
    made = cast()
    running = granted(made.staff_sun, made.staff_chen, starts=NOW - DAY)
    coming = leave(made.staff_chen, LeaveState.GRANTED, NOW + DAY)
    leave(made.staff_wu, LeaveState.GRANTED, NOW - 5 * DAY)
    leave(made.staff_zhou, LeaveState.REFUSED, NOW)
    seen = {
        name: queries.leaves_granted(who(getattr(made, name), day=NOW.date()), now=NOW)
        for name in ("zheng", "he", "sun", "wu")
    }
    assert seen == {"zheng": [running, coming], "he": [running, coming], "sun": [], "wu": []}
    client = Client()
    client.force_login(made.zheng)
    page = " ".join(client.get(reverse("leave")).content.decode().split())
    assert ("孙师傅：陈园代班" in page, "昨天 10:00 — 后天 10:00 · 看病" in page) == (True, True)
    assert ("陈园：各服务组的替班" in page, page.count("正在休"), page.count("还没开始")) == (True, 1, 1)
