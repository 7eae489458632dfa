"""Who walks a round: present, certified, free, and fairly (A2)."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW
from xiwei.people.models import Staff
from xiwei.rounds.rules.sharing import NOBODY, UNCERTIFIED, Worker, choose

HOUR = timedelta(hours=1)
DAY = (NOW - 2 * HOUR, NOW + 8 * HOUR)


def worker(pk: int, *, held=(), month: int = 0, at_work=(DAY,)) -> Worker:
    return Worker(Staff(pk=pk), at_work, set(held), month)


def test_the_usual_worker_walks_their_own_route():
    assert choose([worker(1), worker(2)], starts=NOW, minutes=30, usual=2).worker.staff.pk == 2


def test_the_usual_worker_who_is_on_another_round_is_not_sent_twice_at_once():
    workers = [worker(1), worker(2)]
    assert [choose(workers, starts=NOW, minutes=30, usual=2).worker.staff.pk for _ in range(2)] == [2, 1]


def test_nobody_at_work_and_nobody_certified_are_told_apart():
    assert choose([worker(1)], starts=NOW + 9 * HOUR, minutes=30).why == NOBODY
    assert choose([worker(1)], starts=NOW, minutes=30, certificates={"lift"}).why == UNCERTIFIED
    assert choose([worker(1, held=["lift"])], starts=NOW, minutes=30, certificates={"lift"}).worker.staff.pk == 1


def test_of_two_alike_the_one_with_less_this_month_goes():
    assert choose([worker(1, month=90), worker(2, month=30)], starts=NOW, minutes=30).worker.staff.pk == 2


starts = st.integers(0, 7 * 60).map(lambda minute: NOW + timedelta(minutes=minute))


@given(
    people=st.lists(st.tuples(st.booleans(), st.integers(0, 600)), min_size=1, max_size=6),
    rounds=st.lists(st.tuples(starts, st.integers(5, 120), st.booleans()), max_size=25),
)
def test_a_round_goes_to_whom_the_slow_reading_of_the_rule_names(people, rounds):
    workers = [worker(pk, held=["lift"] if holds else [], month=month) for pk, (holds, month) in enumerate(people)]
    walked: dict[int, list[tuple[datetime, datetime]]] = {pk: [] for pk in range(len(people))}
    months = {pk: month for pk, (_, month) in enumerate(people)}
    for begin, minutes, needs in rounds:
        chosen = choose(workers, starts=begin, minutes=minutes, certificates={"lift"} if needs else set())
        able = [pk for pk, (holds, _) in enumerate(people) if holds or not needs]
        if not able:
            assert chosen.worker is None
            continue
        end = begin + timedelta(minutes=minutes)
        clash = {pk: sum(_shared(span, (begin, end)) for span in walked[pk]) for pk in able}
        today = {pk: sum((stop - start).total_seconds() // 60 for start, stop in walked[pk]) for pk in able}
        wanted = sorted(able, key=lambda pk: (clash[pk], today[pk], months[pk], pk))[0]
        assert chosen.worker.staff.pk == wanted
        walked[wanted].append((begin, end))
        months[wanted] += minutes


def _shared(one, other) -> int:
    """Minutes in both, counted one by one."""
    minute, count = max(one[0], other[0]), 0
    while minute < min(one[1], other[1]):
        count += 1
        minute += timedelta(minutes=1)
    return count


@given(count=st.integers(1, 40), people=st.integers(1, 6))
def test_rounds_of_one_length_one_after_another_are_shared_to_within_one(count: int, people: int):
    workers = [worker(pk, at_work=[(NOW, NOW + timedelta(days=9))]) for pk in range(people)]
    for place in range(count):
        choose(workers, starts=NOW + place * HOUR, minutes=60)
    given_each = [len(one.given) for one in workers]
    assert (sum(given_each), max(given_each) - min(given_each) <= 1) == (count, True)
