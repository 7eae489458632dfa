"""A role tried on: the pages as its bearer sees them, never more than the editor sees, and nothing written."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import cast
from xiwei.ledger import editions
from xiwei.people.models import Household, Person, Post, Role, Tenure
from xiwei.people.queries import trying as queries
from xiwei.people.queries.who import who
from xiwei.people.rules import Permission
from xiwei.people.rules import trying as rules
from xiwei.shared import moment

pytestmark = pytest.mark.django_db
BAR = "正在以“{role}”的样子看翠湖花园，不能改任何东西。"


@pytest.fixture
def c():
    editions.forget()
    return cast()


def common(code):
    return Role.objects.get(company=None, code=code)


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def put_on(c, code, *, by=None, project=None):
    """何经理's browser with this role on in 翠湖花园."""
    client = client_of(by or c.he)
    where = c.project.pk if project is None else project
    answer = client.post(reverse("role_try", args=[common(code).pk]), {"project": where})
    assert (answer.status_code, answer.url) == (302, "/")
    return client


def as_bearer(c, code, project):
    asks = who(c.he, day=c.now.date())
    session = {}
    queries.put_on(session, common(code), project, now=c.now)
    return queries.as_role(asks, queries.tried(session, asks, now=c.now))


def only_roles(c):
    """何经理 may edit roles now, and nothing else."""
    Post.objects.filter(staff=c.staff_he).update(
        role=Role.objects.create(company=c.company, code="own-x", title="管角色的", permissions=["roles.edit"])
    )
    editions.forget()


@pytest.mark.parametrize(
    ("code", "landing", "face"),
    [
        ("cleaner", "today", "worker"),
        ("repairer", "today", "worker"),
        ("butler", "morning", "butler"),
        ("director", "board", "director"),
        ("manager", "company", "company"),
    ],
)
def test_the_face_follows_the_role_and_the_bar_says_whose_it_is(c, code, landing, face):
    client = put_on(c, code)
    answer = client.get("/", follow=True)
    page = answer.content.decode()
    assert (answer.redirect_chain, f'data-face="{face}"' in page) == ([(reverse(landing), 302)], True)
    assert (BAR.format(role=common(code)) in page, reverse("try_off") in page) == (True, True)


def test_the_navigation_is_the_butler_s_and_not_the_manager_s(c):
    page = put_on(c, "butler").get(reverse("tickets")).content.decode()
    here = {name: f'href="{reverse(name)}"' in page for name in ("morning", "take", "staff", "roles", "menu_admin")}
    assert here == {"morning": True, "take": True, "staff": False, "roles": False, "menu_admin": False}


def test_what_is_seen_is_what_both_have_and_only_in_the_chosen_project(c):
    bearer = as_bearer(c, "director", c.project)
    [staff] = bearer.staff
    has = {one for one in Permission if bearer.may(one, company_id=c.company.pk, project_id=c.project.pk)}
    assert has == set(common("director").permissions) & (set(common("manager").permissions) | set(rules.GIVEN_FREELY))
    assert not any(bearer.may(one, company_id=c.company.pk, project_id=c.other_project.pk) for one in Permission)
    assert (staff.pk, bearer.companies, bearer.tenures) == (c.staff_he.pk, {c.company.pk}, [])


def test_a_role_wider_than_the_editor_shows_no_more_than_they_have_and_says_so(c):
    only_roles(c)
    bearer = as_bearer(c, "director", c.project)
    page = put_on(c, "director").get("/").content.decode()
    assert [one for one in Permission if bearer.reach(one)] == []
    assert (f"它有 {len(common('director').permissions)} 项权限您自己没有" in page, 'data-face="stranger"' in page) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    "name", ["wang_fang", "li_qiang", "zhao_min", "sun", "zhou_yong", "wu", "chen_yuan", "zheng", "lin"]
)
def test_none_but_an_editor_of_the_company_s_roles_tries_one_on(c, name):
    client = client_of(getattr(c, name))
    answer = client.post(reverse("role_try", args=[common("butler").pk]), {"project": c.project.pk})
    assert (answer.status_code, queries.KEY in client.session) == (403, False)


def test_nobody_tries_on_another_company_s_role_nor_looks_at_its_project(c):
    role = Role.objects.create(company=c.company, code="own-y", title="值夜管家", permissions=["ticket.see"])
    client = client_of(c.outsider)
    theirs = client.post(reverse("role_try", args=[role.pk]), {"project": c.project.pk})
    place = client.post(reverse("role_try", args=[common("butler").pk]), {"project": c.project.pk})
    assert (theirs.status_code, place.status_code, queries.KEY in client.session) == (404, 422, False)


def test_what_is_kept_of_the_person_stays_theirs(c):
    session = client_of(c.he)
    before = session.get(reverse("roles")).status_code
    put_on(c, "cleaner").get("/", follow=True)
    asks = who(c.he, day=c.now.date())
    assert (before, session.get(reverse("roles")).status_code) == (200, 200)
    assert asks.staff[0].posts.all()[0].role.permissions == common("manager").permissions
    assert (asks.staff[0].name, asks.stands_in, asks.person.pk) == ("何经理", False, c.he.pk)


def test_a_home_and_an_inbox_of_their_own_are_not_shown_as_another_s(c):
    home = Household.objects.first()
    Tenure.objects.create(company=c.company, household=home, person=c.he, relation="owner")
    editions.forget()
    client = put_on(c, "butler")
    refused = {name: client.get(reverse(name)) for name in ("inbox", "me", "me_known", "leave", "notice_settings")}
    assert {
        name: (one.status_code, "各人自己的" in one.content.decode()) for name, one in refused.items()
    } == dict.fromkeys(refused, (403, True))
    assert client.get(reverse("account_change_phone")).status_code == 403
    page = client.get(reverse("resident_home"), follow=True)
    assert (page.redirect_chain[-1][0], 'value="resident"' in page.content.decode()) == (reverse("morning"), False)


def test_a_write_is_refused_by_its_sentence_and_htmx_reloads_the_page_that_says_it(c):
    client = put_on(c, "butler")
    plain = client.post(reverse("choose_language"), {"language": "en"})
    part = client.post(reverse("choose_language"), {"language": "en"}, headers={"HX-Request": "true"})
    page = plain.content.decode()
    assert (plain.status_code, "刚才的操作没有写入：试穿“管家”时只能看" in page) == (403, True)
    assert (page.count("不能改任何东西"), page.count("什么也没有改动")) == (1, 0)
    assert (part.status_code, part.headers["HX-Refresh"], Person.objects.get(pk=c.he.pk).language) == (204, "true", "")


def test_it_is_taken_off_by_its_button(c):
    client = put_on(c, "butler")
    answer = client.post(reverse("try_off"), follow=True)
    page = answer.content.decode()
    assert (answer.redirect_chain[0][0], "您又是自己了" in page) == (reverse("role", args=[common("butler").pk]), True)
    assert ("x-tried" in page, client.get(reverse("inbox")).status_code) == (False, 200)


def test_it_is_taken_off_by_signing_out(c):
    client = put_on(c, "butler")
    assert client.post(reverse("account_logout")).status_code == 302
    client.force_login(c.he)
    assert (queries.KEY in client.session, client.get(reverse("inbox")).status_code) == (False, 200)


def test_it_ends_after_half_an_hour_and_a_form_sent_then_is_not_written_as_their_own(c, monkeypatch):
    client = put_on(c, "butler")
    begun = moment.now()
    monkeypatch.setattr(moment, "now", lambda: begun + timedelta(minutes=29))
    assert client.get(reverse("inbox")).status_code == 403
    monkeypatch.setattr(moment, "now", lambda: begun + timedelta(minutes=31))
    late = client.post(reverse("choose_language"), {"language": "en"})
    assert (late.status_code, "没有写入" in late.content.decode()) == (409, True)
    assert (client.get(reverse("inbox")).status_code, Person.objects.get(pk=c.he.pk).language) == (200, "")


def test_it_ends_at_once_for_who_may_edit_roles_no_more(c):
    client = put_on(c, "butler")
    Post.objects.filter(staff=c.staff_he).update(role=common("director"))
    editions.forget()
    page = client.get("/", follow=True).content.decode()
    assert ("x-tried" in page, "试穿结束了" in page) == (False, True)


def test_a_role_on_is_looked_at_in_the_whole_company_too(c):
    page = put_on(c, "manager", project="all").get(reverse("company")).content.decode()
    assert "正在以“公司经理”的样子看全公司，不能改任何东西。" in page
