"""A round walked: codes, answers, defects that become tickets, what is late, missed, made up for and signed off (A2)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.ledger.models import Entry, Seen
from xiwei.rounds import jobs
from xiwei.rounds.actions import doing
from xiwei.rounds.actions.doing import Deed
from xiwei.rounds.models import Round, RoundState, Stop, StopPhoto, StopState
from xiwei.rounds.rules import doubts, moves
from xiwei.rounds.tests.make import NOW, SYSTEM, Cast, again, cast, place, planned, route, standard
from xiwei.service.models import Ticket
from xiwei.service.tests.make import picture
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow
from xiwei.standards import actions as standards

START = NOW + timedelta(hours=4)
GOOD = {"1": "ok", "2": "120"}


@pytest.fixture
def made(db) -> Cast:
    return cast()


@pytest.fixture
def one(made: Cast) -> Round:
    """A round of two lifts at 14:00, 吴姐's."""
    standard(made)
    route(made, made.lift, place(made, "9栋电梯"), worker=made.staff_wu)
    return planned(made)[0]


def deed(one: Round, position: int = 1, answers: dict | None = None, **given) -> Deed:
    stops = one.stops.filter(position=position)
    spot = stops[0].spot
    filled = {"via": "scanned", "code": spot.code, "answers": {stop.pk: answers or GOOD for stop in stops}}
    return Deed(position=position, **{**filled, **given})


def do(one: Round, made: Cast, position: int = 1, now=START, **given) -> Round:
    return doing.do_point(one, deed(one, position, **given), by=given.pop("by", made.staff_wu), now=now)


def states(one: Round) -> tuple[str, list[str]]:
    return again(one).state, [stop.state for stop in one.stops.all()]


def kinds(one: Round) -> list[str]:
    return list(
        Entry.objects.filter(kind__startswith="rounds.", at__gte=START).order_by("pk").values_list("kind", flat=True)
    )


def test_a_round_begins_with_its_first_stop_and_ends_with_its_last(made: Cast, one: Round):
    do(one, made)
    assert states(one) == ("begun", ["done", "waiting"])
    do(one, made, 2, now=START + timedelta(minutes=5))
    assert states(one) == ("done", ["done", "done"])
    assert kinds(one) == ["rounds.stop_done", "rounds.begun", "rounds.stop_done", "rounds.ended"]


def test_what_was_done_at_a_place_is_a_line_anyone_may_read_there(made: Cast, one: Round):
    do(one, made, note="按钮板擦了两遍")
    line = Entry.objects.get(kind="rounds.stop_done")
    assert (line.place_id, line.seen_by, line.actor_label) == (made.lift.pk, Seen.PUBLIC, "保洁员 吴姐")
    assert line.data == {"what": "轿厢擦拭", "spot": made.lift.name, "wrong": 0}


def test_the_answers_are_kept_with_the_version_they_were_given_to(made: Cast, one: Round):
    do(one, made, answers={"1": "ok", "2": " 60,50 "})
    stop = one.stops.get(position=1)
    assert (stop.answers, stop.wrong, stop.standard.version, stop.by) == ({"1": "ok", "2": "60.5"}, 0, 1, made.staff_wu)


def test_what_is_wrong_becomes_a_ticket_with_first_contact_and_place_filled_in(made: Cast, one: Round):
    do(one, made, answers={"1": "ok", "2": "30"}, note="灯管发黑")
    ticket = Ticket.objects.get()
    assert (ticket.place, ticket.first_contact, ticket.channel, ticket.words) == (
        made.lift, made.staff_wu, "round", f"巡查发现：{made.lift.name}，地面照度 30 lx（应至少 50 lx）。灯管发黑",
    )  # fmt: skip
    assert [(stop.wrong, stop.ticket) for stop in one.stops.all()] == [(1, ticket), (0, None)]
    assert Entry.objects.get(kind="rounds.stop_done").data["ticket"] == ticket.number


def test_a_defect_that_names_an_item_is_promised_as_that_item(made: Cast):
    standards.fill_company(made.company, by=SYSTEM, now=NOW)
    standard(made, checks=[{"key": "1", "text": "灯亮", "kind": "tick", "defect": "C-LIFT-CLEAN"}])
    route(made, worker=made.staff_wu)
    one = planned(made)[0]
    do(one, made, answers={"1": "bad"})
    ticket = Ticket.objects.get()
    assert (ticket.item.code, ticket.line, ticket.kind) == ("C-LIFT-CLEAN", "cleaning", "complaint")


def test_what_is_wrong_and_mended_on_the_spot_is_not_reported(made: Cast, one: Round):
    do(one, made, answers={"1": "bad", "2": "120"}, report=False)
    assert (Ticket.objects.count(), one.stops.get(position=1).wrong) == (0, 1)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"answers": {"1": "ok"}}, "地面照度"),
        ({"answers": {"2": "120"}}, "按钮板无手印"),
        ({"answers": {"1": "maybe", "2": "120"}}, "按钮板无手印"),
        ({"answers": {"1": "ok", "2": "9999"}}, "不像真的"),
        ({"code": "WRONG123"}, "这个码不是本小区的"),
        ({"note": "x" * 301}, "最多 300 个字"),
        ({"skip": True, "note": ""}, "为什么没做成"),
    ],
)
def test_a_deed_that_lacks_something_is_refused_and_nothing_is_written(made: Cast, one: Round, given: dict, told: str):
    before = Entry.objects.count()
    with pytest.raises(BadInput, match=told):
        do(one, made, **given)
    assert (states(one), Entry.objects.count(), Ticket.objects.count()) == (("planned", ["waiting"] * 2), before, 0)


def test_the_code_of_another_place_is_named(made: Cast, one: Round):
    with pytest.raises(BadInput, match=f"这是“{made.gate.name}”的码"):
        do(one, made, code=made.gate.code)
    with pytest.raises(BadInput, match="这个码不是本小区的"):
        do(one, made, code=made.other_place.code)


def test_a_photo_that_the_standard_asks_for_must_be_there_and_is_evidence(made: Cast):
    standard(made, checks=[{"key": "1", "text": "轿厢全景", "kind": "photo"}])
    route(made, worker=made.staff_wu)
    one = planned(made)[0]
    with pytest.raises(BadInput, match="要拍一张照片"):
        do(one, made)
    do(one, made, taken=[picture()], originals=["a" * 64])
    kept = StopPhoto.objects.get()
    assert (kept.original, kept.stop.position, kept.photo.seen_by) == ("a" * 64, 1, Seen.PUBLIC)
    assert Entry.objects.get(kind="rounds.stop_done").evidence == [kept.photo.as_evidence]


def test_past_its_time_what_waits_is_missed_and_told_once(made: Cast, one: Round):
    do(one, made)
    over = one.due_at + timedelta(seconds=1)
    assert [jobs.find_missed(over), jobs.find_missed(over)] == [1, 0]
    assert states(one) == ("short", ["done", "missed"])
    assert Entry.objects.filter(kind="rounds.fell_short").count() == 1


def test_what_is_done_after_its_time_makes_up_for_it(made: Cast, one: Round):
    do(one, made)
    jobs.find_missed(one.due_at)
    do(one, made, 2, now=one.due_at + timedelta(hours=1))
    assert states(one) == ("settled", ["done", "made_up"])


def test_what_the_phone_did_in_time_and_sent_late_counts_as_in_time(made: Cast, one: Round):
    do(one, made)
    late = one.due_at + timedelta(hours=3)
    jobs.find_missed(one.due_at)
    do(one, made, 2, now=late, moment=START + timedelta(minutes=9), sent_at=late)
    stop = one.stops.get(position=2)
    assert (states(one), stop.at, stop.received_at, stop.doubts) == (
        ("settled", ["done", "done"]), START + timedelta(minutes=9), late, [],
    )  # fmt: skip


def test_what_could_not_be_done_says_why_and_is_signed_off_by_the_director(made: Cast, one: Round):
    do(one, made)
    do(one, made, 2, skip=True, note="电梯在检修", now=START + timedelta(minutes=5))
    assert states(one) == ("short", ["done", "skipped"])
    stop = one.stops.get(position=2)
    for staff in (made.staff_wu, made.staff_zhao, made.staff_outsider):
        with pytest.raises(NotAllowed):
            doing.excuse(stop.round, [stop.pk], reason="检修中，下午补", by=staff, now=START)
    doing.excuse(stop.round, [stop.pk], reason="检修中，下午补", by=made.staff_zheng, now=START + timedelta(hours=1))
    assert states(one) == ("settled", ["done", "excused"])
    with pytest.raises(NotNow, match="不用签认"):
        doing.excuse(stop.round, [stop.pk], reason="再签一次", by=made.staff_zheng, now=START)


def test_what_is_done_already_is_told_and_what_was_done_besides_leaves_a_line(made: Cast, one: Round):
    do(one, made)
    with pytest.raises(NotNow, match="不在这趟路线上"):
        do(one, made, now=START + timedelta(minutes=3))
    doing.overtaken(
        one, deed(one, taken=[picture()], originals=["b" * 64], note="我也擦了"), by=made.staff_wu, now=START
    )
    line = Entry.objects.get(kind="rounds.done_besides")
    assert (line.data["note"], len(line.evidence), states(one)) == ("我也擦了", 1, ("begun", ["done", "waiting"]))


@pytest.mark.parametrize("name", ["wu", "zheng", "he", "zhao", "sun", "zhou", "chen", "lin", "outsider"])
def test_a_round_is_done_by_its_line_or_by_who_plans_it(made: Cast, one: Round, name: str):
    by = getattr(made, f"staff_{name}")
    if name in ("wu", "zheng", "he"):
        assert doing.do_point(one, deed(one), by=by, now=START).state == RoundState.BEGUN
        return
    with pytest.raises(NotAllowed):
        doing.do_point(one, deed(one), by=by, now=START)


def test_doubts_are_kept_beside_the_deed_and_judge_nothing(made: Cast, one: Round):
    do(one, made, taken=[picture()], originals=["c" * 64])
    do(one, made, 2, now=START + timedelta(seconds=5), via="none", taken=[picture()], originals=["c" * 64])
    assert (one.stops.get(position=2).doubts, states(one)[0]) == (["fast", "no_code", "photo"], "done")


def test_a_phone_a_day_off_is_put_right_and_doubted(made: Cast, one: Round):
    wrong = START + timedelta(days=1)
    do(one, made, moment=wrong - timedelta(minutes=2), sent_at=wrong, now=START)
    stop = one.stops.get(position=1)
    assert (stop.at, stop.doubts, stop.state) == (START - timedelta(minutes=2), ["clock"], "done")


moments = st.integers(-4000, 4000).map(lambda minute: NOW + timedelta(minutes=minute))


@given(moment=st.none() | moments, sent=st.none() | moments)
def test_nothing_is_done_in_the_future_and_a_right_clock_is_believed(moment, sent):
    at = doubts.corrected(moment, sent, now=NOW)
    assert at <= NOW
    if moment is not None and sent is not None and abs(NOW - sent) <= doubts.CLOCK_OFF and moment <= NOW:
        assert at == moment
    if moment is not None and sent is not None and moment <= sent:
        off = abs(NOW - sent) > doubts.CLOCK_OFF
        assert at == (NOW - (sent - moment) if off else min(moment, NOW))


@pytest.mark.parametrize("verb", ["do", "hear", "make_up", "skip", "excuse"])
@pytest.mark.parametrize("state", StopState.values)
def test_every_move_a_person_makes_of_a_stop_is_the_tables(made: Cast, one: Round, verb: str, state: str):
    stop = one.stops.get(position=1)
    Stop.objects.filter(pk=stop.pk).update(state=state)
    move, late = moves.STOP_VERBS[verb], one.due_at + timedelta(hours=1)
    done = {
        "do": lambda: do(one, made),
        "hear": lambda: do(one, made, moment=START, sent_at=late, now=late),
        "make_up": lambda: do(one, made, now=late),
        "skip": lambda: do(one, made, skip=True, note="门锁着"),
        "excuse": lambda: doing.excuse(stop.round, [stop.pk], reason="事出有因", by=made.staff_zheng, now=late),
    }[verb]
    accepts = {"do": ("waiting", "skipped", "missed"), "hear": ("missed", "waiting", "skipped"),
               "skip": ("waiting", "missed", "skipped")}  # fmt: skip
    if state in accepts.get(verb, move.before):
        done()
        assert one.stops.get(position=1).state == move.after
    else:
        with pytest.raises(NotNow):
            done()
        assert one.stops.get(position=1).state == state


def test_what_a_guard_photographs_is_seen_by_colleagues_alone(made: Cast):
    from xiwei.people.queries.who import who
    from xiwei.service.models import Photo
    from xiwei.service.queries import photos

    standard(made, line="order", places=["gate"], checks=[{"key": "1", "text": "岗位全景", "kind": "photo"}])
    route(made, made.gate, line="order", worker=made.staff_zhou)
    one = planned(made)[0]
    doing.do_point(one, deed(one, taken=[picture()]), by=made.staff_zhou, now=START)
    photo = Photo.objects.get()
    assert (photo.seen_by, photos.public(photo.pk)) == (Seen.STAFF, None)
    seen = {name: _sees(who(person, day=NOW.date()), photo.pk) for name, person in made.everyone.items()}
    assert {name for name, sees in seen.items() if sees} == {
        "zhao_min", "sun", "zhou_yong", "wu", "chen_yuan", "zheng", "he",
    }  # fmt: skip


def _sees(who, pk: int) -> bool:
    from xiwei.service.models import Photo
    from xiwei.service.queries import photos

    try:
        return photos.for_person(who, pk).pk == pk
    except Photo.DoesNotExist:
        return False
