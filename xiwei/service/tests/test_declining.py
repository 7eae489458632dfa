"""A courteous no, and the last word: declined with an alternative, reopened in time, lapsed after two attempts."""

import html
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.service import jobs
from xiwei.service.actions import declining, ending, promising
from xiwei.service.models import CallBackAnswer, Decline, Outcome, Ticket, TicketState
from xiwei.service.rules.ending import may_lapse
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment
from xiwei.shared.refusals import BadInput, NotNow

db = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
SAID = {
    "reason": "单元门口是消防通道，按规定不能停车",
    "alternative": "东门外有空车位，可以帮您登记",
    "reply": "谢谢您提出来。门口是消防通道，东门外还有空位，我帮您登记好吗？",
    "tried": "和业委会商量过调整车位",
}


@pytest.fixture
def w(db):
    return make.world()


def wish(w, *, now: datetime | None = None, **changed: object) -> Ticket:
    words = {"words": "想在单元门口停车", "kind": "suggestion", "line": "butler", "item": None}
    return make.ticket(w, now=now, **{**words, **changed})


def declined(w, *, now: datetime | None = None) -> Ticket:
    now = now or w.now
    decline = declining.ask_decline(wish(w, now=now), by=w.staff_zhao, now=now, **SAID)
    return declining.consent(decline, by=w.staff_zheng, now=now)


def shown(person, ticket: Ticket) -> str:
    return html.unescape(signed_in(person).get(f"/t/{ticket.pk}/").content.decode())


# ── the no ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@db
def test_the_resident_reads_the_reply_the_reason_the_way_round_and_who_answered(w):
    ticket = declined(w, now=moment.now())
    page = shown(w.wang_fang, ticket)
    assert [word in page for word in (*SAID.values(), "郑主任", "给您的答复", "没办好")] == [True] * 7
    told = Message.objects.get(person=w.wang_fang, about="service.declined")
    assert (told.body, told.link) == (SAID["reply"], f"/t/{ticket.pk}/")
    assert not ticket.clocks.filter(stopped_at__isnull=True).exists()


@db
def test_until_the_director_answers_the_resident_reads_nothing_of_it_and_the_clocks_run(w):
    ticket = wish(w, now=moment.now())
    declining.ask_decline(ticket, by=w.staff_zhao, now=moment.now(), **SAID)
    ticket.refresh_from_db()
    page = shown(w.wang_fang, ticket)
    assert [word in page for word in (*SAID.values(), "婉拒")] == [False] * 5
    assert SAID["reply"] in shown(w.zheng, ticket)
    assert (ticket.state, ticket.clocks.filter(stopped_at__isnull=True).exists()) == (TicketState.RECEIVED, True)
    assert Message.objects.filter(person=w.zheng, about="service.decline_asked").count() == 1


@db
def test_the_director_words_the_reply_anew_before_consenting_and_both_are_kept(w):
    ticket, better = wish(w, now=moment.now()), "谢谢您想着这件事。门口要留给消防车，东门外给您留了一个位子。"
    declining.ask_decline(ticket, by=w.staff_zhao, now=moment.now(), **SAID)
    assert SAID["reply"] in shown(w.zheng, ticket)
    answer = signed_in(w.zheng).post(f"/t/{ticket.pk}/decline/", {"decline-reply": better, "decline-key": "a"})
    page, staff = shown(w.wang_fang, ticket), shown(w.zhao_min, ticket)
    assert answer.status_code == 302
    assert ([better in page, SAID["reply"] in page], [better in staff, SAID["reply"] in staff]) == (
        [True, False], [True, True],
    )  # fmt: skip
    line = Entry.objects.get(kind="service.decline_reworded")
    assert (line.data["proposed"], line.data["reply"]) == (SAID["reply"], better)
    heard = Message.objects.get(about="service.decline_reworded")
    assert (heard.person, heard.body) == (w.zhao_min, better)
    assert Message.objects.get(person=w.wang_fang, about="service.declined").body == better


@db
def test_a_reply_sent_as_it_was_proposed_leaves_no_line_of_rewording(w):
    ticket = wish(w, now=moment.now())
    declining.ask_decline(ticket, by=w.staff_zhao, now=moment.now(), **SAID)
    answer = signed_in(w.zheng).post(
        f"/t/{ticket.pk}/decline/", {"decline-reply": f" {SAID['reply']} ", "decline-key": "a"}
    )
    ticket.refresh_from_db()
    assert (answer.status_code, ticket.state) == (302, TicketState.DECLINED)
    assert not Entry.objects.filter(kind="service.decline_reworded").exists()


@db
def test_a_reply_too_short_is_refused_and_the_matter_stays_as_it_was(w):
    decline = declining.ask_decline(wish(w), by=w.staff_zhao, now=w.now, **SAID)
    with pytest.raises(BadInput, match="给业主的回复"):
        declining.consent(decline, by=w.staff_zheng, now=w.now, reply="不行")
    decline.refresh_from_db()
    assert (decline.consented, decline.reply) == (None, SAID["reply"])


@db
def test_a_no_that_is_not_agreed_to_leaves_the_matter_to_be_done_and_tells_who_asked(w):
    ticket = wish(w)
    decline = declining.ask_decline(ticket, by=w.staff_zhao, now=w.now, **SAID)
    declining.refuse_consent(decline, by=w.staff_zheng, now=w.now, answer="可以划临时落客区")
    ticket.refresh_from_db()
    told = Message.objects.get(person=w.zhao_min, about="service.decline_refused")
    assert (ticket.state, told.body) == (TicketState.RECEIVED, "可以划临时落客区")
    again = declining.ask_decline(ticket, by=w.staff_zhao, now=w.now, **SAID)
    assert (Decline.objects.count(), again.consented) == (2, None)


@db
def test_an_emergency_is_never_declined_and_a_second_asking_waits_for_the_first(w):
    with pytest.raises(NotNow, match="急修不能婉拒"):
        declining.ask_decline(wish(w, urgency="urgent"), by=w.staff_zhao, now=w.now, **SAID)
    ticket = wish(w)
    declining.ask_decline(ticket, by=w.staff_zhao, now=w.now, **SAID)
    with pytest.raises(NotNow, match="正等主任答复"):
        declining.ask_decline(ticket, by=w.staff_zhao, now=w.now, **SAID)


@db
@pytest.mark.parametrize(
    ("field", "words"), [("reason", "不行"), ("alternative", ""), ("reply", "办不到，抱歉。"), ("tried", "试" * 1001)]
)
def test_a_no_without_a_reason_a_way_round_or_a_whole_reply_is_not_asked_for(w, field, words):
    with pytest.raises(BadInput, match="个字；您写的都还在"):
        declining.ask_decline(wish(w), by=w.staff_zhao, now=w.now, **{**SAID, field: words})
    assert Decline.objects.count() == 0


@db
def test_a_declined_wish_may_be_opened_again_and_has_its_first_contact_still(w):
    ticket = ending.reopen(declined(w), by=w.wang_fang, now=w.now, words="东门外也停满了")
    assert (ticket.state, ticket.first_contact, ticket.closed_at) == (TicketState.REOPENED, w.staff_zhao, None)


# ── opened again, in time ────────────────────────────────────────────────────────────────────────────────────────────


def closed(w, now: datetime) -> Ticket:
    ticket = make.ticket(w, now=now, kind="inquiry", item=None)
    promising.begin(ticket, by=w.staff_zhao, now=now)
    ending.finish(ticket, by=w.staff_zhao, now=now, note="已经答复")
    return ending.confirm(ticket, by=w.wang_fang, now=now)


@db
@pytest.mark.parametrize(("days", "opens"), [(29, True), (30, True), (31, False)])
def test_thirty_days_after_its_end_a_matter_is_a_new_one(w, days, opens):
    ticket = closed(w, w.now)
    at = w.now + timedelta(days=days)
    if opens:
        assert ending.reopen(ticket, by=w.wang_fang, now=at).state == TicketState.REOPENED
        return
    with pytest.raises(NotNow, match="办结已超过 30 天，请重新报一件"):
        ending.reopen(ticket, by=w.wang_fang, now=at)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.reopened) == (TicketState.CLOSED, 0)


@db
def test_the_button_to_open_it_again_goes_when_its_time_is_over(w):
    ticket = closed(w, moment.now())
    fresh = shown(w.wang_fang, ticket)
    Ticket.objects.update(closed_at=moment.now() - timedelta(days=31), done_at=moment.now() - timedelta(days=31))
    assert (f"/t/{ticket.pk}/reopen/" in fresh, f"/t/{ticket.pk}/reopen/" in shown(w.wang_fang, ticket)) == (
        True,
        False,
    )


# ── nobody answers ───────────────────────────────────────────────────────────────────────────────────────────────────


def done(w, at: datetime) -> Ticket:
    ticket = make.ticket(w, now=at, kind="inquiry", item=None)
    promising.begin(ticket, by=w.staff_zhao, now=at)
    return ending.finish(ticket, by=w.staff_zhao, now=at, note="已经答复")


@db
def test_after_two_attempts_on_two_days_and_three_days_it_closes_as_not_confirmed_and_may_be_opened_again(w):
    ticket = done(w, w.now)
    for hours in (2, 26):
        at = w.now + timedelta(hours=hours)
        jobs.lapse_unconfirmed(at + timedelta(days=9)) if hours == 2 else None
        ending.call_back(ticket, by=w.staff_zhao, now=at, answer=CallBackAnswer.NO_ANSWER)
    just_before, at = w.now + timedelta(days=3) - timedelta(seconds=1), w.now + timedelta(days=3)
    jobs.lapse_unconfirmed(just_before)
    ticket.refresh_from_db()
    before = ticket.state
    jobs.lapse_unconfirmed(at)
    jobs.lapse_unconfirmed(at + timedelta(hours=1))
    ticket.refresh_from_db()
    assert (before, ticket.state, ticket.outcome) == (TicketState.DONE, TicketState.CLOSED, Outcome.NOT_CONFIRMED)
    assert Entry.objects.filter(kind="service.lapsed").count() == 1
    assert ending.reopen(ticket, by=w.wang_fang, now=at).state == TicketState.REOPENED


@db
def test_two_attempts_of_one_day_or_an_answer_do_not_let_it_lapse(w):
    once, answered = done(w, w.now), done(w, w.now)
    for ticket, answer in ((once, "no_answer"), (answered, "not_fixed")):
        for hours in (1, 3):
            if ticket.state == TicketState.DONE:
                ending.call_back(ticket, by=w.staff_zhao, now=w.now + timedelta(hours=hours), answer=answer)
                ticket.refresh_from_db()
    jobs.lapse_unconfirmed(w.now + timedelta(days=30))
    for ticket in (once, answered):
        ticket.refresh_from_db()
    assert (once.state, answered.state) == (TicketState.DONE, TicketState.REOPENED)


minutes = st.integers(-3 * 24 * 60, 9 * 24 * 60)


def slow_may_lapse(state: str, done_at: datetime, attempts: list[datetime], now: datetime) -> bool:
    """Day by day on a wall calendar in Shanghai: which days hold an attempt, and whether 72 hours have gone by."""
    if state != "done":
        return False
    held: set[date] = set()
    for attempt in attempts:
        if attempt.timestamp() >= done_at.timestamp():
            wall = datetime.fromtimestamp(attempt.timestamp() + 8 * 3600, UTC)
            held.add(date(wall.year, wall.month, wall.day))
    return len(held) > 1 and now.timestamp() - done_at.timestamp() >= 72 * 3600


@given(
    st.sampled_from(["done", "closed", "reopened", "in_progress"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.lists(minutes, max_size=6),
    minutes,
)
def test_a_ticket_lapses_exactly_when_a_slow_reckoning_on_the_calendar_says_so(state, done_at, attempts, passed):
    done_at = done_at.replace(tzinfo=SHANGHAI)
    tried = [done_at + timedelta(minutes=one) for one in attempts]
    now = done_at + timedelta(minutes=passed)
    ticket = Ticket(state=state, done_at=done_at)
    assert may_lapse(ticket, tried, now) == slow_may_lapse(state, done_at, tried, now)
