"""Who may do what in the heart: each deed × each of the cast, by equality, in a moment when the deed is possible.

王芳's kitchen leaks: first contact 赵敏, the order offered to 孙师傅, who asks 吴姐 to take it over. 李强 lives next door.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.cast import PEOPLE
from xiwei.people.models import Post, Staff
from xiwei.people.queries.who import who
from xiwei.service.actions import (
    asking,
    declining,
    duty,
    ending,
    groups,
    handing,
    locating,
    merging,
    ordering,
    promising,
    waiting,
)
from xiwei.service.models import Channel, HandOver, Ticket, WorkOrder
from xiwei.service.rules import MOVES, Party
from xiwei.service.tests import make
from xiwei.shared.refusals import NotAllowed

pytestmark = pytest.mark.django_db
Deed = Callable[[Any, Any, Any], object]
MINE, ANSWERING, OVER = "wang_fang", "zhao_min zheng he", "zheng he"


@pytest.fixture
def w():
    return make.world()


def serving(w, name: str) -> Staff | None:
    """The one employment of one of the cast, as the pages fetch it."""
    person = getattr(w, name)
    return next(iter(who(person, day=w.now.date()).staff), None)


def may(w, deed: Callable[[Any], object], *, as_person: bool) -> str:
    """Who of the cast does it; every doing is undone. Anything but NotAllowed is an error of this test."""
    able = []
    for name in PEOPLE:
        by = getattr(w, name) if as_person else serving(w, name) or getattr(w, name)
        with transaction.atomic():
            try:
                deed(by)
                able.append(name)
            except NotAllowed:
                pass
            transaction.set_rollback(True)
    return " ".join(able)


# ── a ticket ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def leaking(w) -> Ticket:
    ticket = make.ticket(w)
    handing.offer(ticket.orders.get(), to=w.staff_wu, by=w.staff_sun, now=w.now, reason="在抢修总阀")
    return ticket


def unplaced(w) -> Ticket:
    """The same told at the gate, where nobody wrote down whose kitchen: first contact 赵敏."""
    need = make.need(w, room=None, household=None, asker=None, spot="302")
    return asking.take(need, channel=Channel.GATE, by=w.staff_zhao, now=w.now)


def promised(w) -> Ticket:
    return promising.promise(leaking(w), by=w.staff_zhao, now=w.now, moment=w.now + timedelta(hours=5))


def waits(w) -> Ticket:
    until = w.now + timedelta(hours=2)
    return waiting.wait(promised(w), by=w.staff_zhao, now=w.now, reason="parts", waits_for="阀门", until=until)


def asked_about(w) -> Ticket:
    return promising.begin(make.ticket(w, kind="inquiry", item=None), by=w.staff_zhao, now=w.now)


def done(w) -> Ticket:
    return ending.finish(asked_about(w), by=w.staff_zhao, now=w.now, note="已答复")


def closed(w) -> Ticket:
    return ending.confirm(done(w), by=w.wang_fang, now=w.now)


def wished(w) -> Ticket:
    ticket = leaking(w)
    kept = {"reason": "消防通道不能占用", "alternative": "可以用东门外车位", "reply": "谢谢您提出来，东门外还有空位。"}
    declining.ask_decline(ticket, by=w.staff_zhao, now=w.now, **kept)
    return ticket


def _decline(ticket: Ticket) -> Any:
    return ticket.declines.get()


TICKET: dict[str, tuple[Callable[[Any], Ticket], Deed, str]] = {
    "promise": (
        leaking,
        lambda w, t, by: promising.promise(t, by=by, now=w.now, moment=w.now + timedelta(hours=5)),
        ANSWERING,
    ),
    "move_promise": (
        promised,
        lambda w, t, by: promising.move_promise(
            t, by=by, now=w.now, moment=w.now + timedelta(hours=6), reason="等配件"
        ),
        ANSWERING,
    ),
    "begin": (leaking, lambda w, t, by: promising.begin(t, by=by, now=w.now), "zhao_min sun zheng he"),
    "wait": (
        promised,
        lambda w, t, by: waiting.wait(
            t, by=by, now=w.now, reason="parts", waits_for="阀门", until=w.now + timedelta(hours=2)
        ),
        "zhao_min sun zheng he",
    ),
    "resume": (waits, lambda w, t, by: waiting.resume(t, by=by, now=w.now), "zhao_min sun zheng he"),
    "finish": (asked_about, lambda w, t, by: ending.finish(t, by=by, now=w.now, note="已答复"), ANSWERING),
    "answer": (asked_about, lambda w, t, by: ending.answer(t, by=by, now=w.now, words="已答复"), ANSWERING),
    "call_back": (done, lambda w, t, by: ending.call_back(t, by=by, now=w.now, answer="no_answer"), ANSWERING),
    "ask_decline": (
        leaking,
        lambda w, t, by: declining.ask_decline(
            t, by=by, now=w.now, reason="这里不能装", alternative="可以装在里面", reply="谢谢您提出来，可以装在里面。"
        ),
        ANSWERING,
    ),
    "decline": (wished, lambda w, t, by: declining.consent(_decline(t), by=by, now=w.now), OVER),
    "refuse_decline": (
        wished,
        lambda w, t, by: declining.refuse_consent(_decline(t), by=by, now=w.now, answer="可以办"),
        OVER,
    ),
    "merge": (
        leaking,
        lambda w, t, by: merging.merge(t, into=make.ticket(w), by=by, now=w.now),
        ANSWERING,
    ),
    "step_in": (leaking, lambda w, t, by: duty.step_in(t, by=by, now=w.now), OVER),
    "correct": (
        leaking,
        lambda w, t, by: promising.correct(
            t, by=by, now=w.now, line="repair", kind="repair", urgency="urgent", item=w.leak
        ),
        "zhao_min sun zheng he",
    ),
    "locate": (
        unplaced,
        lambda w, t, by: locating.locate(t, by=by, now=w.now, stood=w.lift, spot="三楼"),
        "zhao_min sun zheng he",
    ),
    "note": (leaking, lambda w, t, by: promising.note(t, by=by, now=w.now, words="已联系"), "zhao_min sun zheng he"),
    "confirm": (done, lambda w, t, by: ending.confirm(t, by=by, now=w.now), MINE),
    "remark": (leaking, lambda w, t, by: ending.remark(t, by=by, now=w.now, words="在滴"), MINE),
    "withdraw": (leaking, lambda w, t, by: ending.withdraw(t, by=by, now=w.now), MINE),
}
OF_RESIDENTS = ("confirm", "remark", "withdraw")


@pytest.mark.parametrize("verb", TICKET)
def test_each_verb_of_a_ticket_is_done_by_those_it_belongs_to_and_by_nobody_else(w, verb):
    stage, deed, able = TICKET[verb]
    ticket = stage(w)
    assert may(w, lambda by: deed(w, ticket, by), as_person=verb in OF_RESIDENTS) == able


def test_a_matter_is_opened_again_by_who_asked_or_by_its_first_contact(w):
    ticket = done(w)

    def deed(by):
        return ending.reopen(ticket, by=by, now=w.now, words="还漏")

    assert (may(w, deed, as_person=True), may(w, deed, as_person=False)) == ("wang_fang", "wang_fang zhao_min")


def test_only_who_asked_rates_and_thanks(w):
    ticket = closed(w)
    assert may(w, lambda by: ending.rate(ticket, by=by, now=w.now, stars=5), as_person=True) == MINE

    def thank(by):
        return ending.thank(ticket, by=by, now=w.now, staff=w.staff_zhao, words="谢谢")

    assert may(w, thank, as_person=True) == MINE


def test_another_of_the_same_home_speaks_for_it_and_one_who_moved_out_does_not(w):
    from xiwei.people.models import Tenure

    ticket = done(w)
    tenure = Tenure.objects.create(
        company=w.company, household=w.household, person=w.li_qiang, relation="family", since=w.household.since
    )

    def confirm(by):
        return ending.confirm(ticket, by=by, now=w.now)

    assert may(w, confirm, as_person=True) == "wang_fang li_qiang"
    tenure.until = w.now.date()
    tenure.save()
    assert may(w, confirm, as_person=True) == MINE


def test_a_guard_who_was_asked_at_the_gate_has_the_first_contact_s_part_and_the_butler_helps(w):
    told = make.need(w, asker=None, asker_name="王老太", kind="inquiry", item=None)
    ticket = asking.take(told, channel=Channel.GATE, by=w.staff_zhou, now=w.now)

    def promise(by):
        return promising.promise(ticket, by=by, now=w.now, moment=w.now + timedelta(hours=5))

    assert may(w, promise, as_person=False) == "zhao_min zhou_yong zheng he"
    promising.begin(ticket, by=w.staff_zhou, now=w.now)
    ending.finish(ticket, by=w.staff_zhou, now=w.now, note="已答复")

    def call_back(by):
        return ending.call_back(ticket, by=by, now=w.now, answer="no_answer")

    assert may(w, call_back, as_person=False) == "zhou_yong zheng he"


# ── a work order ─────────────────────────────────────────────────────────────────────────────────────────────────────


def offered(w) -> WorkOrder:
    return make.ticket(w).orders.get()


def accepted(w) -> WorkOrder:
    return ordering.accept(offered(w), by=w.staff_sun, now=w.now)


def arrived(w) -> WorkOrder:
    return ordering.arrive(accepted(w), by=w.staff_sun, now=w.now)


def ticked(w) -> WorkOrder:
    return ordering.tick(arrived(w), by=w.staff_sun, now=w.now, steps=[0, 1])


def quoted(w) -> WorkOrder:
    return ordering.quote(arrived(w), by=w.staff_sun, now=w.now, fen=8000)


def handed(w) -> WorkOrder:
    return leaking(w).orders.get()


def _asked(order: WorkOrder) -> HandOver:
    return order.hand_overs.get()


ORDER: dict[str, tuple[Callable[[Any], WorkOrder], Deed, str]] = {
    "accept": (offered, lambda w, o, by: ordering.accept(o, by=by, now=w.now), "sun"),
    "refuse": (offered, lambda w, o, by: ordering.refuse(o, by=by, now=w.now, reason="在抢修"), "sun"),
    "set_out": (accepted, lambda w, o, by: ordering.set_out(o, by=by, now=w.now), "sun"),
    "arrive": (accepted, lambda w, o, by: ordering.arrive(o, by=by, now=w.now), "sun"),
    "quote": (arrived, lambda w, o, by: ordering.quote(o, by=by, now=w.now, fen=8000), "sun"),
    "agree": (quoted, lambda w, o, by: ordering.agree(o, by=by, now=w.now, fen=8000), MINE),
    "tick": (arrived, lambda w, o, by: ordering.tick(o, by=by, now=w.now, steps=[0]), "sun"),
    "book": (
        arrived,
        lambda w, o, by: ordering.book(
            o, by=by, now=w.now, kind="material", name="软管", quantity_milli=1000, unit="根", unit_price_fen=1200
        ),
        "sun",
    ),
    "finish": (ticked, lambda w, o, by: ordering.finish(o, by=by, now=w.now, pictures=[make.picture()]), "sun"),
    "give_up": (arrived, lambda w, o, by: ordering.give_up(o, by=by, now=w.now, reason="缺件", needs="配件"), "sun"),
    "cancel": (
        arrived,
        lambda w, o, by: ordering.cancel(o, by=by, now=w.now, reason="业主自己修好了"),
        "zhao_min zheng he",
    ),
    "offer_hand_over": (
        accepted,
        lambda w, o, by: handing.offer(o, to=w.staff_wu, by=by, now=w.now, reason="在抢修"),
        "zhao_min sun zheng he",
    ),
    "take_over": (handed, lambda w, o, by: handing.take_over(_asked(o), by=by, now=w.now), "wu"),
    "refuse_hand_over": (
        handed,
        lambda w, o, by: handing.refuse(_asked(o), by=by, now=w.now, reason="在打扫"),
        "wu",
    ),
}


@pytest.mark.parametrize("verb", ORDER)
def test_each_verb_of_an_order_is_done_by_those_it_belongs_to_and_by_nobody_else(w, verb):
    stage, deed, able = ORDER[verb]
    order = stage(w)
    assert may(w, lambda by: deed(w, order, by), as_person=verb == "agree") == able


def test_every_verb_a_person_has_stands_in_these_tables():
    """What the clock alone does is nobody's button."""
    told_apart = {"reopen", "lapse", "hand_on", "settle"}  # the last two: test_changing_hands.py
    persons = {move.verb for table in MOVES.values() for move in table if set(move.who) != {Party.CLOCK}}
    assert persons - told_apart == TICKET.keys() | ORDER.keys()


# ── taking, giving out, forming ──────────────────────────────────────────────────────────────────────────────────────


def test_work_is_given_out_by_butler_director_and_manager(w):
    ticket = make.ticket(w)

    def assign(by):
        return ordering.assign(ticket, to=w.staff_wu, by=by, now=w.now)

    assert may(w, lambda by: _staff_only(by) and assign(by), as_person=False) == ANSWERING


def test_a_need_is_taken_for_anyone_by_all_who_meet_residents(w):
    def take(by):
        return asking.take(make.need(w, asker=None, household=None), channel=Channel.GATE, by=by, now=w.now)

    assert may(w, take, as_person=False) == "zhao_min sun zhou_yong wu chen_yuan zheng"


def test_a_resident_tells_of_their_own_home_and_of_what_is_shared(w):
    def home(by):
        return asking.take(make.need(w, asker=by), channel=Channel.PAGE, by=by, now=w.now)

    def lamp(by):
        return asking.take(make.public_need(w, asker=by), channel=Channel.PAGE, by=by, now=w.now)

    def code(by):
        return asking.take(make.public_need(w, asker=by), channel=Channel.CODE, by=by, now=w.now)

    assert may(w, home, as_person=True) == "wang_fang"
    assert may(w, lamp, as_person=True) == "wang_fang li_qiang"
    assert may(w, code, as_person=True) == " ".join(PEOPLE)


def test_neighbours_follow_what_is_shared_and_nobody_what_is_in_a_home(w):
    lamp = asking.take(make.public_need(w, asker=None), channel=Channel.GATE, by=w.staff_zhou, now=w.now)
    home = make.ticket(w)
    assert may(w, lambda by: asking.follow(lamp, by=by, now=w.now), as_person=True) == "wang_fang li_qiang"
    assert may(w, lambda by: asking.follow(home, by=by, now=w.now), as_person=True) == ""


def test_groups_are_formed_by_director_and_manager(w):
    def form(by):
        return groups.form_group(w.project, name="二组", by=by, now=w.now)

    def member(by):
        return groups.set_member(w.group, line="repair", staff=w.staff_sun, stand_in=None, by=by, now=w.now)

    def areas(by):
        return groups.set_areas(w.group, areas=[(w.buildings[0], None)], by=by, now=w.now)

    def whole(by):
        return groups.set_group(w.group, members=[], areas=[], by=by, now=w.now)

    for deed in (form, member, areas, whole):
        able = may(w, lambda by, deed=deed: _staff_only(by) and deed(by), as_person=False)
        assert able == OVER


def _staff_only(by: Any) -> bool:
    """Residents have no way to these deeds: the pages find them no employment."""
    if not isinstance(by, Staff):
        raise NotAllowed("not staff")
    return True


# ── what ends a right ────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_left_or_whose_post_has_ended_does_nothing_more(w):
    ticket = leaking(w)

    def note(by):
        return promising.note(ticket, by=by, now=w.now, words="已联系")

    assert may(w, note, as_person=False) == "zhao_min sun zheng he"
    Post.objects.filter(staff=w.staff_zheng).update(until=date(2026, 9, 20))
    Staff.objects.filter(pk__in=[w.staff_sun.pk, w.staff_he.pk]).update(left_on=date(2026, 9, 20))
    assert may(w, note, as_person=False) == "zhao_min"
