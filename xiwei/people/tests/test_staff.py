"""Hiring, posts, leaving and certificates: what is done, what is refused, and to whom."""

from datetime import date, timedelta

import pytest

from tests.cast import STAFF
from xiwei.ledger.models import Entry, Fact
from xiwei.people.actions import invitations
from xiwei.people.actions import staff as actions
from xiwei.people.models import Credential, Leave, LeaveState, Person, Post, Staff
from xiwei.people.queries import staff as queries
from xiwei.people.queries.invitations import waiting_for
from xiwei.people.queries.who import who
from xiwei.people.rules import staff as rules
from xiwei.people.tests.make import NOW, SYSTEM, at, cast, kinds, role, shift
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
NEW = "13900000001"
MANAGERS = {"staff_zheng", "staff_he"}


def hire(made, by=SYSTEM, **changed):
    said = {
        "phone": NEW,
        "name": "钱师傅",
        "role": role("repairer"),
        "line": "repair",
        "project": made.project,
    }
    return actions.hire(made.company, **said | changed, by=by, now=NOW)


def test_a_new_colleague_has_a_person_a_post_and_three_lines():
    made = cast()
    staff = hire(made, by=made.staff_zheng)
    post = Post.objects.get(staff=staff)
    assert (staff.name, staff.title, staff.joined_on) == ("钱师傅", "维修工", NOW.date())
    assert (post.project, post.line, post.since) == (made.project, "repair", NOW.date())
    assert staff.person.phone == NEW
    assert kinds() == ["people.person_registered", "people.staff_hired", "people.post_given"]


@pytest.mark.parametrize("name", STAFF)
def test_who_may_hire_a_repairer(name):
    made = cast()
    if name in MANAGERS:
        assert hire(made, by=getattr(made, name)).company == made.company
        return
    with pytest.raises(NotAllowed):
        hire(made, by=getattr(made, name))
    assert not Person.objects.filter(phone=NEW).exists()


def test_a_director_makes_nobody_greater_than_the_director():
    made = cast()
    with pytest.raises(NotAllowed, match="公司经理"):
        hire(made, by=made.staff_zheng, role=role("manager"))
    with pytest.raises(NotAllowed):
        hire(made, by=made.staff_zheng, project=None)
    assert hire(made, by=made.staff_he, role=role("manager"), project=None).title == "公司经理"


def test_a_phone_is_nobody_s_staff_number():
    made = cast()
    assert hire(made, by=made.staff_zheng, phone="13800138111").number == ""
    assert hire(made, by=made.staff_zheng, phone="13800138112", number="A07").number == "A07"
    assert hire(made, by=made.staff_zheng, phone=made.li_qiang.phone, number="A08").number == "A08"


def test_a_phone_with_an_account_is_noted_until_its_holder_says_yes():
    made = cast()
    staff = hire(made, by=made.staff_zheng, phone=made.wang_fang.phone, name="小王")
    noted, before = staff.person, who(made.wang_fang, day=NOW.date())
    assert (noted.phone, noted.noted_phone, noted.name, noted.face_url) == (None, made.wang_fang.phone, "小王", "")
    assert (before.staff, before.faces) == ([], ["resident"])
    (asked,) = waiting_for(made.wang_fang.phone, now=NOW)
    invitations.accept(asked, person=made.wang_fang, now=NOW)
    after = who(made.wang_fang, day=NOW.date())
    assert ([one.pk for one in after.staff], len(after.staff[0].posts.all())) == ([staff.pk], 1)
    assert (Person.objects.get(pk=made.wang_fang.pk).name, Staff.objects.get(pk=staff.pk).name) == ("王芳", "小王")
    assert Person.objects.filter(noted_phone=made.wang_fang.phone).count() == 0


def test_whoever_was_hired_by_their_phone_may_say_no_and_the_company_reads_it_in_the_colleague_s_story():
    made = cast()
    staff = hire(made, by=made.staff_zheng, phone=made.wang_fang.phone, name="小王")
    (asked,) = waiting_for(made.wang_fang.phone, now=NOW)
    invitations.decline(asked, person=made.wang_fang, now=NOW)
    assert (waiting_for(made.wang_fang.phone, now=NOW), who(made.wang_fang, day=NOW.date()).staff) == ([], [])
    told = Entry.objects.filter(subject_type="people.staff", subject_id=staff.pk).order_by("-pk")[0]
    assert (told.kind, told.data) == ("people.invitation_declined", {"name": "小王"})
    assert (told.actor_label, told.actor_person_id) == ("小王", None)


def test_who_accepts_a_home_has_not_accepted_work_that_was_offered_by_the_same_phone():
    made = cast()
    hire(made, by=made.staff_zheng, phone=made.li_qiang.phone, name="小李")
    home = invitations.invite_resident(
        made.rooms[0], phone=made.li_qiang.phone, name="李强", relation="family", by=made.staff_zheng, now=NOW
    )
    invitations.accept(home, person=made.li_qiang, now=NOW)
    assert who(made.li_qiang, day=NOW.date()).staff == []


def test_one_hired_by_a_noted_phone_is_not_hired_twice_nor_asked_again_with_other_words():
    made = cast()
    hire(made, by=made.staff_zheng, phone=made.wang_fang.phone, name="小王")
    hire(made, by=made.staff_zheng, phone="13900000077", name="小赵")
    for phone in (made.wang_fang.phone, "13900000077"):
        with pytest.raises(NotNow, match="已经在职"):
            hire(made, by=made.staff_zheng, phone=phone)
        with pytest.raises(NotNow, match="不用再邀请"):
            invitations.invite_staff(
                made.company, phone=phone, name="小王", role=role("repairer"), line="repair", project=made.project,
                by=made.staff_zheng, now=NOW,
            )  # fmt: skip


def test_one_who_leaves_before_coming_in_is_asked_no_more():
    made = cast()
    staff = hire(made, by=made.staff_zheng, phone=made.wang_fang.phone, name="小王")
    actions.dismiss(staff, by=made.staff_zheng, now=NOW, reason="没来")
    assert waiting_for(made.wang_fang.phone, now=NOW) == []


def test_someone_employed_is_not_hired_twice():
    made = cast()
    with pytest.raises(NotNow, match="孙师傅"):
        hire(made, phone=made.sun.phone)


@pytest.mark.parametrize("wrong", [{"phone": "12"}, {"name": " "}, {"name": "长" * 41}, {"line": "moon"}])
def test_what_cannot_be_kept_leaves_nothing(wrong):
    made = cast()
    before = Staff.objects.count()
    with pytest.raises(BadInput):
        hire(made, **wrong)
    assert (Staff.objects.count(), kinds()) == (before, [])


def test_a_post_is_held_once():
    made = cast()
    with pytest.raises(NotNow, match="维修工"):
        actions.give_post(
            made.staff_sun, role=role("repairer"), line="repair", project=made.project, by=made.staff_he, now=NOW
        )


def test_an_ended_post_stops_its_powers_at_once_and_is_told_upwards():
    made = cast()
    post = actions.end_post(made.staff_zheng.posts.get(), by=made.staff_he, now=NOW)
    assert post.until == NOW.date()
    assert who(made.zheng, day=NOW.date()).faces == []
    assert kinds() == ["people.post_ended"]
    with pytest.raises(NotNow):
        actions.end_post(post, by=made.staff_he, now=NOW)


def test_nobody_ends_their_own_post_or_employment():
    made = cast()
    with pytest.raises(NotAllowed, match="自己"):
        actions.end_post(made.staff_he.posts.get(), by=made.staff_he, now=NOW)
    with pytest.raises(NotAllowed, match="自己"):
        actions.dismiss(made.staff_he, by=made.staff_he, now=NOW, reason="回老家")


def test_a_director_cannot_end_the_managers_post():
    made = cast()
    with pytest.raises(NotAllowed):
        actions.end_post(made.staff_he.posts.get(), by=made.staff_zheng, now=NOW)
    with pytest.raises(NotAllowed):
        actions.dismiss(made.staff_he, by=made.staff_zheng, now=NOW, reason="回老家")


def test_leaving_ends_posts_shifts_to_come_and_leave_not_answered():
    made = cast()
    shift(made, made.staff_sun, at(20, 7), at(20, 15))
    shift(made, made.staff_sun, at(22, 7), at(22, 15))
    leave = Leave.objects.create(
        company=made.company, staff=made.staff_sun, starts_at=at(23), ends_at=at(24), reason="看病"
    )
    staff = actions.dismiss(made.staff_sun, by=made.staff_zheng, now=NOW, reason="回老家")
    leave.refresh_from_db()
    assert staff.left_on == NOW.date()
    assert [one.starts_at for one in staff.shifts.all()] == [at(20, 7)]
    assert leave.state == LeaveState.WITHDRAWN
    assert not staff.posts.filter(until=None).exists()
    assert kinds() == ["people.post_ended", "people.staff_left"]
    assert Entry.objects.get(kind="people.staff_left").data == {
        "name": "孙师傅", "reason": "回老家", "shifts": 1,
    }  # fmt: skip
    with pytest.raises(NotNow, match="离职"):
        actions.dismiss(staff, by=made.staff_zheng, now=NOW, reason="回老家")


def test_one_who_left_may_be_hired_again_as_a_new_employment():
    made = cast()
    actions.dismiss(made.staff_sun, by=made.staff_zheng, now=NOW, reason="回老家")
    again = hire(made, by=made.staff_zheng, phone=made.sun.phone, name="孙师傅")
    invitations.accept(waiting_for(made.sun.phone, now=NOW)[0], person=made.sun, now=NOW)
    again.refresh_from_db()
    assert again.pk != made.staff_sun.pk and again.person == made.sun


def test_a_fact_is_written_for_each_listener(monkeypatch):
    from xiwei.ledger import registry

    monkeypatch.setitem(registry._listeners, "people.staff_left", {"test.heard": lambda **_: None})
    made = cast()
    actions.dismiss(made.staff_sun, by=made.staff_zheng, now=NOW, reason="回老家")
    fact = Fact.objects.get(kind="people.staff_left", listener="test.heard")
    assert fact.data == {"staff": made.staff_sun.pk}


def test_a_newer_certificate_takes_the_olders_place():
    made = cast()
    for year in (2027, 2030):
        actions.hold_credential(
            made.staff_sun,
            kind="electrician",
            number="T1",
            issued_on=date(2024, 1, 1),
            expires_on=date(year, 1, 1),
            by=made.staff_zheng,
            now=NOW,
        )
    assert [one.expires_on for one in Credential.objects.all()] == [date(2030, 1, 1)]
    assert kinds() == ["people.credential_held"] * 2


def test_a_certificate_that_ends_before_it_begins_is_refused():
    made = cast()
    with pytest.raises(BadInput, match="到期日"):
        actions.hold_credential(
            made.staff_sun,
            kind="electrician",
            issued_on=date(2026, 1, 2),
            expires_on=date(2026, 1, 1),
            by=made.staff_zheng,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("ends", "tone"),
    [
        (None, "leaf"),
        (NOW.date() - timedelta(days=1), "red"),
        (NOW.date(), "amber"),
        (NOW.date() + timedelta(days=60), "amber"),
        (NOW.date() + timedelta(days=61), "leaf"),
    ],
)
def test_an_ending_certificate_is_warned_of_sixty_days_ahead(ends, tone):
    [shown] = queries.held([Credential(kind="electrician", expires_on=ends)], today=NOW.date())
    assert shown.tone == tone


@pytest.mark.parametrize("name", STAFF)
def test_who_sees_the_repairers_page(name):
    made = cast()
    may_see = name in MANAGERS | {"staff_sun"}
    if name in ("staff_lin", "staff_outsider"):
        with pytest.raises(Staff.DoesNotExist):
            queries.staff_member(who(getattr(made, name).person, day=NOW.date()), made.staff_sun.pk)
        return
    from xiwei.shared.refusals import may

    assert may(rules.check_may_see_staff)(getattr(made, name), made.staff_sun) == may_see


def test_the_list_is_of_those_one_manages():
    made = cast()
    director, manager = (who(person, day=NOW.date()) for person in (made.zheng, made.he))
    assert made.staff_he not in queries.staff_for(director)
    assert [staff.name for staff in queries.staff_for(manager, words="孙")] == ["孙师傅"]
    assert [staff.name for staff in queries.staff_for(manager, words="0004")] == ["孙师傅"]
    assert [staff.name for staff in queries.staff_for(manager, line="greening")] == ["陈园"]
    assert list(queries.staff_for(who(made.sun, day=NOW.date()))) == []
    assert list(queries.staff_for(manager, gone=True)) == []


def test_roles_to_give_are_those_within_ones_own_powers():
    made = cast()

    def codes(person):
        asking = who(person, day=NOW.date())
        return {one.code for one in queries.roles_to_give(asking, [made.company.pk])}

    workers = {"guard", "cleaner", "gardener", "repairer", "butler", "director"}
    assert codes(made.zheng) == workers
    assert codes(made.he) == workers | {"manager"}
    assert codes(made.zhao_min) == set()
