"""Bad input: a clear sentence, what was typed is kept, nothing is written, and nothing falls over."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from xiwei.ledger.models import Entry
from xiwei.service.actions import asking, ending, handing, ordering
from xiwei.service.models import Channel, ServiceGroup, Ticket, TicketState
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment
from xiwei.shared.refusals import BadInput
from xiwei.standards.models import MenuItem

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
RARE = "𠮷田家的𡒄下水𪚥\ue000，😀👨‍👩‍👧 ﷽"


@pytest.fixture
def w():
    return make.world()


def local(delta: timedelta) -> str:
    """A moment from now as a phone's picker sends it."""
    return f"{timezone.localtime(moment.now() + delta):%Y-%m-%dT%H:%M}"


def told(w, **changed: Any) -> Ticket:
    return make.ticket(w, now=moment.now(), **changed)


def at_work(w) -> tuple[Ticket, Any]:
    """孙师傅 stands in 王芳's kitchen."""
    ticket = told(w)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=moment.now())
    return ticket, ordering.arrive(order, by=w.staff_sun, now=moment.now())


def read(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def lines() -> int:
    return Entry.objects.count()


# ── a new need: report, take, place ──────────────────────────────────────────────────────────────────────────────────

DOORS = {"report": ("wang_fang", "/report/"), "take": ("zhou_yong", "/take/"), "place": ("", "/p/CH00001/")}
BAD_NEEDS = [
    ("report take place", "words", "", "请写几个字"),
    ("report take place", "words", "   \n ", "请写几个字"),
    ("report take place", "words", "漏", "请用一两句话说说是什么事"),
    ("report take place", "words", "漏" * 2001, "最多 2000 个字，现在有 2001 个"),
    ("report take place", "words", "漏水\x00了", "空字符"),
    ("report take", "spot", "旁" * 61, "60"),
    ("place", "spot", "旁" * 61, "页面上带着的选择已经对不上了"),
    ("report take place", "kind", "没有这一类", "页面上带着的选择已经对不上了"),
    ("report take place", "line", "management", "页面上带着的选择已经对不上了"),
    ("report take place", "urgency", "立刻", "页面上带着的选择已经对不上了"),
    ("report take place", "item", "x" * 41, "页面上带着的选择已经对不上了"),
    ("report take place", "proposed", "{" * 500, "页面上带着的选择已经对不上了"),
    ("report take place", "key", "k" * 65, "页面上带着的选择已经对不上了"),
    ("report", "where", "", "必填"),
    ("report", "where", "home-999999", "home-999999"),
    ("report", "where", f"home-{HUGE}", HUGE),
    ("report", "wanted_from", "明天下午", "时间写法不对"),
    ("report", "wanted_until", "0001-01-01T00:00", ""),
    ("take place", "asker_phone", "打我电话", "不像电话号码"),
    ("take place", "asker_name", "王" * 41, "40"),
    ("take", "channel", "telepathy", "telepathy"),
    ("take", "room", HUGE, "页面上带着的选择已经对不上了"),
    ("take", "room", "502室", "页面上带着的选择已经对不上了"),
    ("take", "place", "-1", "页面上带着的选择已经对不上了"),
    ("take", "room_words", "室" * 61, "60"),
    ("take", "asked_at", "0001-01-01T00:00", "30 天前"),
    ("take", "asked_at", "9999-12-31T23:59", "晚于现在"),
]


@pytest.mark.parametrize(("doors", "field", "value", "says"), BAD_NEEDS)
def test_a_need_badly_told_is_refused_with_a_sentence_and_all_that_was_typed(w, doors, field, value, says):
    for door in doors.split():
        who, address = DOORS[door]
        client = signed_in(getattr(w, who)) if who else Client()
        form = {"words": "厨房水槽下面漏水，地上一摊", "key": "k1", "channel": "gate", field: value}
        form.setdefault("where", f"home-{w.household.pk}")
        if field == "wanted_until":
            form["wanted_from"] = local(timedelta(hours=1))
        answer = client.post(address, form)
        assert (answer.status_code, Ticket.objects.count(), lines()) == (422, 0, 0), door
        assert says in read(answer), door
        assert form["words"].replace("\x00", "") in read(answer).replace("\x00", "") or not form["words"].strip()


def test_what_another_project_owns_cannot_be_reported_into(w):
    zhou, wang = signed_in(w.zhou_yong), signed_in(w.wang_fang)
    forged = [
        (zhou, "/take/", {"room": w.other_room.pk, "channel": "gate"}),
        (zhou, "/take/", {"place": w.other_place.pk, "channel": "gate"}),
        (wang, "/report/", {"where": f"home-{w.neighbour_household.pk}"}),
        (wang, "/report/", {"where": f"home-{w.other_household.pk}"}),
        (wang, "/report/", {"where": f"public-{w.other_project.pk}"}),
        (wang, "/report/", {"where": f"place-{w.other_place.pk}", "place_code": w.other_place.code}),
    ]
    answers = [client.post(address, {"words": "厨房漏水了", "key": "k", **form}) for client, address, form in forged]
    assert ([answer.status_code for answer in answers], Ticket.objects.count()) == ([422] * 6, 0)


def test_a_forged_menu_item_is_none_and_the_words_decide(w):
    theirs = MenuItem.objects.create(
        company=w.other_company, code="R-THEIRS", name="别家的", line="repair", done_by="repair", kind="repair",
        setting="home", urgency="ordinary", covers="别家的", duration_minutes=60, since=w.now,
    )  # fmt: skip
    signed_in(w.wang_fang).post(
        "/report/",
        {
            "words": "厨房水槽下面漏水",
            "where": f"home-{w.household.pk}",
            "key": "k",
            "item": theirs.code,
            "proposed": "[1]",
        },
    )
    assert Ticket.objects.get().item != theirs


@pytest.mark.parametrize(
    "words", [RARE, "<script>alert(1)</script>漏水", "{{ 7*7 }} {% now 'Y' %} 漏水", "漏水'; DROP TABLE--"]
)
def test_any_letters_are_kept_as_they_are_and_shown_as_letters(w, words):
    wang = signed_in(w.wang_fang)
    sent = wang.post("/report/", {"words": words, "where": f"home-{w.household.pk}", "key": "k"}, follow=True)
    ticket = Ticket.objects.get()
    assert (sent.status_code, ticket.words) == (200, words)
    pages = [(wang, f"/t/{ticket.pk}/"), (signed_in(w.zheng), "/tickets/"), (signed_in(w.zheng), "/board/")]
    pages += [(signed_in(w.zheng), f"/orders/{ticket.orders.get().pk}/"), (Client(), f"/f/{ticket.follow_code}/")]
    for client, address in pages:
        shown = client.get(address).content.decode()
        assert "<script>alert" not in shown and "49 20" not in shown, address
    assert words in read(wang.get(f"/t/{ticket.pk}/"))


# ── the verbs of a ticket ────────────────────────────────────────────────────────────────────────────────────────────

BAD_VERBS = [
    ("zhao_min", "promise", {"moment": ""}, 422, "请选择时间"),
    ("zhao_min", "promise", {"moment": "明天"}, 422, "时间写法不对"),
    ("zhao_min", "promise", {"moment": "2020-01-01T10:00"}, 422, "已经过去"),
    ("zhao_min", "promise", {"moment": "9999-12-31T23:59"}, 422, "半年以后"),
    ("zhao_min", "promise", {"moment": "+2h", "words": "好" * 301}, 422, "最多 300 个字"),
    ("zhao_min", "promise", {"moment": "+2h", "words": "好\x00"}, 422, "空字符"),
    ("zhao_min", "move_promise", {"moment": "+2h", "reason": "等配件"}, 409, "不能“改承诺”"),
    ("zhao_min", "wait", {"reason": "parts", "waits_for": "阀门", "until": "+2h"}, 409, "不能“转等待”"),
    ("zhao_min", "wait", {"reason": "心情", "waits_for": "阀门", "until": "+2h"}, 422, "心情"),
    ("zhao_min", "wait", {"reason": "parts", "waits_for": "阀" * 61, "until": "+2h"}, 422, "60"),
    ("zhao_min", "resume", {}, 409, "不能“恢复处理”"),
    ("zhao_min", "finish", {"note": "好"}, 409, "不能“办完了”"),
    ("zhao_min", "finish", {"note": ""}, 422, "请写几个字"),
    ("zhao_min", "call_back", {"answer": "maybe"}, 422, "maybe"),
    ("zhao_min", "call_back", {"answer": "satisfied"}, 409, "不能“回访”"),
    (
        "zhao_min",
        "ask_decline",
        {"reason": "贵", "alternative": "无", "reply": "不行"},
        422,
        "“原因”请写 4 到 300 个字",
    ),
    ("zhao_min", "ask_decline", {"reason": "", "alternative": "", "reply": ""}, 422, "请写几个字"),
    ("zhao_min", "note", {"words": ""}, 422, "请写几个字"),
    ("zhao_min", "note", {"words": "记" * 501}, 422, "最多 500 个字"),
    ("zhao_min", "merge", {"into": "随便"}, 422, "编号不对"),
    ("zhao_min", "merge", {"into": "CH-²"}, 422, "编号不对"),
    ("zhao_min", "merge", {"into": "CH-" + HUGE}, 422, "编号不对"),
    ("zhao_min", "merge", {"into": "CH-999999"}, 422, "没有这个编号的报事"),
    ("zhao_min", "correct", {"kind": "repair", "line": "repair", "urgency": "urgent", "item": HUGE}, 422, "有效"),
    ("zhao_min", "correct", {"kind": "repair", "line": "sea", "urgency": "urgent"}, 422, "sea"),
    ("zheng", "decline", {"reply": "谢谢您提出来，这次没能办到。"}, 409, "没有等待答复的婉拒"),
    ("zheng", "refuse_decline", {"answer": "能办"}, 409, "没有等待答复的婉拒"),
    ("zheng", "step_in", {"words": "我" * 501}, 422, "最多 500 个字"),
    ("wang_fang", "confirm", {}, 409, "不能“确认办好”"),
    ("wang_fang", "reopen", {"words": "还漏"}, 409, "不能“没修好，重开”"),
    ("wang_fang", "remark", {"words": ""}, 422, "请写几个字"),
    ("wang_fang", "remark", {"words": "说" * 501}, 422, "最多 500 个字"),
    ("wang_fang", "withdraw", {"words": "撤" * 301}, 422, "最多写 300 个字"),
    ("wang_fang", "rate", {"stars": "6"}, 422, "6"),
    ("wang_fang", "rate", {"stars": "²"}, 422, "²"),
    ("wang_fang", "rate", {"stars": "5"}, 409, "请先确认办好，再评价"),
    ("wang_fang", "rate", {"stars": "5", "bad": ["bribed"]}, 422, "bribed"),
    ("wang_fang", "thank", {"staff": "{outsider}", "words": "谢谢"}, 422, "有效"),
    ("wang_fang", "thank", {"staff": HUGE, "words": "谢谢"}, 422, "有效"),
    ("wang_fang", "thank", {"staff": "{sun}", "words": "谢" * 301}, 422, "最多 300 个字"),
]


def filled(w, verb: str, data: dict[str, Any]) -> dict[str, Any]:
    """The form as the page names its fields; +2h is two hours from now, {sun} an id."""
    names = {"{outsider}": w.staff_outsider.pk, "{sun}": w.staff_sun.pk}
    value = {"+2h": local(timedelta(hours=2))}
    return {f"{verb}-{name}": names.get(str(one), value.get(str(one), one)) for name, one in data.items()}


@pytest.mark.parametrize(("who", "verb", "data", "status", "says"), BAD_VERBS)
def test_a_verb_badly_filled_or_out_of_its_time_is_refused_where_it_was_typed(w, who, verb, data, status, says):
    ticket = told(w)
    before = lines()
    answer = signed_in(getattr(w, who)).post(f"/t/{ticket.pk}/{verb}/", filled(w, verb, data) | {f"{verb}-key": "k"})
    ticket.refresh_from_db()
    assert (answer.status_code, ticket.state, lines()) == (status, TicketState.RECEIVED, before)
    assert says in read(answer)
    for typed in (value for name, value in data.items() if name in ("words", "note", "reason", "answer", "reply")):
        assert typed.replace("\x00", "") in read(answer).replace("\x00", "")


@pytest.mark.parametrize("verb", ["fly", "take_over", "merge-all", "lapse"])
def test_a_verb_there_is_not_is_not_found(w, verb):
    ticket = told(w)
    assert signed_in(w.zheng).post(f"/t/{ticket.pk}/{verb}/").status_code == 404


def test_a_page_left_open_while_the_matter_moved_on_says_so_and_keeps_the_words(w):
    ticket = told(w)
    ending.withdraw(ticket, by=w.wang_fang, now=moment.now())
    answer = signed_in(w.zhao_min).post(
        f"/t/{ticket.pk}/move_promise/",
        {
            "move_promise-moment": local(timedelta(hours=3)),
            "move_promise-reason": "配件下午才到",
            "move_promise-key": "k",
        },
    )
    assert answer.status_code == 409
    assert "这件事现在是“已办结”，不能“改承诺”" in read(answer) and "配件下午才到" in read(answer)


# ── the verbs of an order ────────────────────────────────────────────────────────────────────────────────────────────

BAD_ORDERS = [
    ("accept", {}, 409, "不能“接单”"),
    ("set_out", {}, 409, "不能“出发”"),
    ("refuse", {"reason": ""}, 422, "请写几个字"),
    ("refuse", {"reason": "在忙别的"}, 409, "不能“拒单”"),
    ("tick", {"steps": ["99"]}, 422, "99"),
    ("tick", {"steps": ["²"]}, 422, "²"),
    ("quote", {"fen": "一百"}, 422, "不是金额"),
    ("quote", {"fen": "12.345"}, 422, "最多两位小数"),
    ("quote", {"fen": "-1"}, 422, "0 到 10 万元"),
    ("quote", {"fen": "NaN"}, 422, "金额"),
    ("quote", {"fen": "1e9"}, 422, "10 万元"),
    ("quote", {"fen": "9" * 17}, 422, "16"),
    ("quote", {"fen": "80", "words": "换" * 201}, 422, "最多 200 个字"),
    ("book", {"kind": "gold", "name": "阀门", "quantity": "1", "unit": "个", "price": "8"}, 422, "gold"),
    ("book", {"kind": "material", "name": "", "quantity": "1", "unit": "个", "price": "8"}, 422, "必填"),
    ("book", {"kind": "material", "name": "阀门", "quantity": "NaN", "unit": "个", "price": "8"}, 422, "数字"),
    ("book", {"kind": "material", "name": "阀门", "quantity": "0", "unit": "个", "price": "8"}, 422, "0.001"),
    ("book", {"kind": "material", "name": "阀门", "quantity": "999999", "unit": "个", "price": "8"}, 422, "数量"),
    ("book", {"kind": "material", "name": "阀门", "quantity": "1", "unit": "个", "price": "-8"}, 422, "单价不对"),
    ("finish", {"note": "换" * 501}, 422, "最多 500 个字"),
    ("finish", {"note": "换了软管"}, 409, "完工还差：完工照片"),
    ("give_up", {"reason": "缺配件", "needs": ""}, 422, "请写几个字"),
    ("offer_hand_over", {"to": "{outsider}", "reason": "抢修"}, 422, "有效"),
    ("offer_hand_over", {"to": "{sun}", "reason": "抢修"}, 422, "有效"),
    ("offer_hand_over", {"to": HUGE, "reason": "抢修"}, 422, "有效"),
]


@pytest.mark.parametrize(("verb", "data", "status", "says"), BAD_ORDERS)
def test_an_order_s_verb_badly_filled_or_out_of_its_time_is_refused_where_it_was_typed(w, verb, data, status, says):
    _, order = at_work(w)
    before = lines()
    named = "finish" if verb == "tick" else verb  # the work's one form has two buttons
    answer = signed_in(w.sun).post(f"/orders/{order.pk}/{verb}/", filled(w, named, data) | {f"{named}-key": "k"})
    order.refresh_from_db()
    assert (answer.status_code, order.state, lines()) == (status, "arrived", before)
    assert says in read(answer)
    for typed in (value for name, value in data.items() if name in ("words", "note", "reason", "needs")):
        assert typed in read(answer)


def test_an_order_handed_over_meanwhile_refuses_its_giver_and_keeps_the_words(w):
    ticket = told(w)
    order = ticket.orders.get()
    handing.take_over(
        handing.offer(order, to=w.staff_wu, by=w.staff_sun, now=moment.now(), reason="抢修"),
        by=w.staff_wu,
        now=moment.now(),
    )
    answer = signed_in(w.sun).post(f"/orders/{order.pk}/refuse/", {"refuse-reason": "今天忙不过来", "refuse-key": "k"})
    assert answer.status_code == 409
    assert "已交接" in read(answer) and "今天忙不过来" in read(answer)


def test_a_price_agreed_to_cannot_be_named_again_and_a_second_yes_changes_nothing(w):
    ticket, order = at_work(w)
    sun, wang = signed_in(w.sun), signed_in(w.wang_fang)
    sun.post(f"/orders/{order.pk}/quote/", {"quote-fen": "80", "quote-key": "1"})
    yes = {"agree-key": f"agree-{order.pk}-8000", "agree-fen": "8000"}
    assert [wang.post(f"/orders/{order.pk}/agree/", yes).status_code for _ in range(2)] == [302, 302]
    order.refresh_from_db()
    agreed_at, before = order.agreed_at, lines()
    again = sun.post(f"/orders/{order.pk}/quote/", {"quote-fen": "80", "quote-key": "2"})
    late = wang.post(f"/orders/{order.pk}/agree/", {"agree-key": "other", "agree-fen": "8000"}, follow=True)
    order.refresh_from_db()
    assert (again.status_code, order.agreed_at, order.agreed_fen, lines()) == (409, agreed_at, 8000, before)
    assert late.redirect_chain == [(f"/t/{ticket.pk}/", 302)] and "业主已经同意了报价" in read(late)


def test_work_is_not_given_to_one_who_does_not_work_here(w):
    ticket = told(w)
    for to in (w.staff_outsider.pk, w.staff_lin.pk, HUGE, "孙师傅", ""):
        answer = signed_in(w.zhao_min).post(f"/t/{ticket.pk}/assign/", {"assign-to": to, "assign-key": "k"})
        assert (answer.status_code, ticket.orders.count()) == (422, 1), to


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "says"), [("", "必填"), ("组" * 31, "30"), ("一组", "已经有叫“一组”的服务组了"), ("二\x00组", "空字符")]
)
def test_a_group_s_name_must_be_new_and_short(w, name, says):
    answer = signed_in(w.zheng).post(f"/projects/{w.project.pk}/groups/", {"name": name, "key": "k"})
    assert (answer.status_code, ServiceGroup.objects.count()) == (422, 1)
    assert says in read(answer)


def test_a_group_takes_only_people_and_stairs_of_its_project(w):
    address = f"/projects/{w.project.pk}/groups/{w.group.pk}/"
    sun, building = w.staff_sun.pk, w.buildings[0].pk
    forms = [
        {"member_repair": w.staff_outsider.pk, "areas": [f"{building}-"]},
        {"member_repair": HUGE, "areas": [f"{building}-"]},
        {"member_repair": sun, "stand_in_repair": sun, "areas": [f"{building}-"]},
        {"member_repair": sun, "areas": ["999-"]},
        {"member_repair": sun, "areas": ["x"]},
    ]
    before = lines()
    answers = [signed_in(w.zheng).post(address, {"key": "k", **form}).status_code for form in forms]
    assert (answers, w.group.members.count(), lines()) == ([422] * 5, 5, before)


def test_what_was_said_long_ago_or_later_than_now_is_refused(w):
    """The rule itself, without a form before it."""
    for asked_at in (moment.now() - timedelta(days=31), moment.now() + timedelta(minutes=3)):
        with pytest.raises(BadInput, match="什么时候说的"):
            asking.take(make.need(w), channel=Channel.GATE, by=w.staff_zhou, now=moment.now(), asked_at=asked_at)
