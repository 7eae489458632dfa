"""The pages of what is said: who may open them, what they do, how many queries they take."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import PEOPLE, Cast
from xiwei.ledger.models import Entry
from xiwei.notices import jobs, topics
from xiwei.notices.models import Channel, Delivery, Message, Preference, Weight
from xiwei.notices.tests.make import NOW, at, channel, said, wishes, with_email
from xiwei.people.models import Person
from xiwei.shared import moment, secrets


@pytest.fixture(autouse=True)
def _at_the_casts_moment(monkeypatch: Any) -> None:
    monkeypatch.setattr(moment, "now", lambda: NOW)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def titles(client: Client, address: str = "/inbox/") -> list[str]:
    return [one.title for _, day in client.get(address).context["days"] for one in day]


@pytest.mark.parametrize("page", ["inbox", "inbox_unread", "notice_settings"])
@pytest.mark.parametrize("name", PEOPLE)
def test_everyone_has_an_inbox_and_settings(cast: Cast, name: str, page: str) -> None:
    assert signed_in(getattr(cast, name)).get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", ["inbox", "inbox_unread", "notice_settings", "channels"])
def test_a_stranger_is_asked_to_sign_in(cast: Cast, page: str) -> None:
    answer = Client().get(reverse(page))
    assert (answer.status_code, answer["Location"].startswith(reverse("account_login"))) == (302, True)


def test_the_inbox_shows_each_persons_own_by_day(cast: Cast) -> None:
    said(cast, cast.wang_fang, "早", now=at(8).replace(day=19))
    said(cast, cast.wang_fang, "今", body="<b>孙师傅</b>")
    said(cast, cast.li_qiang, "别家")
    page = signed_in(cast.wang_fang).get("/inbox/")
    assert [(day, [one.title for one in found]) for day, found in page.context["days"]] == [
        ("今天", ["今"]),
        ("9月19日 周六", ["早"]),
    ]
    assert "&lt;b&gt;孙师傅&lt;/b&gt;" in page.content.decode()


def test_an_empty_inbox_says_what_will_be_here(cast: Cast) -> None:
    assert "这里会有报事的每一步" in signed_in(cast.wang_fang).get("/inbox/").content.decode()


def test_opening_a_message_reads_it_and_follows_its_link(cast: Cast) -> None:
    told = said(cast, cast.wang_fang, link="/t/7/")
    assert told is not None
    client = signed_in(cast.wang_fang)
    assert client.get(reverse("message", args=[told.pk]))["Location"] == "/t/7/"
    told.refresh_from_db()
    assert told.read_at == NOW
    assert titles(client, "/inbox/?only=unread") == []


def test_a_message_without_a_link_is_shown_whole(cast: Cast) -> None:
    told = said(cast, cast.wang_fang, body="停水\n明天来水")
    assert told is not None
    assert "停水<br>明天来水" in signed_in(cast.wang_fang).get(reverse("message", args=[told.pk])).content.decode()


@pytest.mark.parametrize("name", sorted(set(PEOPLE) - {"wang_fang"}))
def test_anothers_message_is_no_page(cast: Cast, name: str) -> None:
    told = said(cast, cast.wang_fang)
    assert told is not None
    assert signed_in(getattr(cast, name)).get(reverse("message", args=[told.pk])).status_code == 404
    told.refresh_from_db()
    assert told.read_at is None


def test_all_read_leaves_what_came_after_the_page_was_drawn(cast: Cast) -> None:
    client = signed_in(cast.wang_fang)
    said(cast, cast.wang_fang, "早")
    other = said(cast, cast.li_qiang, "别家")
    until = client.get("/inbox/").context["unread"].newest
    said(cast, cast.wang_fang, "晚")
    assert client.post(reverse("inbox_read"), {"until": until}).status_code == 302
    assert list(Message.objects.filter(read_at__isnull=True).values_list("title", flat=True)) == ["晚", "别家"]
    assert other is not None
    for nonsense in ("", "x", "-1", "9" * 30, "²"):
        assert client.post(reverse("inbox_read"), {"until": nonsense}).status_code == 302


def test_older_pages_follow_without_a_gap_or_a_double(cast: Cast) -> None:
    for number in range(65):
        said(cast, cast.wang_fang, f"{number}", now=at(9, number // 10))
    client, address, seen, pages = signed_in(cast.wang_fang), "/inbox/", [], 0
    while address:
        page = client.get(address)
        seen += [one.title for _, day in page.context["days"] for one in day]
        address, pages = page.context["older"] and f"/inbox/{page.context['older']}", pages + 1
    assert (seen, pages) == ([str(number) for number in range(64, -1, -1)], 3)


@pytest.mark.parametrize("cursor", ["x", "2026-09-21~1", "~", "2026-09-21T10:00:00+08:00~" + "9" * 30, "'--"])
def test_a_forged_cursor_gives_the_first_page(cast: Cast, cursor: str) -> None:
    said(cast, cast.wang_fang, "今")
    assert titles(signed_in(cast.wang_fang), f"/inbox/?before={cursor}") == ["今"]


def _queries(client: Client, address: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address, headers=headers).status_code == 200
    return len(caught)


def test_the_inbox_takes_as_many_queries_for_three_as_for_one(cast: Cast) -> None:
    client = signed_in(cast.wang_fang)
    said(cast, cast.wang_fang, now=at(8))
    one = _queries(client, "/inbox/")
    for day in (19, 20):
        said(cast, cast.wang_fang, now=at(8).replace(day=day))
    assert _queries(client, "/inbox/") == one


def test_the_bell_counts_what_waits_and_says_304_while_nothing_changed(cast: Cast) -> None:
    client = signed_in(cast.wang_fang)
    empty = client.get(reverse("inbox_unread"))
    assert empty.content == b""
    told = said(cast, cast.wang_fang)
    assert told is not None
    one = client.get(reverse("inbox_unread"), headers={"If-None-Match": empty["ETag"]})
    assert (one.status_code, re.sub("<.*>", "", one.content.decode())) == (200, "1")
    same = client.get(reverse("inbox_unread"), headers={"If-None-Match": one["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    client.get(reverse("message", args=[told.pk]))
    assert client.get(reverse("inbox_unread"), headers={"If-None-Match": one["ETag"]}).status_code == 200


def test_the_bell_asks_one_query_of_its_own(cast: Cast) -> None:
    client = signed_in(cast.wang_fang)
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("inbox_unread"))
    assert len([row for row in caught if "notices_" in row["sql"]]) == 1


def test_live_js_gets_the_list_alone(cast: Cast) -> None:
    said(cast, cast.wang_fang, "今")
    part = signed_in(cast.wang_fang).get("/inbox/", headers={"X-Live": "1"}).content.decode()
    assert ("今" in part, "<html" in part) == (True, False)


# Settings ------------------------------------------------------------------------------------------------------


def settings_of(client: Client, **changed: Any) -> Any:
    """Post the form as it is drawn, with some things changed."""
    form = client.get(reverse("notice_settings")).context["form"]
    drawn = {name: form[name].value() for name in form.fields}
    sent = {**drawn, "quiet_from": "22:00", "quiet_until": "07:00", **changed}
    return client.post(
        reverse("notice_settings"), {name: value for name, value in sent.items() if value not in (None, False)}
    )


def test_only_ways_that_are_open_and_reach_are_offered(cast: Cast) -> None:
    for kind in ("email", "sms", "wecom"):
        channel(cast, kind)

    def offered(person: Person) -> list[str]:
        form = signed_in(person).get(reverse("notice_settings")).context["form"]
        return [value for value, _ in form["ways"].field.choices] if "ways" in form.fields else []

    assert offered(cast.wang_fang) == ["sms"]
    assert offered(with_email(cast.li_qiang)) == ["email", "sms"]
    assert offered(cast.sun) == ["sms", "wecom"]
    assert offered(cast.outsider) == []


def test_a_wish_is_kept_and_each_of_their_companies_gets_a_line(cast: Cast) -> None:
    channel(cast, "email")
    client = signed_in(with_email(cast.wang_fang))
    assert settings_of(client, ways=["email"], quiet="on", quiet_from="21:30").status_code == 302
    wish = Preference.objects.get()
    assert (wish.ways, wish.quiet_from, wish.quiet_until) == (["email"], 21 * 60 + 30, 7 * 60)
    line = Entry.objects.get(kind="notices.preference_changed")
    assert (line.company_id, line.person_id, line.data) == (
        cast.company.pk,
        cast.wang_fang.pk,
        {"what": "接收方式：电子邮件；21:30 至 07:00 静默"},
    )


def test_a_topic_not_wanted_is_muted_and_staff_topics_are_not_shown_to_residents(cast: Cast) -> None:
    topics.offer("test.all", "进展", "每一步", {"test.step"})
    topics.offer("test.staff", "工单", "派活", {"test.order"}, for_staff=True)
    client = signed_in(cast.wang_fang)
    shown = dict(client.get(reverse("notice_settings")).context["form"]["wanted"].field.choices)
    assert ("test.all" in shown, "test.staff" in shown) == (True, False)
    settings_of(client, wanted=[code for code in shown if code != "test.all"])
    assert Preference.objects.get().muted == ["test.all"]
    settings_of(client, wanted=list(shown))
    assert Preference.objects.get().muted == []


def test_what_is_not_offered_now_is_left_as_it_was(cast: Cast) -> None:
    wishes(cast.wang_fang, "sms", muted=("of.another.app",))
    settings_of(signed_in(cast.wang_fang))
    wish = Preference.objects.get()
    assert (wish.ways, "of.another.app" in wish.muted) == (["sms"], True)


def test_without_quiet_there_is_none(cast: Cast) -> None:
    settings_of(signed_in(cast.wang_fang), quiet=False)
    wish = Preference.objects.get()
    assert (wish.quiet_from, wish.quiet_until) == (0, 0)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"quiet": "on", "quiet_from": "20:00", "quiet_until": "18:00"}, "静默时段最长 14 小时"),
        ({"quiet": "on", "quiet_from": ""}, "请选一个时间"),
        ({"quiet": "on", "quiet_from": "25:99"}, "请"),
        ({"ways": ["carrier-pigeon"]}, "carrier-pigeon"),
    ],
)
def test_a_wish_that_cannot_be_kept_is_said_so_and_nothing_is_written(
    cast: Cast, changed: dict[str, Any], says: str
) -> None:
    channel(cast, "sms")
    answer = settings_of(signed_in(cast.wang_fang), **changed)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert Preference.objects.count() == 0


def test_a_form_sent_twice_writes_one_line(cast: Cast) -> None:
    client = signed_in(cast.wang_fang)
    for _ in range(2):
        settings_of(client, key="same")
    assert Entry.objects.filter(kind="notices.preference_changed").count() == 1


# Channels ------------------------------------------------------------------------------------------------------

KEEPERS = {"he": 200, "outsider": 200}
HOOK = "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"


@pytest.mark.parametrize("name", PEOPLE)
def test_channels_are_the_managers(cast: Cast, name: str) -> None:
    client = signed_in(getattr(cast, name))
    assert client.get(reverse("channels")).status_code == KEEPERS.get(name, 403)
    assert client.post(reverse("channel_set", args=["email"])).status_code == (302 if name in KEEPERS else 403)
    assert client.post(reverse("channel_switch", args=["email"])).status_code == (302 if name in KEEPERS else 403)
    assert client.post(reverse("channel_try", args=["sms"])).status_code == (404 if name in KEEPERS else 403)


def test_another_companys_channels_are_no_page(cast: Cast) -> None:
    client = signed_in(cast.outsider)
    assert client.get(reverse("channels"), {"company": cast.company.pk}).status_code == 404
    sent = client.post(reverse("channel_set", args=["email"]), {"company": cast.company.pk})
    assert (sent.status_code, Channel.objects.count()) == (404, 0)


def test_an_address_is_sealed_and_never_shown_again(cast: Cast) -> None:
    client = signed_in(cast.he)
    answer = client.post(
        reverse("channel_set", args=["dingtalk"]), {"dingtalk-address": HOOK, "dingtalk-secret": "SECxyz"}
    )
    assert answer.status_code == 302
    kept = Channel.objects.get()
    assert (kept.company_id, kept.on, secrets.unseal(kept.address)) == (cast.company.pk, True, f"{HOOK}#SECxyz")
    page = client.get(reverse("channels")).content.decode()
    assert ("0123456789" in page, "https://oapi.dingtalk.com…Cxyz" in page) == (False, True)
    assert Entry.objects.get(kind="notices.channel_changed").data == {"name": "钉钉", "what": "已设置并启用"}


def test_an_empty_address_keeps_the_one_there_is_and_none_is_refused(cast: Cast) -> None:
    client = signed_in(cast.he)
    kept = channel(cast, "dingtalk", HOOK, on=False)
    client.post(reverse("channel_set", args=["dingtalk"]), {"dingtalk-address": ""})
    kept.refresh_from_db()
    assert (kept.on, secrets.unseal(kept.address)) == (True, HOOK)
    assert client.post(reverse("channel_set", args=["feishu"]), {"feishu-address": ""}).status_code == 422


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("wecom", {"wecom-address": "https://evil.example/<script>"}),
        ("sms", {"sms-address": "jsons://sms.example.com/没有号码"}),
        ("dingtalk", {"dingtalk-address": "", "dingtalk-secret": "SECalone"}),
        ("feishu", {"feishu-address": "x" * 501}),
    ],
)
def test_a_wrong_address_is_refused_and_what_was_typed_is_kept(cast: Cast, kind: str, typed: dict[str, str]) -> None:
    answer = signed_in(cast.he).post(reverse("channel_set", args=[kind]), typed)
    assert (answer.status_code, Channel.objects.count()) == (422, 0)
    [card] = [card for card in answer.context["cards"] if card.kind == kind]
    assert card.form["address"].value() == typed[f"{kind}-address"]
    assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_a_kind_that_does_not_exist_is_no_page(cast: Cast) -> None:
    assert signed_in(cast.he).post("/company/channels/pigeon/").status_code == 404


def test_a_channel_is_switched_off_and_on_with_a_line_each(cast: Cast) -> None:
    way, client = channel(cast, "email"), signed_in(cast.he)
    for on, state in (("0", False), ("0", False), ("1", True)):
        client.post(reverse("channel_switch", args=["email"]), {"on": on})
        way.refresh_from_db()
        assert way.on is state
    said_lines = [entry.data["what"] for entry in Entry.objects.filter(kind="notices.channel_changed").order_by("pk")]
    assert said_lines == ["已停用", "已启用"]


def test_a_trial_goes_once_to_the_one_who_asks_and_its_fate_is_shown(cast: Cast, mailoutbox: list[Any]) -> None:
    channel(cast, "email")
    client = signed_in(with_email(cast.he))
    for _ in range(2):
        assert client.post(reverse("channel_try", args=["email"]), {"key": "one"}).status_code == 302
    assert "正在试发" in client.get(reverse("channels")).content.decode()
    jobs.deliver(NOW)
    part = client.get(reverse("channels"), {"part": "email"}, headers={"X-Live": "1"}).content.decode()
    assert ("试发成功" in part, "<html" in part) == (True, False)
    assert [(sent.to, sent.subject) for sent in mailoutbox] == [([cast.he.email], "[翠湖物业] 电子邮件试发")]


def test_a_trial_that_could_reach_nobody_is_refused_with_what_to_do(cast: Cast) -> None:
    channel(cast, "email")
    way = channel(cast, "sms", "jsons://sms.example.com/?:m={phone}", on=False)
    client = signed_in(cast.he)
    answer = client.post(reverse("channel_try", args=["email"]), {"key": "one"})
    assert (answer.status_code, "请先在“我的”里填写邮箱" in answer.content.decode()) == (409, True)
    answer = client.post(reverse("channel_try", args=["sms"]), {"key": "one"})
    assert (answer.status_code, f"{way.name}已停用" in answer.content.decode()) == (409, True)
    assert (Message.objects.count(), Delivery.objects.count()) == (0, 0)


def test_the_channels_page_takes_as_many_queries_for_three_as_for_one(cast: Cast) -> None:
    client = signed_in(with_email(cast.he))
    channel(cast, "email")
    said(cast, cast.he)
    one = _queries(client, reverse("channels"))
    channel(cast, "sms", "jsons://sms.example.com/?:m={phone}")
    channel(cast, "wecom", "json://x/")
    said(cast, cast.he, weight=Weight.LOUD)
    assert _queries(client, reverse("channels")) == one
