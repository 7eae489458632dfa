"""What cannot wait: words of danger decide, somebody goes at once, and the director hears when no certificate is at hand."""

import pytest
from django.test import Client

from xiwei.notices.models import Message
from xiwei.people.models import Credential, Line
from xiwei.service.actions import asking, ordering
from xiwei.service.models import Channel, GroupMember, Ticket
from xiwei.service.queries import duty
from xiwei.service.tests import make
from xiwei.shared import moment
from xiwei.standards.actions import fill_company
from xiwei.standards.models import MenuItem

pytestmark = pytest.mark.django_db


def lift_item(w):
    """电梯困人救援, which only who holds the lift certificate may do."""
    return make.leak_item(
        w.cast, code="R-LIFT-TRAPPED", name="电梯困人救援", kind="help", urgency="urgent", certificate="lift",
        danger="lift_trapped", steps=[], evidence=[],
    )  # fmt: skip


def trapped(w):
    """王芳 tells of someone shut in the lift."""
    return asking.take(
        make.public_need(w, words="有人困在电梯里了", kind="help", item=lift_item(w), danger="lift_trapped"),
        channel=Channel.CODE, by=w.wang_fang, now=w.now,
    )  # fmt: skip


def of_director(w, ticket):
    """What 郑主任 was told of it: about what, and how loud."""
    told = Message.objects.filter(person=w.zheng, link=f"/t/{ticket.pk}/").order_by("pk")
    return {one.about: (one.title, one.body) for one in told}


def test_urgent_work_without_a_certificate_at_hand_sends_the_line_and_tells_the_director_why():
    w = make.world()
    ticket = trapped(w)
    assert [(one.worker, one.why_them) for one in ticket.orders.all()] == [(w.staff_sun, duty.UNCERTIFIED)]
    title, body = of_director(w, ticket)["service.uncertified"]
    assert title == "急修缺持证人：电梯困人救援"
    assert "当班没有人持“特种设备" in body and "已先派孙师傅到" in body


def test_urgent_work_goes_to_the_holder_of_the_certificate_where_one_is_on_duty():
    w = make.world()
    GroupMember.objects.filter(line=Line.REPAIR).update(stand_in=w.staff_chen)
    Credential.objects.create(company=w.company, staff=w.staff_chen, kind="lift")
    ticket = trapped(w)
    assert [one.worker for one in ticket.orders.all()] == [w.staff_chen]
    assert "service.uncertified" not in of_director(w, ticket)


def test_work_that_can_wait_is_not_sent_to_one_without_the_certificate():
    w = make.world()
    item = make.leak_item(w.cast, code="R-SOCKET", name="开关插座维修", certificate="electric")
    ticket = make.ticket(w, item=item)
    assert [one.worker for one in ticket.orders.all()] == [w.staff_zheng]


def test_urgent_work_refused_by_the_only_one_of_the_line_comes_to_the_director():
    w = make.world()
    ticket = trapped(w)
    ordering.refuse(ticket.orders.get(), by=w.staff_sun, now=w.now, reason="人在外面抢修")
    assert [one.worker for one in ticket.orders.order_by("pk")] == [w.staff_sun, w.staff_zheng]


def test_the_words_of_danger_decide_against_what_the_page_had_chosen(w_filled):
    w = w_filled
    chosen = {"urgency": "ordinary", "line": "", "item": "", "proposed": '{"urgency": "ordinary", "line": "butler"}'}
    client(w.wang_fang).post("/report/", {"words": "厨房一股煤气味", "where": at_home(w), "key": "k", **chosen})
    ticket = Ticket.objects.get()
    assert (ticket.item.code, ticket.urgency, ticket.line, ticket.danger) == ("R-GAS-LEAK", "urgent", "repair", "gas")
    assert [one.worker for one in ticket.orders.all()] == [w.staff_sun]


def test_an_item_chosen_from_the_menu_is_kept_where_no_script_runs(w_filled):
    w = w_filled
    client(w.wang_fang).post("/report/", {"words": "帮我看看", "where": at_home(w), "key": "k", "item": "R-TAP"})
    assert (Ticket.objects.get().item.code, Ticket.objects.get().line) == ("R-TAP", "repair")


# The pages


@pytest.fixture
def w_filled():
    """The cast's world with the whole common menu."""
    w = make.world()
    MenuItem.objects.filter(company=w.company).delete()
    fill_company(w.company, by=w.staff_he, now=w.now)
    return w


def client(person=None) -> Client:
    """A browser in this person's hand, or a stranger's."""
    browser = Client()
    if person:
        browser.force_login(person)
    return browser


def at_home(w) -> str:
    """王芳's choice of her home on the report page."""
    return f"home-{w.household.pk}"


def said(answer) -> str:
    """What the page says."""
    return answer.content.decode()


def guided(page: str, w) -> list[bool]:
    """Whether it says what to do about gas, and rings 119 and the estate."""
    return ["不开关任何电器" in page, 'href="tel:119"' in page, f'href="tel:{w.project.duty_phone}"' in page]


def test_before_any_form_stands_what_to_do_and_whom_to_ring_for_everyone_without_a_script():
    w = make.world()
    pages = [
        client(w.wang_fang).get("/report/"),
        client().get(f"/p/{w.lift.code}/"),
        client(w.zhou_yong).get("/take/"),
    ]
    for page in map(said, pages):
        assert guided(page, w) == [True] * 3
        assert page.index("有危险？") < page.index("<textarea")


@pytest.mark.parametrize(
    ("who", "address"),
    [("wang_fang", "/report/proposal/"), (None, "/p/{code}/proposal/"), ("zhou_yong", "/take/proposal/")],
)
def test_while_it_is_written_every_form_says_what_to_do_and_what_it_takes_it_for(w_filled, who, address):
    w = w_filled
    browser = client(getattr(w, who) if who else None)
    page = said(browser.post(address.format(code=w.lift.code), {"words": "一股煤气味", "where": at_home(w)}))
    assert guided(page, w) == [True] * 3
    assert "燃气泄漏处置" in page and "按急修处理" in page


def test_without_a_script_the_page_after_sending_says_at_once_what_to_do(w_filled):
    w = w_filled
    hers = client(w.wang_fang)
    sent = hers.post("/report/", {"words": "厨房一股煤气味", "where": at_home(w), "key": "k"}, follow=True)
    strangers = client().post(f"/p/{w.lift.code}/", {"words": "楼道一股煤气味", "key": "k"}, follow=True)
    taken = client(w.zhou_yong).post(
        "/take/", {"words": "业主说楼道一股煤气味", "key": "k", "channel": "gate", "place": w.lift.pk}, follow=True
    )
    for page in map(said, (sent, strangers, taken)):
        assert guided(page, w) == [True] * 3


def test_once_somebody_is_there_the_page_no_longer_says_what_to_do(w_filled):
    w = w_filled
    ticket = make.ticket(w, words="厨房一股煤气味", danger="gas", item=None, now=moment.now())
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=moment.now())
    ordering.arrive(order, by=w.staff_sun, now=moment.now())
    assert "不开关任何电器" not in said(client(w.wang_fang).get(f"/t/{ticket.pk}/"))


def test_a_form_drawn_again_with_words_of_danger_says_what_to_do():
    w = make.world()
    answer = client(w.wang_fang).post("/report/", {"words": "着火了" + "快" * 2000, "where": at_home(w), "key": "k"})
    assert (answer.status_code, "马上离开，边走边喊" in said(answer).split("<form")[-1]) == (422, True)


def test_the_teller_clears_the_proposal_and_says_who_does_it(w_filled):
    w = w_filled
    guard = client(w.zhou_yong)
    form = {"words": "水龙头滴水", "channel": "gate", "key": "k", "room": w.room.pk}
    offered = said(guard.post("/take/proposal/", form))
    assert "龙头维修更换" in offered and "不是这个" in offered
    cleared = said(guard.post("/take/proposal/", {**form, "cleared": "1", "line": "cleaning"}))
    assert "龙头维修更换" not in cleared and 'value="cleaning" checked' in cleared
    anew = said(guard.post("/take/proposal/", {**form, "cleared": "R-TOILET-CLOG"}))
    assert "龙头维修更换" in anew
    guard.post(
        "/take/", {**form, "cleared": "1", "line": "cleaning", "proposed": '{"item": "R-TAP", "line": "repair"}'}
    )
    ticket = Ticket.objects.get()
    assert (ticket.item, ticket.line, ticket.orders.get().worker) == (None, "cleaning", w.staff_wu)
    assert ticket.corrections.get().chosen["line"] == "cleaning"


def test_the_place_is_heard_from_the_words_and_one_tap_lets_it_go(w_filled):
    w = w_filled
    guard = client(w.zhou_yong)
    words = f"{w.lift.name}里的灯不亮"
    heard = f"place-{w.lift.pk}"
    assert f'value="{heard}" checked' in said(guard.post("/take/proposal/", {"words": words}))
    again = said(guard.post("/take/proposal/", {"words": words, "heard_offered": heard}))
    assert f'value="{heard}"' in again and f'value="{heard}" checked' not in again
    guard.post("/take/", {"words": words, "channel": "gate", "key": "a", "heard": heard})
    guard.post("/take/", {"words": words, "channel": "gate", "key": "b", "heard": heard, "room_words": "西门岗亭"})
    forged = {"words": words, "channel": "gate", "key": "c", "heard": f"place-{w.other_place.pk}"}
    assert guard.post("/take/", forged).status_code == 422  # the lamp is nowhere then
    taken = Ticket.objects.order_by("pk")
    assert [(one.place, one.spot) for one in taken] == [(w.lift, ""), (None, "西门岗亭")]


def test_what_is_already_being_done_is_shown_to_the_teller_who_may_open_it(w_filled):
    w = w_filled
    lamp = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=moment.now())
    form = {"words": "电梯里的灯不亮", "place": w.lift.pk}
    hers, his = (said(client(one).post("/take/proposal/", form)) for one in (w.zhao_min, w.zhou_yong))
    assert ("可能已经在办" in hers, f"/t/{lamp.pk}/" in hers) == (True, True)
    assert ("可能已经在办" in his, f"/t/{lamp.pk}/" in his) == (True, False)


def test_a_home_s_own_matters_are_not_shown_to_a_teller_who_may_not_open_them(w_filled):
    w = w_filled
    ticket = make.ticket(w, item=None, now=moment.now())
    form = {"words": "厨房水槽漏水", "room": w.room.pk}
    assert f"/t/{ticket.pk}/" in said(client(w.zhao_min).post("/take/proposal/", form))
    assert "可能已经在办" not in said(client(w.zhou_yong).post("/take/proposal/", form))


def test_a_place_brought_along_from_a_wall_code_is_ticked_and_kept(w_filled):
    w = w_filled
    page = said(client(w.zhou_yong).get(f"/take/?place={w.lift.pk}&room_words={w.lift.name}"))
    assert f'name="place" value="{w.lift.pk}" checked' in page
