"""A company edits its roles: in prose, versioned, never beyond what the editor has, never to where nobody can."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import cast
from xiwei.ledger.models import Entry
from xiwei.people.actions import role_editing as actions
from xiwei.people.models import Post, Role, RoleVersion
from xiwei.people.queries import roles as queries
from xiwei.people.queries import staff as staff_queries
from xiwei.people.queries.who import who
from xiwei.people.rules import Permission
from xiwei.people.rules import roles as rules
from xiwei.people.rules.roles import SAID
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def c():
    return cast()


def common(code):
    return Role.objects.get(company=None, code=code)


def edited(c, role, *, by=None, version=None, **said):
    by = by or c.staff_he
    fields = {"title": role.title, "description": role.description, "permissions": role.permissions, **said}
    number = queries.number(role, c.company.pk) if version is None else version
    return actions.edit(role, **fields, version=number, by=by, now=c.now)


def refusal(kind, do):
    with pytest.raises(kind) as raised:
        do()
    return raised.value.sentence


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def seen(client, role, said):
    """The form as it is sent once what it would do was looked at."""
    return {**said, "seen": client.post(f"/roles/{role.pk}/", said).context["form"]["seen"].value()}


def test_every_permission_is_said_as_a_sentence():
    assert set(SAID) == {str(one) for one in Permission}


def test_a_common_role_edited_is_the_company_s_own_from_then_for_whoever_bears_it(c):
    guard = common("guard")
    own = edited(c, guard, title="门岗", permissions=[*guard.permissions, "people.see"])
    asks = who(c.zhou_yong, day=c.now.date())
    sees = asks.may(Permission.PEOPLE_SEE, company_id=c.company.pk, project_id=c.project.pk)
    guard.refresh_from_db()
    assert (sees, own.company, guard.title, "people.see" in guard.permissions) == (True, c.company, "秩序维护员", False)
    given = [role.title for role in staff_queries.roles_to_give(who(c.he, day=c.now.date()), [c.company.pk])]
    assert ("门岗" in given, "秩序维护员" in given) == (True, False)
    line = Entry.objects.get(kind="people.role_changed")
    assert line.data["gives"] == SAID["people.see"]


def test_each_change_is_a_version_and_a_form_drawn_before_it_is_refused(c):
    own = edited(c, common("guard"), title="门岗")
    edited(c, own, title="门卫")
    assert "改过了" in refusal(NotNow, lambda: edited(c, own, title="保安", version=1))
    kept = RoleVersion.objects.filter(role=own).order_by("number").values_list("number", "title", "by")
    assert list(kept) == [(1, "门岗", c.staff_he.pk), (2, "门卫", c.staff_he.pk)]


def test_nobody_gives_what_they_have_not_nor_takes_away_the_last_who_can_edit(c):
    guard, manager = common("guard"), common("manager")
    beyond = refusal(NotAllowed, lambda: edited(c, guard, permissions=[*guard.permissions, "association.see"]))
    rest = [one for one in manager.permissions if one != "roles.edit"]
    last = refusal(NotNow, lambda: edited(c, manager, permissions=rest))
    unknown = refusal(BadInput, lambda: edited(c, guard, permissions=["all.do"]))
    assert [one[-1] for one in (beyond, last, unknown)] == ["。"] * 3
    assert RoleVersion.objects.count() == 0


def test_a_copy_begins_as_the_other_and_nobody_bears_it(c):
    made = actions.copy(common("butler"), title="值夜管家", by=c.staff_he, now=c.now)
    assert (made.permissions, queries.bearers(made, c.company.pk)) == (
        [one for one in SAID if one in common("butler").permissions],
        [],
    )
    assert "已经有叫" in refusal(
        NotNow, lambda: actions.copy(common("butler"), title="值夜管家", by=c.staff_he, now=c.now)
    )


def test_a_role_is_retired_only_when_nobody_bears_it_and_they_are_named(c):
    assert "周勇" in refusal(NotNow, lambda: actions.retire(common("guard"), by=c.staff_he, now=c.now))
    Post.objects.filter(staff=c.staff_zhou).update(until=c.now.date())
    actions.retire(common("guard"), by=c.staff_he, now=c.now)
    given = [role.code for role in staff_queries.roles_to_give(who(c.he, day=c.now.date()), [c.company.pk])]
    others = [role.code for role in queries.of_company(c.other_company)]
    assert ("guard" in given, "guard" in others) == (False, True)


@pytest.mark.parametrize("name", ["zhao", "sun", "zheng", "lin"])
def test_nobody_but_the_company_edits_roles(c, name):
    with pytest.raises(NotAllowed):
        edited(c, common("guard"), by=getattr(c, f"staff_{name}"), title="门岗")


def test_the_page_edits_once_and_keeps_what_was_typed(c):
    client, guard = client_of(c.he), common("guard")
    said = {"key": "k", "version": "0", "title": "门岗", "description": "守门", "permissions": ["ticket.take"]}
    refused = client.post(reverse("role", args=[guard.pk]), {**said, "permissions": ["association.see"]})
    said = seen(client, guard, said)
    sent = [client.post(reverse("role", args=[guard.pk]), said).status_code for _ in range(2)]
    assert (refused.status_code, "守门" in refused.content.decode(), sent) == (403, True, [302, 302])
    own = Role.objects.get(company=c.company)
    page = client.get(reverse("role", args=[own.pk])).content.decode()
    assert ("第 1 版" in page, "周勇" in page, RoleVersion.objects.count()) == (True, True, 1)
    assert client_of(c.outsider).get(reverse("role", args=[own.pk])).status_code == 404


def test_an_old_address_leads_to_the_company_s_own_and_the_list_keeps_its_order(c):
    guard, manager = common("guard"), client_of(c.he)
    before = [role.code for role in queries.of_company(c.company)]
    own = edited(c, guard, title="门岗")
    assert [role.code for role in queries.of_company(c.company)] == before
    assert manager.get(f"/roles/{guard.pk}/").headers["Location"] == f"/roles/{own.pk}/"
    manager.post(f"/roles/{guard.pk}/try/", {"project": str(c.project.pk)})
    assert manager.session["tried"]["role"] == own.pk
    manager.post("/roles/try/off/")
    said = {"title": "保安", "description": "守门", "permissions": [], "version": "0", "key": "old"}
    assert "改过了" in manager.post(f"/roles/{guard.pk}/", said).content.decode()
    assert Role.objects.filter(company=c.company, code="guard").count() == 1


def test_an_earlier_version_is_brought_back_as_a_new_one(c):
    own = edited(c, common("guard"), title="门岗", permissions=["ticket.take", "people.see"])
    own = edited(c, own, title="门卫", permissions=["ticket.take"])
    manager = client_of(c.he)
    drawn = manager.get(f"/roles/{own.pk}/").content.decode()
    assert drawn.count("回到这一版") == 1
    form = drawn.split("回到这一版")[0].rsplit("<form", 1)[1]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    assert manager.post(f"/roles/{own.pk}/", seen(manager, own, fields)).status_code == 302
    kept = RoleVersion.objects.filter(role=own).order_by("number").values_list("number", "title", "permissions")
    assert list(kept)[2] == (3, "门岗", ["ticket.take", "people.see"])


def test_what_a_role_gains_and_loses_and_how_many_it_touches_is_seen_before_it_is_so(c):
    client, guard = client_of(c.he), common("guard")
    said = {
        "key": "k",
        "version": "0",
        "title": "门岗",
        "description": "守门",
        "permissions": ["ticket.take", "ticket.answer"],
    }
    shown = client.post(f"/roles/{guard.pk}/", said)
    page, change = shown.content.decode(), shown.context["change"]
    assert (shown.status_code, RoleVersion.objects.count(), "还没有改" in page) == (200, 0, True)
    assert [list(map(str, said)) for said in (change.gains, change.loses)] == [
        [str(SAID["ticket.answer"])], [str(SAID["order.do"])],
    ]  # fmt: skip
    assert (change.people, "在任的 1 人马上按新的来" in page) == (1, True)
    assert f"没选“{SAID['ticket.see']}”" in page


def test_what_is_changed_after_it_was_seen_is_shown_anew(c):
    client, guard = client_of(c.he), common("guard")
    said = {"key": "k", "version": "0", "title": "门岗", "description": "守门", "permissions": ["ticket.take"]}
    sent = seen(client, guard, said)
    again = client.post(f"/roles/{guard.pk}/", {**sent, "permissions": ["ticket.take", "people.see"]})
    assert (again.status_code, RoleVersion.objects.count()) == (200, 0)
    assert [str(one) for one in again.context["change"].gains] == [str(SAID["people.see"])]
    assert client.post(f"/roles/{guard.pk}/", sent).status_code == 302


@pytest.mark.parametrize(
    ("permissions", "lacking"),
    [
        (["ticket.answer"], {"ticket.answer": ["ticket.see"]}),
        (["ticket.answer", "ticket.see"], {}),
        (["ticket.manage"], {"ticket.manage": ["ticket.see", "ticket.answer"]}),
        (["homes.undo"], {"homes.undo": ["homes.transfer"]}),
        (["archive.destroy", "archive.read"], {"archive.destroy": ["archive.keep"]}),
        ([], {}),
    ],
)
def test_a_right_that_needs_another_is_told(permissions, lacking):
    told = [(str(said), [str(one) for one in others]) for said, others in rules.lacking(permissions)]
    assert told == [(str(SAID[name]), [str(SAID[one]) for one in others]) for name, others in lacking.items()]


def test_no_role_as_delivered_has_a_right_that_lacks_another(c):
    assert {role.code: rules.lacking(role.permissions) for role in Role.objects.filter(company=None)} == {
        role.code: [] for role in Role.objects.filter(company=None)
    }
