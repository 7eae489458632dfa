"""The page of one room: who lives there, registered and changed by hand."""

import re

import pytest
from django.urls import reverse

from tests.cast import NOW, cast
from xiwei.ledger.models import Entry
from xiwei.people.actions import homes
from xiwei.people.models import Household, Paper, Person, Tenure
from xiwei.people.queries import transfers as queries
from xiwei.shared import moment

pytestmark = pytest.mark.django_db
NEW = "13900000001"


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return cast()


@pytest.fixture
def zheng(client, made):
    client.force_login(made.zheng)
    return client


def page(room):
    return reverse("room_people", args=[room.pk])


def said(**more):
    return {"name": "陆瑶", "phone": NEW, "relation": "tenant", "since": "", "key": "k1"} | more


def test_a_tenant_is_registered_and_stands_on_the_page(zheng, made):
    answer = zheng.post(page(made.room), said(), follow=True)
    assert answer.status_code == 200
    assert [one.person.name for one in answer.context["homes"][0].ties] == ["王芳", "陆瑶"]
    assert "陆瑶已登记为1栋1单元501的租客。" in answer.content.decode()


def test_a_form_sent_twice_registers_once(zheng, made):
    for _ in range(2):
        zheng.post(page(made.room), said())
    assert Tenure.objects.filter(person__phone=NEW).count() == 1


def test_each_look_at_a_home_is_a_line_and_an_empty_room_has_none(zheng, made):
    zheng.get(page(made.room))
    zheng.get(page(made.rooms[0]))
    lines = Entry.objects.filter(kind="people.looked_at").values_list("household_id", "data__what")
    assert list(lines) == [(made.household.pk, "住户登记")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "请填写姓名或称呼"),
        ({"name": "王" * 41}, "40"),
        ({"phone": "123"}, "手机号要填 11 位数字"),
        ({"relation": "king"}, "king"),
        ({"since": "去年"}, "日期没有看懂"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(zheng, made, typed, sentence):
    answer = zheng.post(page(made.rooms[0]), said(**typed))
    words = answer.content.decode()
    assert (answer.status_code, sentence in words, Household.objects.filter(room=made.rooms[0]).count()) == (
        422,
        True,
        0,
    )
    kept = said(**typed)
    assert all(f'value="{kept[name]}"' in words for name in ("name", "phone", "since") if kept[name])


def test_names_with_tags_rare_characters_and_faces_are_shown_as_typed(zheng, made):
    for number, name in enumerate(["<b>王</b>", "𠮷田𬎆", "小明😀"]):
        zheng.post(page(made.room), said(name=name, phone=f"1390000010{number}", key=f"k{number}"))
    words = zheng.get(page(made.room)).content.decode()
    assert ("<b>王</b>" in words, "&lt;b&gt;王&lt;/b&gt;" in words, "𠮷田𬎆" in words, "小明😀" in words) == (
        False, True, True, True,
    )  # fmt: skip


def test_the_relation_the_contact_and_the_leaving_are_each_one_button(zheng, made):
    zheng.post(page(made.room), said())
    tie = Tenure.objects.get(person__phone=NEW)
    zheng.post(reverse("tenure_change", args=[tie.pk]), {"relation": "family", "key": "a"})
    zheng.post(reverse("tenure_contact", args=[tie.pk]), {"key": "b"})
    zheng.post(reverse("tenure_end", args=[Tenure.objects.get(person=made.wang_fang).pk]), {"key": "c"})
    ties = Tenure.objects.filter(household=made.household, until=None)
    assert list(ties.values_list("person__phone", "relation", "contact")) == [(NEW, "family", True)]


def leaving(made, home, kind="moved_out", **more):
    mark = queries.standing(made.room).mark
    filled = {"key": "out", "kind": kind, "mark": mark, "home": home.pk, "seen-handover": "on", "sure": "on"}
    return filled | more


def ways_out(page):
    return re.findall(r'href="([^"]+/transfer/\?[^"]+)"', page.content.decode().replace("&amp;", "&"))


def test_a_whole_household_leaves_by_the_transfer_alone_with_the_home_and_its_people_filled_in(zheng, made):
    shown = zheng.get(page(made.room))
    (way,) = ways_out(shown)
    assert way == reverse("transfer_new", args=[made.room.pk]) + f"?kind=moved_out&home={made.household.pk}"
    form = zheng.get(way).content.decode()
    assert (f'name="home" value="{made.household.pk}"' in form, "离开的：<b>王芳</b>" in form) == (True, True)
    assert zheng.post(f"/households/{made.household.pk}/moved-out/", {"key": "a"}).status_code == 404
    assert reverse("tenure_end", args=[Tenure.objects.get(person=made.wang_fang).pk]) not in shown.content.decode()


def test_the_last_one_s_leaving_sent_all_the_same_is_refused_and_they_stay(zheng, made):
    tie = Tenure.objects.get(person=made.wang_fang)
    answer = zheng.post(reverse("tenure_end", args=[tie.pk]), {"key": "e"}, follow=True)
    tie.refresh_from_db()
    assert (answer.status_code, "最后一位，不能单独迁出" in answer.content.decode(), tie.until) == (409, True, None)


def test_of_several_households_in_a_room_each_has_its_own_way_out(zheng, made):
    second = homes.found(made.room, person=made.li_qiang, relation="owner", since=None, by=made.staff_zheng, now=NOW)
    ways = ways_out(zheng.get(page(made.room)))
    assert [way.rsplit("=", 1)[1] for way in ways] == [str(made.household.pk), str(second.pk)]
    address = reverse("transfer_new", args=[made.room.pk])
    refused = zheng.post(address, leaving(made, second) | {"home": "", "key": "none"})
    assert (refused.status_code, "不止一户" in refused.content.decode()) == (409, True)
    assert zheng.post(address, leaving(made, second)).status_code == 302
    assert [home.pk for home in Household.objects.filter(room=made.room, until=None)] == [made.household.pk]


def test_tenants_are_shown_the_end_of_the_lease_and_one_registered_by_mistake_needs_no_paper_of_theirs(zheng, made):
    homes.found(
        made.room, person=made.li_qiang, relation="tenant", since=None, by=made.staff_zheng, now=NOW, rents=True
    )
    (_, way) = ways_out(zheng.get(page(made.room)))
    tenants = Household.objects.exclude(pk=made.household.pk).get(room=made.room, until=None)
    assert way.endswith(f"?kind=lease_ended&home={tenants.pk}")
    mistaken = {"seen-handover": "", "seen-correction": "on", "number-correction": "录错了房号"}
    sent = zheng.post(reverse("transfer_new", args=[made.room.pk]), leaving(made, tenants, "lease_ended", **mistaken))
    assert sent.status_code == 302
    assert list(Paper.objects.values_list("kind", "seen", "number")) == [("correction", True, "录错了房号")]
    assert Household.objects.get(pk=tenants.pk).until == NOW.date()


def test_after_moving_out_the_next_household_is_registered_and_sees_nothing_of_the_first(zheng, made, client):
    left = zheng.post(reverse("transfer_new", args=[made.room.pk]), leaving(made, made.household))
    assert left.status_code == 302
    zheng.post(page(made.room), said(relation="owner", key="b"))
    homes = Household.objects.filter(room=made.room).order_by("pk").values_list("name", "until")
    assert list(homes) == [("王芳", NOW.date()), ("陆瑶", None)]
    client.force_login(Person.objects.get(phone=NEW))
    assert client.get(reverse("household", args=[made.household.pk])).status_code == 404


def test_a_wrong_relation_changes_nothing(zheng, made):
    tie = Tenure.objects.get(person=made.wang_fang)
    answer = zheng.post(reverse("tenure_change", args=[tie.pk]), {"relation": "king", "key": "a"}, follow=True)
    tie.refresh_from_db()
    assert (tie.relation, "没有改：请在业主" in answer.content.decode()) == ("owner", True)
