"""An invitation is made, found, accepted once by whoever holds the phone, or comes to nothing."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import NOW, Cast, cast
from xiwei.estate.models import Room
from xiwei.ledger.models import Entry
from xiwei.people.actions import invitations
from xiwei.people.models import Household, Invitation, Person, Post, Role, Staff, Tenure
from xiwei.people.queries import who as who_queries
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
NEW = "13912345678"
SHOWN = re.compile(r"data-demo-code>(\d{6})<")


@pytest.fixture
def town() -> Cast:
    cache.clear()
    return cast()


def role(code: str) -> Role:
    return Role.objects.get(company=None, code=code)


def to_live(town: Cast, room: Room | None = None, *, phone: str = NEW, relation: str = "owner", now=NOW) -> Invitation:
    return invitations.invite_resident(
        room or town.rooms[0], phone=phone, name="陆瑶", relation=relation, by=town.staff_zheng, now=now
    )


def to_work(
    town: Cast, code: str = "guard", *, by: Staff, phone: str = NEW, everywhere: bool = False, now=NOW
) -> Invitation:
    project = None if everywhere else (town.project if by.company_id == town.company.pk else town.other_project)
    return invitations.invite_staff(
        by.company, phone=phone, name="陆瑶", role=role(code), line="order", project=project, by=by, now=now
    )


def proved(phone: str = NEW, name: str = "陆瑶") -> Person:
    return Person.objects.create(phone=phone, phone_verified=True, name=name, joined_at=NOW)


# --- who may invite whom


def test_a_resident_accepts_and_their_household_moves_in(town):
    made, person = to_live(town), proved()
    done = invitations.accept(made, person=person, now=NOW)
    tenure = Tenure.objects.get(person=person)
    assert (tenure.household.room, tenure.relation, done.accepted_at) == (town.rooms[0], "owner", NOW)
    assert list(Entry.objects.order_by("pk").values_list("kind", "actor_label")) == [
        ("people.invited", "小区主任 郑主任"),
        ("people.household_moved_in", "陆瑶"),
        ("people.tenure_opened", "陆瑶"),
        ("people.joined", "陆瑶"),
    ]


def test_who_is_invited_into_a_lived_in_room_joins_the_household_there(town):
    person = proved()
    invitations.accept(to_live(town, town.room, relation="family"), person=person, now=NOW)
    assert Tenure.objects.get(person=person).household == town.household
    assert Household.objects.filter(room=town.room).count() == 1


def test_a_colleague_accepts_and_is_hired_with_the_post(town):
    person = proved()
    invitations.accept(to_work(town, by=town.staff_zheng), person=person, now=NOW)
    staff = Staff.objects.get(person=person)
    post = Post.objects.get(staff=staff)
    assert (staff.title, post.role.code, post.line, post.project) == ("秩序维护员", "guard", "order", town.project)
    assert who_queries.who(person, day=NOW.date()).faces == ["worker"]


def test_one_person_lives_in_two_estates_and_serves_in_a_third(town):
    third = town.other_company.projects.create(code="AB", name="安北里", kind="residential")
    person = proved()
    invitations.accept(to_live(town), person=person, now=NOW)
    elsewhere = invitations.invite_resident(
        town.other_room, phone=NEW, name="小陆", relation="tenant", by=town.staff_outsider, now=NOW
    )
    invitations.accept(elsewhere, person=person, now=NOW)
    work = invitations.invite_staff(
        town.other_company, phone=NEW, name="陆师傅", role=role("repairer"), line="repair", project=third,
        by=town.staff_outsider, now=NOW,
    )  # fmt: skip
    invitations.accept(work, person=person, now=NOW)
    hats = who_queries.who(person, day=NOW.date())
    assert [tenure.household.project.name for tenure in hats.tenures] == ["翠湖花园", "安居苑"]
    assert [(staff.company.short_name, staff.name) for staff in hats.staff] == [("安居物业", "陆师傅")]
    assert (hats.faces, hats.companies) == (["worker", "resident"], {town.company.pk, town.other_company.pk})
    assert (Person.objects.filter(phone=NEW).count(), hats.person.name) == (1, "陆瑶")


def test_a_post_more_is_given_to_who_works_here_already(town):
    made = to_work(town, "butler", by=town.staff_zheng, phone=town.sun.phone)
    invitations.accept(made, person=town.sun, now=NOW)
    assert set(town.staff_sun.posts.values_list("role__code", flat=True)) == {"repairer", "butler"}
    assert Staff.objects.filter(person=town.sun).count() == 1


@pytest.mark.parametrize("who", ["staff_zhou", "staff_zhao", "staff_lin", "staff_outsider"])
def test_who_does_not_manage_people_here_invites_nobody(town, who):
    with pytest.raises(NotAllowed):
        invitations.invite_resident(town.room, phone=NEW, name="陆瑶", relation="owner", by=getattr(town, who), now=NOW)
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "code", "everywhere", "allowed"),
    [
        ("staff_zheng", "guard", False, True),
        ("staff_zheng", "director", False, True),
        ("staff_zheng", "manager", False, False),
        ("staff_zheng", "guard", True, False),
        ("staff_zheng", "secretary", False, False),
        ("staff_he", "manager", True, True),
        ("staff_he", "repairer", False, True),
        ("staff_he", "secretary", True, False),
        ("staff_zhou", "guard", False, False),
    ],
)
def test_nobody_gives_a_post_above_their_own(town, who, code, everywhere, allowed):
    try:
        to_work(town, code, by=getattr(town, who), everywhere=everywhere)
    except NotAllowed:
        assert allowed is False
    else:
        assert allowed is True


@pytest.mark.parametrize("bad", [{"phone": "123"}, {"name": " "}, {"relation": "king"}, {"name": "长" * 41}])
def test_what_cannot_be_understood_is_refused_with_nothing_written(town, bad):
    given = {"phone": NEW, "name": "陆瑶", "relation": "owner"} | bad
    with pytest.raises(BadInput):
        invitations.invite_resident(town.room, **given, by=town.staff_zheng, now=NOW)
    assert (Invitation.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_same_is_not_asked_twice_while_the_first_may_be_answered(town):
    to_live(town)
    with pytest.raises(NotNow, match="10月5日 前有效"):
        to_live(town)
    to_live(town, relation="family", now=NOW + timedelta(days=14))
    assert Invitation.objects.count() == 2


def test_who_lives_or_serves_there_already_is_not_invited(town):
    with pytest.raises(NotNow, match="已经登记在1栋1单元501"):
        to_live(town, town.room, phone=town.wang_fang.phone)
    with pytest.raises(NotNow, match="已经是翠湖花园的秩序维护员"):
        to_work(town, by=town.staff_zheng, phone=town.zhou_yong.phone)


# --- who may accept


def test_an_invitation_is_used_once(town):
    made, person = to_live(town), proved()
    invitations.accept(made, person=person, now=NOW)
    with pytest.raises(NotNow, match="已经用过"):
        invitations.accept(made, person=person, now=NOW)
    assert Tenure.objects.filter(person=person).count() == 1


def test_another_phone_accepts_nothing(town):
    with pytest.raises(NotAllowed, match="尾号 5678"):
        invitations.accept(to_live(town), person=town.li_qiang, now=NOW)


def test_a_phone_not_proved_accepts_nothing(town):
    person = Person.objects.create(phone=NEW, phone_verified=False, name="陆瑶", joined_at=NOW)
    with pytest.raises(NotAllowed, match="短信验证码"):
        invitations.accept(to_live(town), person=person, now=NOW)


@pytest.mark.parametrize(("days", "allowed"), [(13.99, True), (14, False), (300, False)])
def test_an_invitation_stands_for_fourteen_days(town, days, allowed):
    made, person = to_live(town), proved()
    try:
        invitations.accept(made, person=person, now=NOW + timedelta(days=days))
    except NotNow as refused:
        assert (allowed, "过期" in refused.sentence) == (False, True)
    else:
        assert allowed is True


def test_a_withdrawn_invitation_gives_nothing(town):
    made = invitations.withdraw(to_live(town), by=town.staff_he, now=NOW)
    with pytest.raises(NotNow, match="已被撤回"):
        invitations.accept(made, person=proved(), now=NOW)
    with pytest.raises(NotNow):
        invitations.withdraw(made, by=town.staff_he, now=NOW)


def test_strangers_withdraw_nothing(town):
    made = to_live(town)
    for staff in (town.staff_outsider, town.staff_zhou):
        with pytest.raises(NotAllowed):
            invitations.withdraw(made, by=staff, now=NOW)


def test_an_invitation_gives_no_more_than_its_maker_may_give_now(town):
    person, made = proved(), to_work(town, "butler", by=town.staff_zheng)
    Post.objects.filter(staff=town.staff_zheng).update(until=NOW.date())
    with pytest.raises(NotNow, match="郑主任已经不管这件事"):
        invitations.accept(made, person=person, now=NOW)
    Staff.objects.filter(pk=town.staff_zheng.pk).update(left_on=NOW.date())
    with pytest.raises(NotNow, match="已被撤回"):
        invitations.accept(made, person=person, now=NOW)
    assert Staff.objects.filter(person=person).count() == 0


# --- by the pages


def visit(client: Client, made: Invitation, name: str = "invitation"):
    return client.get(reverse(name, args=[made.code]))


def accept_by_pages(client, made: Invitation):
    asked = client.post(reverse("invitation_code", args=[made.code]), follow=True)
    code = SHOWN.findall(asked.content.decode())[0]
    back = client.post(reverse("account_confirm_login_code"), {"code": code, "next": f"/i/{made.code}/"})
    assert back.url == f"/i/{made.code}/"
    return client.post(reverse("invitation_accept", args=[made.code]))


def test_a_stranger_goes_from_the_link_to_their_home(town, client):
    made = to_live(town, now=timezone.now())
    page = visit(client, made).content.decode()
    assert ("翠湖物业邀请您加入" in page, "小区主任 郑主任" in page, "尾号 5678" in page) == (True, True, True)
    assert ("陆瑶" in page, NEW in page) == (False, False)
    assert accept_by_pages(client, made).url == "/"
    person = Person.objects.get(phone=NEW)
    assert (person.name, person.phone_verified, person.tenures.get().household.room) == ("陆瑶", True, town.rooms[0])
    assert "您已经接受了" in visit(client, made).content.decode()
    assert client.post(reverse("invitation_accept", args=[made.code])).url == "/"
    assert person.tenures.count() == 1


def test_an_invited_phone_may_come_by_the_front_door_and_is_led_to_the_invitation(town, client):
    made = to_work(town, by=town.staff_zheng, now=timezone.now())
    asked = client.post(reverse("account_request_login_code"), {"phone": NEW}, follow=True)
    code = SHOWN.findall(asked.content.decode())[0]
    entered = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert entered.url == f"/i/{made.code}/"
    assert "接受邀请" in visit(client, made).content.decode()


def test_nobody_is_made_before_they_ask_for_a_code(town, client):
    made = to_live(town, now=timezone.now())
    visit(client, made)
    assert Person.objects.filter(phone=NEW).count() == 0


def test_someone_else_sees_whose_it_is_not_and_how_to_change(town, client):
    made = to_live(town, now=timezone.now())
    client.force_login(town.li_qiang)
    page = visit(client, made).content.decode()
    assert ("请退出登录，再用那个手机号登录" in page, "陆瑶" in page) == (True, False)
    assert client.post(reverse("invitation_accept", args=[made.code])).status_code == 403
    assert Tenure.objects.filter(person=town.li_qiang).count() == 1


@pytest.mark.parametrize("how", ["withdrawn", "expired", "accepted", "declined"])
def test_an_invitation_that_is_over_says_why(town, client, how):
    made = to_live(town, now=timezone.now())
    changes = {
        "withdrawn": {"withdrawn_at": timezone.now()},
        "expired": {"expires_at": timezone.now()},
        "accepted": {"accepted_at": timezone.now()},
        "declined": {"declined_at": timezone.now()},
    }
    Invitation.objects.filter(pk=made.pk).update(**changes[how])
    page = visit(client, made)
    words = {"withdrawn": "已被撤回", "expired": "过期了", "accepted": "已经用过了", "declined": "已经回绝了"}
    assert (page.status_code, words[how] in page.content.decode()) == (410, True)
    assert client.post(reverse("invitation_code", args=[made.code])).status_code == 409
    assert Person.objects.filter(phone=NEW).count() == 0


def test_a_wrong_code_is_a_plain_sentence_and_guessing_is_stopped(town, client):
    made = to_live(town, now=timezone.now())
    page = client.get(reverse("invitation", args=["NOSUCHCODE"]))
    assert (page.status_code, "没有找到这份邀请" in page.content.decode()) == (404, True)
    for _ in range(19):
        client.get(reverse("invitation", args=["NOSUCHCODE"]))
    stopped = client.get(reverse("invitation", args=["NOSUCHCODE"]))
    assert (stopped.status_code, "过几分钟再试" in stopped.content.decode()) == (429, True)
    # Whoever shares the address with one who guesses still comes in by the right one.
    assert visit(client, made).status_code == 200


def test_a_code_may_be_typed_in_small_letters(town, client):
    made = to_live(town, now=timezone.now())
    assert client.get(reverse("invitation", args=[made.code.lower()])).status_code == 200


def invite_by_page(client: Client, **given: object):
    return client.post(reverse("invite"), given)


def test_the_director_invites_by_the_page_and_hands_on_the_link(town, client):
    client.force_login(town.zheng)
    page = client.get(reverse("invite")).content.decode()
    key = re.search(r'name="key" value="([0-9a-f]+)"', page)[1]
    given = {
        "for": "resident", "key": key, "project": town.project.pk, "room": " 1栋1单元 101", "name": "陆瑶",
        "phone": "139 1234 5678", "relation": "tenant",
    }  # fmt: skip
    answers = [invite_by_page(client, **given) for _ in range(2)]
    made = Invitation.objects.get()
    assert [answer.url for answer in answers] == [reverse("invitation_sheet", args=[made.pk])] * 2
    sheet = client.get(answers[0].url).content.decode()
    assert (f"http://127.0.0.1:8000/i/{made.code}/" in sheet, "<svg" in sheet) == (True, True)
    assert "陆瑶" in client.get(reverse("invite")).content.decode()
    client.post(reverse("invitation_withdraw", args=[made.pk]))
    assert Invitation.objects.get().withdrawn_at is not None


def test_the_manager_invites_a_colleague_to_all_projects(town, client):
    client.force_login(town.he)
    given = {
        "for": "staff",
        "name": "陆瑶",
        "phone": NEW,
        "role": role("butler").pk,
        "project": "",
        "line": "",
        "title": "",
    }
    invite_by_page(client, **given)
    made = Invitation.objects.get()
    assert (made.company, made.project, made.line, made.title) == (town.company, None, "butler", "管家")


def test_a_director_cannot_choose_the_manager_s_role_nor_another_s_project(town, client):
    client.force_login(town.zheng)
    given = {"for": "staff", "name": "陆瑶", "phone": NEW, "project": town.project.pk, "line": "", "title": ""}
    assert invite_by_page(client, **given, role=role("manager").pk).status_code == 422
    forged = given | {"project": town.other_project.pk}
    assert invite_by_page(client, **forged, role=role("guard").pk).status_code == 422
    assert invite_by_page(client, **(given | {"project": ""}), role=role("guard").pk).status_code == 422
    assert Invitation.objects.count() == 0


def test_a_room_that_is_not_there_is_named_and_the_rest_is_kept(town, client):
    client.force_login(town.zheng)
    given = {"for": "resident", "project": town.project.pk, "name": "陆瑶", "phone": NEW, "relation": "owner"}
    page = invite_by_page(client, **given, room="9栋9单元901")
    assert page.status_code == 422
    assert "翠湖花园没有“9栋9单元901”这套房" in page.content.decode()
    assert 'value="陆瑶"' in page.content.decode()
    near = invite_by_page(client, **given, room="1单元501")
    assert "是不是1栋1单元501、2栋1单元501？" in near.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("zheng", 200), ("he", 200), ("outsider", 200), ("zhou_yong", 403), ("wang_fang", 403), ("lin", 403)],
)
def test_only_who_manages_people_opens_the_page(town, client, who, status):
    client.force_login(getattr(town, who))
    assert client.get(reverse("invite")).status_code == status


def test_another_company_s_invitation_is_not_there(town, client):
    made = to_live(town)
    client.force_login(town.outsider)
    assert client.get(reverse("invitation_sheet", args=[made.pk])).status_code == 404
    assert client.post(reverse("invitation_withdraw", args=[made.pk])).status_code == 404
    assert "陆瑶" not in client.get(reverse("invite")).content.decode()


def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(town, client):
    client.force_login(town.zheng)
    counts = []
    for rooms in (town.rooms[:1], town.rooms[1:3]):
        for room in rooms:
            to_live(town, room, now=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("invite"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
