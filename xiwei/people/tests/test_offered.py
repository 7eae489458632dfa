"""Who is offered to stand in or to be rostered: those who can, first; of the others it says why they are not."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, cast
from xiwei.people.models import Leave, LeaveState, Line, Post
from xiwei.people.queries import rosters as queries

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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
