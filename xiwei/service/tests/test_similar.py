"""What a matter may be merged into is offered: the same place first, then the same service, then line and building."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from xiwei.people.models import Line
from xiwei.service.actions import asking, ending
from xiwei.service.forms.verbs import MergeForm
from xiwei.service.models import Channel, Ticket, TicketState
from xiwei.service.queries.similar import same_trouble, similar, twins
from xiwei.service.tests import make
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(monkeypatch):
    made = make.world()
    monkeypatch.setattr(moment, "now", lambda: made.now)
    return made


def public(w, hours=0, **more):
    need = make.public_need(w, asker=w.li_qiang, **more)
    return asking.take(need, channel=Channel.PAGE, by=w.li_qiang, now=w.now - timedelta(hours=hours))


def test_the_likeliest_stands_first_and_what_has_nothing_in_common_nowhere(w):
    mine = public(w, item=w.leak)
    same_item = public(w, 1, place=None, item=w.leak, building=w.buildings[1])
    same_place = public(w, 2)
    public(w, 3, place=None, line=Line.GREENING, building=w.buildings[1])
    assert similar(mine, w.now) == [same_place, same_item]


def test_of_equals_the_latest_is_first_and_six_at_most(w):
    mine = public(w)
    others = [public(w, hours) for hours in range(1, 9)]
    assert similar(mine, w.now) == others[:6]


def test_another_home_s_matter_what_is_over_and_what_is_old_are_not_offered(w):
    mine = public(w)
    make.ticket(w)
    old = public(w, hours=31 * 24)
    over = public(w, 1)
    ending.withdraw(over, by=w.li_qiang, now=w.now)
    assert (similar(mine, w.now), old.is_open) == ([], True)


def test_the_same_home_s_matter_is_offered_to_its_own(w):
    first, second = make.ticket(w), make.ticket(w)
    assert similar(second, w.now) == [first]


def test_the_same_service_in_the_same_place_or_building_is_a_twin_and_nothing_else(w):
    lamp = make.leak_item(w, code="lamp", name="楼道灯更换", setting="public")
    mine = public(w, item=lamp)
    here, nowhere = public(w, 1, item=lamp), public(w, 2, item=lamp, place=None, building=w.lift.building)
    public(w, 3), public(w, 4, item=lamp, place=None, building=w.buildings[1]), public(w, 24 * 4, item=lamp)
    ending.withdraw(public(w, 5, item=lamp), by=w.li_qiang, now=w.now)
    assert (twins(mine), twins(nowhere)) == ([here, nowhere], [mine, here])


def test_a_home_s_matter_has_no_twin(w):
    first, second = make.ticket(w), make.ticket(w)
    assert (twins(first), twins(second)) == ([], [])


@pytest.mark.parametrize(("who", "told"), [("zheng", True), ("li_qiang", False)])
def test_whoever_may_merge_reads_of_a_twin_on_the_page(w, who, told):
    lamp = make.leak_item(w, code="lamp", name="楼道灯更换", setting="public")
    mine, other = public(w, item=lamp), public(w, 1, item=lamp)
    client = Client()
    client.force_login(getattr(w, who))
    page = client.get(f"/t/{mine.pk}/").content.decode()
    assert ("可能是同一件" in page, f'href="/t/{other.pk}/"' in page) == (told, told)


def form(ticket, w, **sent):
    return MergeForm({f"merge-{name}": said for name, said in sent.items()}, ticket=ticket, now=w.now, prefix="merge")


def test_one_is_chosen_or_its_number_written_and_the_choice_goes_first(w):
    mine, like, other = public(w), public(w, 1), public(w, 2)
    chosen = form(mine, w, like=str(like.pk))
    typed = form(mine, w, into=other.number)
    both = form(mine, w, like=str(like.pk), into=other.number)
    assert [one.is_valid() for one in (chosen, typed, both)] == [True] * 3
    assert [one.cleaned_data["into"] for one in (chosen, typed, both)] == [str(like.pk), str(other.pk), str(like.pk)]
    neither = form(mine, w)
    assert neither.errors == {"into": ["请在上面选一件，或写出编号。"]}


def test_where_nothing_is_like_it_the_number_alone_is_asked_for(w):
    alone = form(public(w), w)
    assert (list(alone.fields), str(alone.fields["into"].label)) == (["key", "into"], "并入哪一件（报事编号）")


def test_from_the_page_by_a_choice(w):
    mine, like = public(w), public(w, 1)
    client = Client()
    client.force_login(w.zhao_min)
    address = reverse("ticket_act", args=[mine.pk, "merge"])
    page = client.get(address).content.decode()
    assert f"{like.title} · {like.spot_label}" in page and like.number in page
    assert client.post(address, {"merge-like": str(like.pk)}).status_code == 302
    found = Ticket.objects.get(pk=mine.pk)
    assert (found.state, found.merged_into) == (TicketState.MERGED, like)


SAID = "楼下大堂灯坏了"
OPEN = [
    ("the same service", True, {"item": "leak", "words": "水管在滴水"}, {"item": "W-LEAK"}),
    ("another service and other words", False, {"item": "leak", "words": "厨房漏水"}, {"item": "OTHER"}),
    ("another service in the same words", True, {"item": "leak", "words": "大堂灯坏了"}, {"item": "OTHER"}),
    ("no service and the same line", True, {"words": "灯管发黑"}, {"item": "OTHER"}),
    ("no service and another line", False, {"words": "有人在抽烟", "line": Line.ORDER}, {"item": ""}),
    ("no service and the same words", True, {"words": "大堂的灯坏了", "line": Line.ORDER}, {"item": ""}),
]


@pytest.mark.parametrize(("same", "told", "taken"), [one[1:] for one in OPEN], ids=[one[0] for one in OPEN])
def test_what_is_offered_as_told_already_shares_its_service_or_its_trouble(w, same, told, taken):
    code = w.leak.code if taken["item"] == "W-LEAK" else taken["item"]
    ticket = public(w, **told | ({"item": w.leak} if told.get("item") else {}))
    assert same_trouble(ticket, item=code, line=Line.REPAIR, words=SAID) is same


def test_the_lamp_of_the_lift_is_not_offered_to_who_tells_of_a_dog_there(w, client):
    ticket = public(w, words="电梯里的灯不亮")
    client.force_login(w.wang_fang)

    def offered(words):
        sent = {"words": words, "where": f"place-{w.lift.pk}", "place_code": w.lift.code}
        page = client.post(reverse("report_proposal"), sent).content.decode()
        return reverse("ticket_follow", args=[ticket.pk]) in page

    assert (offered("电梯里有人遛狗不牵绳"), offered("电梯灯坏了黑乎乎的")) == (False, True)
