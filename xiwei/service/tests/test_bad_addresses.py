"""What stands in an address, comes twice, late or signed out: not found, led on or done once, and nothing falls over."""

from datetime import timedelta

import pytest
from django.test import Client

from xiwei.ledger.models import Entry
from xiwei.service.actions import ending, promising
from xiwei.service.models import Rating, Thanks, Ticket
from xiwei.service.tests import make
from xiwei.service.tests.test_bad_input import HUGE, RARE, lines, local, read, told
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return make.world()


LISTS = ["/tickets/", "/search/", "/board/", "/menu/", "/projects/{project}/households/", "/staff/", "/my/tickets/"]
LISTS += [
    "/projects/{project}/places/",
    "/inbox/",
    "/projects/{project}/buildings/",
    "/take/",
    "/take/spots/",
    "/report/",
]
STRANGE = [
    *("page=" + HUGE, "page=-1", "page=²", "page=x", "size=²", "before=x", "line=" + HUGE),
    *("project=²", "project=" + HUGE, "building=²", "building=" + HUGE, "home=²", "view=²", "in=²", "place=%ff%fe"),
    *("words=%E2%80%AE%F0%A0%AE%B7", "words=*+OR+(", "q=%25_%27%22*(", "room_words=%28%5B", "state=%3Cscript%3E"),
    *("q=" + "x" * 3000, "words=" + "%E6%BC%8F" * 3000),
]


@pytest.mark.parametrize("address", LISTS)
def test_nothing_in_a_query_makes_a_page_fall_over(w, address):
    told(w)
    client = signed_in(w.zheng)
    path = address.format(project=w.project.pk)
    wanted = dict.fromkeys(STRANGE, client.get(path).status_code)
    if path in ("/take/", "/take/spots/"):  # a need is never noted in another project than the one that was asked for
        wanted |= {query: 404 for query in STRANGE if query.startswith("project=")}
    assert {query: client.get(f"{path}?{query}").status_code for query in STRANGE} == wanted


@pytest.mark.parametrize("address", [*LISTS, "/p/", "/scan/"])
def test_a_nul_in_a_query_is_refused_with_a_sentence(w, address):
    for name in ("words", "q", "room_words", "code", "place"):
        answer = signed_in(w.zheng).get(f"{address.format(project=w.project.pk)}?{name}=漏%00水")
        assert (answer.status_code, "网址里有看不懂的字符" in read(answer)) == (422, True)


@pytest.mark.parametrize(
    "address",
    ["/t/{}/", "/t/{}/live/", "/orders/{}/", "/households/{}/", "/photos/{}/", "/projects/{}/groups/", "/inbox/{}/",
     "/projects/{}/buildings/", "/staff/{}/", "/places/{}/", "/shifts/{}/", "/leave/{}/", "/faces/{}/", "/ground/{}/"],
)  # fmt: skip
def test_an_id_beyond_all_numbers_is_not_found(w, address):
    client = signed_in(w.zheng)
    numbers = ("0", str(2**63 - 1), str(2**63), HUGE)
    assert [client.get(address.format(number)).status_code for number in numbers] == [404] * 4


@pytest.mark.parametrize("code", ["no-such-code", "<script>", "𠮷", "x" * 500, "..%2f..%2fetc", "%E2%80%AE"])
def test_a_code_there_is_not_is_not_found_and_shown_as_letters(w, code):
    answers = [Client().get(f"/{door}/{code}/") for door in ("p", "f", "i")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert not any("<script>" in answer.content.decode() for answer in answers)


def test_a_nul_in_a_code_is_refused(w):
    assert [Client().get(f"/{door}/CH0%000001/").status_code for door in ("p", "f")] == [422, 422]


def test_what_a_script_asks_while_typing_never_falls_over(w):
    wang, zhou = signed_in(w.wang_fang), signed_in(w.zhou_yong)
    for form in (
        {},
        {"words": "漏\x00水了水管"},
        {"words": RARE, "where": "home-²"},
        {"words": "漏水" * 9000, "where": "x"},
    ):
        assert wang.post("/report/proposal/", form).status_code == 200
        assert wang.post("/report/proposal/", form | {"where": f"home-{w.household.pk}"}).status_code == 200
    bad_code = {"words": "电梯灯坏了", "where": f"place-{w.lift.pk}", "place_code": "CH\x000"}
    assert wang.post("/report/proposal/", bad_code).status_code == 200
    assert [zhou.get("/take/spots/", {"room_words": one}).status_code for one in ("(", "[", "\\", ".*", RARE)] == [
        200
    ] * 5


def test_a_double_click_on_any_verb_writes_once(w):
    ticket = told(w)
    zhao = signed_in(w.zhao_min)
    form = {"promise-moment": local(timedelta(hours=3)), "promise-key": "k1"}
    answers = [zhao.post(f"/t/{ticket.pk}/promise/", form).status_code for _ in range(2)]
    assert (answers, ticket.promises.count()) == ([302, 302], 1)
    sun, order = signed_in(w.sun), ticket.orders.get()
    answers = [sun.post(f"/orders/{order.pk}/accept/", {"accept-key": "k2"}).status_code for _ in range(2)]
    assert (answers, Entry.objects.filter(kind="service.order_accepted").count()) == ([302, 302], 1)
    form = {"assign-to": w.staff_wu.pk, "assign-key": "k3"}
    answers = [zhao.post(f"/t/{ticket.pk}/assign/", form).status_code for _ in range(2)]
    assert (answers, ticket.orders.filter(worker=w.staff_wu).count()) == ([302, 302], 1)
    answers = [
        signed_in(w.zheng).post(f"/projects/{w.project.pk}/groups/", {"name": "二组", "key": "k4"}) for _ in range(2)
    ]
    assert ([one.status_code for one in answers], len({one["Location"] for one in answers})) == ([302, 302], 1)


def test_a_form_sent_again_with_a_new_key_meets_the_state_it_made(w):
    ticket = told(w)
    zhao = signed_in(w.zhao_min)
    form = {"promise-moment": local(timedelta(hours=3))}
    assert zhao.post(f"/t/{ticket.pk}/promise/", form | {"promise-key": "a"}).status_code == 302
    again = zhao.post(f"/t/{ticket.pk}/promise/", form | {"promise-key": "b"})
    assert (again.status_code, ticket.promises.count()) == (409, 1)
    assert "现在是“已承诺”，不能“作承诺”" in read(again)


def test_one_rating_and_one_thanks_to_each_however_often_they_are_sent(w):
    ticket = told(w, kind="inquiry", item=None)
    promising.begin(ticket, by=w.staff_zhao, now=moment.now())
    ending.finish(ticket, by=w.staff_zhao, now=moment.now(), note="已经答复")
    ending.confirm(ticket, by=w.wang_fang, now=moment.now())
    wang = signed_in(w.wang_fang)
    rated = [wang.post(f"/t/{ticket.pk}/rate/", {"rate-stars": "5", "rate-key": key}).status_code for key in "ab"]
    thanks = {"thank-staff": w.staff_zhao.pk, "thank-words": "谢谢"}
    thanked = [wang.post(f"/t/{ticket.pk}/thank/", thanks | {"thank-key": key}) for key in "cd"]
    assert (rated, Rating.objects.count()) == ([302, 409], 1)
    assert ([one.status_code for one in thanked], Thanks.objects.count()) == ([302, 409], 1)
    assert "您已经谢过赵敏了" in read(thanked[1])


def test_a_key_used_for_something_else_is_no_way_to_anything(w):
    ticket = told(w)
    zhao, li = signed_in(w.zhao_min), signed_in(w.li_qiang)
    zhao.post(f"/t/{ticket.pk}/note/", {"note-words": "已联系", "note-key": "same"})
    answer = li.post("/report/", {"words": "厨房漏水了", "where": f"home-{w.neighbour_household.pk}", "key": "same"})
    assert answer["Location"] == f"/t/{Ticket.objects.latest('pk').pk}/"
    assert li.get(f"/t/{ticket.pk}/").status_code == 404


def test_one_whose_session_was_lost_is_asked_in_and_nothing_is_written(w):
    ticket = told(w)
    before = lines()
    posts = ["/report/", "/take/", f"/t/{ticket.pk}/remark/", f"/orders/{ticket.orders.get().pk}/accept/"]
    posts += [f"/t/{ticket.pk}/assign/", f"/t/{ticket.pk}/follow/", f"/projects/{w.project.pk}/groups/"]
    answers = [Client().post(address, {"words": "厨房漏水了"})["Location"] for address in posts]
    assert (answers, lines()) == ([f"/account/login/?next={address}" for address in posts], before)


def test_whoever_signs_in_again_comes_back_to_the_page_the_form_stood_on(w):
    ticket = told(w)
    page = f"/t/{ticket.pk}/?from=inbox"
    lost = Client().post(f"/t/{ticket.pk}/remark/", {}, headers={"referer": f"http://testserver{page}"})
    elsewhere = Client().post(f"/t/{ticket.pk}/remark/", {}, headers={"referer": f"https://evil.example{page}"})
    assert lost["Location"] == f"/account/login/?next=/t/{ticket.pk}/%3Ffrom%3Dinbox"
    assert elsewhere["Location"] == f"/account/login/?next=/t/{ticket.pk}/remark/"


def test_a_deed_s_own_address_asked_for_plainly_leads_to_the_page_of_its_thing(w):
    ticket = told(w)
    order = ticket.orders.get()
    addresses = [f"/t/{ticket.pk}/{deed}/" for deed in ("resume", "call", "follow")] + [f"/orders/{order.pk}/accept/"]
    answers = [signed_in(w.zhao_min).get(address)["Location"] for address in addresses]
    assert answers == [f"/t/{ticket.pk}/"] * 3 + [f"/orders/{order.pk}/"]
