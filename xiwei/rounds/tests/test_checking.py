"""Spot checks put right to their end, and the matrix of sites by standards with what stands behind each cell (A16)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiwei.estate.models import Project
from xiwei.ledger.models import Entry
from xiwei.rounds import jobs
from xiwei.rounds.actions import checking as actions
from xiwei.rounds.actions.checking import Looked
from xiwei.rounds.models import CheckState, Round, SpotCheck, Stop, StopState, Tally
from xiwei.rounds.queries import checking as queries
from xiwei.rounds.rules import checking as rules
from xiwei.rounds.tests.make import NOW, TODAY, Cast, cast, day, everywhere, planned, route, standard
from xiwei.service.tests.make import picture
from xiwei.shared import moment
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

GOOD, WRONG = {"1": "ok", "2": "120"}, {"1": "bad", "2": "30"}
MONTH = TODAY.replace(day=1)


@pytest.fixture
def made(db, monkeypatch) -> Cast:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return cast()


def looked(made: Cast, answers=WRONG, **changed) -> Looked:
    return Looked(
        answers=answers, **({"wanted": "换灯管、擦手印", "due_on": day(3), "answering": made.staff_wu} | changed)
    )


def check(made: Cast, answers=WRONG, **changed) -> SpotCheck:
    one = _held(made) or standard(made)
    return actions.check(made.project, one, made.lift, looked(made, answers, **changed), by=made.staff_zheng, now=NOW)


def _held(made: Cast):
    from xiwei.standards.models import Standard

    return Standard.objects.filter(company=made.company, code="C-LIFT").first()


def kinds() -> list[str]:
    return list(Entry.objects.filter(kind__startswith="rounds.check").order_by("pk").values_list("kind", flat=True))


def test_a_check_with_nothing_wrong_is_right_at_once(made: Cast):
    one = check(made, GOOD, wanted="", due_on=None, answering=None)
    assert (one.state, one.wrong, one.due_on, kinds()) == ("right", [], None, ["rounds.checked"])


def test_what_is_wrong_is_given_to_somebody_until_a_day_and_seen_right(made: Cast):
    one = check(made)
    assert (one.state, one.wrong) == ("open", ["按钮板无手印", "地面照度 30 lx（应至少 50 lx）"])
    actions.answer(one, words="灯管换了", taken=[picture()], by=made.staff_wu, now=NOW + timedelta(days=1))
    actions.send_back(one, reason="还有手印", due_on=day(5), by=made.staff_zheng, now=NOW + timedelta(days=2))
    actions.answer(one, words="又擦了一遍", by=made.staff_wu, now=NOW + timedelta(days=3))
    done = actions.close(one, by=made.staff_zheng, now=NOW + timedelta(days=4))
    assert (done.state, done.returned, done.photos.filter(after=True).count()) == ("closed", 1, 1)
    assert kinds() == [
        "rounds.checked_wrong", "rounds.check_answered", "rounds.check_sent_back", "rounds.check_answered",
        "rounds.check_closed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"wanted": ""}, "整改什么"),
        ({"due_on": None}, "期限"),
        ({"due_on": day(-1)}, "期限"),
        ({"due_on": day(91)}, "期限"),
        ({"answering": None}, "负责整改"),
        ({"answers": {"1": "ok"}}, "地面照度"),
        ({"note": "x" * 301}, "300 个字"),
    ],
)
def test_a_check_that_says_too_little_is_refused_and_nothing_is_written(made: Cast, changed: dict, told: str):
    with pytest.raises(BadInput, match=told):
        check(made, **changed)
    assert (SpotCheck.objects.count(), kinds()) == (0, [])


def test_a_standard_of_another_kind_of_place_or_a_place_elsewhere_is_refused(made: Cast):
    one = standard(made)
    for spot, told in ((made.gate, "不是“"), (made.other_place, "不在")):
        with pytest.raises(BadInput, match=told):
            actions.check(made.project, one, spot, looked(made), by=made.staff_zheng, now=NOW)


def test_one_of_another_company_cannot_be_asked_to_put_it_right(made: Cast):
    with pytest.raises(BadInput, match="负责整改"):
        check(made, answering=made.staff_outsider)


@pytest.mark.parametrize("verb", ["answer", "close", "send_back"])
@pytest.mark.parametrize("state", CheckState.values)
def test_every_move_of_a_check_is_the_tables(made: Cast, verb: str, state: str):
    from xiwei.rounds.rules.moves import CHECK_VERBS

    one = check(made)
    SpotCheck.objects.filter(pk=one.pk).update(state=state)
    do = {
        "answer": lambda: actions.answer(one, words="换好了", by=made.staff_wu, now=NOW),
        "close": lambda: actions.close(one, by=made.staff_zheng, now=NOW),
        "send_back": lambda: actions.send_back(one, reason="没好", due_on=day(2), by=made.staff_zheng, now=NOW),
    }[verb]
    if state in CHECK_VERBS[verb].before:
        assert do().state == CHECK_VERBS[verb].after
    else:
        with pytest.raises(NotNow):
            do()


@pytest.mark.parametrize("name", ["zhao", "sun", "zhou", "wu", "chen", "zheng", "he", "lin", "outsider"])
def test_who_may_check_answer_and_close(made: Cast, name: str):
    by = getattr(made, f"staff_{name}")
    one = check(made)
    may = {
        "check": rules.may_check(by, made.project),
        "answer": rules.may_answer(by, one),
        "close": rules.may_close(by, one),
    }
    wanted = {"zheng": (True, True, True), "he": (True, True, True), "wu": (False, True, False)}
    assert tuple(may.values()) == wanted.get(name, (False, False, False))


def test_who_puts_it_right_does_not_close_it_themselves(made: Cast):
    one = check(made, answering=made.staff_he)
    actions.answer(one, words="换好了", by=made.staff_he, now=NOW)
    with pytest.raises(NotAllowed, match="不能自己复查"):
        actions.close(one, by=made.staff_he, now=NOW)


states = st.sampled_from(StopState.values)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(stops=st.lists(st.tuples(states, st.integers(0, 2), st.sampled_from(["C-A", "C-B"])), max_size=30),
       checks=st.lists(st.tuples(st.sampled_from(CheckState.values), st.sampled_from(["C-A", "C-B"])), max_size=8))  # fmt: skip
def test_a_months_tally_is_what_counting_row_by_row_gives(one_world, stops, checks):
    made, one, walked = one_world
    Stop.objects.all().delete()
    SpotCheck.objects.all().delete()
    for state, wrong, code in stops:
        Stop.objects.create(
            company=made.company, project=made.project, round=walked, position=1, place=made.lift, standard=one, grade=2,
            code=code, day=TODAY, state=state, wrong=wrong,
        )  # fmt: skip
    for state, code in checks:
        SpotCheck.objects.create(
            company=made.company, project=made.project, place=made.lift, standard=one, grade=2, code=code,
            by=made.staff_zheng, at=NOW, day=TODAY, state=state,
        )  # fmt: skip
    actions.tally(made.project, MONTH)
    wanted: dict[str, list[int]] = {}
    over = ("done", "made_up", "skipped", "missed", "excused")
    for state, wrong, code in stops:
        row = wanted.setdefault(code, [0] * 7) if state in over else [0] * 7
        row[0] += state in over
        row[1] += state == "done"
        row[2] += state == "made_up"
        row[3] += state in ("skipped", "missed", "excused")
        row[4] += state in over and wrong > 0
    for state, code in checks:
        row = wanted.setdefault(code, [0] * 7)
        row[5] += 1
        row[6] += state != "right"
    rows = {row.code: [getattr(row, name) for name in queries.COUNTS] for row in Tally.objects.all()}
    assert rows == wanted


@pytest.fixture
def one_world(made: Cast):
    """One world for all of hypothesis' examples."""
    one = standard(made)
    walked = Round.objects.create(
        company=made.company, project=made.project, route=route(made), line="cleaning", day=TODAY, slot=NOW, starts_at=NOW,
        due_at=NOW + timedelta(hours=1), minutes=10,
    )  # fmt: skip
    return made, one, walked


@pytest.mark.parametrize(
    ("percent", "failed", "tone"),
    [(None, 0, ""), (100, 0, "good"), (98, 0, "good"), (97, 0, "fair"), (90, 0, "fair"), (89, 0, "gap"),
     (100, 1, "fair"), (100, 2, "gap"), (None, 1, "fair"), (None, 2, "gap")],
)  # fmt: skip
def test_how_a_cell_stands(percent, failed, tone):
    assert rules.tone(percent, failed) == tone


def test_a_hundred_per_cent_means_all():
    assert [rules.share(999, 1000), rules.share(1000, 1000), rules.share(0, 0)] == [99, 100, None]


def test_the_job_counts_every_project_that_was_busy(made: Cast):
    check(made)
    assert jobs.tally(NOW) == 1
    with everywhere():
        assert [(row.code, row.checked, row.failed) for row in Tally.objects.all()] == [("C-LIFT", 1, 1)]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(made: Cast, **changed) -> dict:
    return {"key": "k", "c-1": "bad", "c-2": "30", "wanted": "换灯管", "due_on": str(day(3)),
            "answering": made.staff_wu.pk, "note": ""} | changed  # fmt: skip


def test_a_check_is_chosen_answered_and_put_right_on_its_pages(made: Cast):
    standard(made)
    boss, wu = signed_in(made.zheng), signed_in(made.wu)
    choose = reverse("check_new", args=[made.project.pk])
    assert "轿厢擦拭" in boss.get(choose + "?line=cleaning").content.decode()
    assert made.lift.name in boss.get(choose + "?standard=C-LIFT").content.decode()
    at = f"{choose}?standard=C-LIFT&at=p-{made.lift.pk}"
    assert boss.post(at, typed(made, wanted="")).status_code == 422
    answer = boss.post(at, typed(made))
    one = SpotCheck.objects.get()
    assert answer["Location"] == reverse("check", args=[one.pk])
    assert "整改好了，请复查" in wu.get(answer["Location"]).content.decode()
    act = lambda verb: reverse("check_act", args=[one.pk, verb])  # noqa: E731
    assert wu.post(act("answer"), {"answer-key": "a", "answer-words": ""}).status_code == 422
    assert wu.post(act("answer"), {"answer-key": "a", "answer-words": "换好了"}).status_code == 302
    assert wu.post(act("close"), {"close-key": "c"}).status_code == 403
    assert boss.post(act("close"), {"close-key": "c"}).status_code == 302
    assert (SpotCheck.objects.get().state, boss.get(act("close")).status_code) == ("closed", 302)


@pytest.mark.parametrize(
    ("name", "statuses"),
    [("zheng", (200, 200, 200, 200)), ("he", (200, 200, 200, 200)), ("zhao_min", (200, 200, 200, 403)),
     ("wu", (403, 200, 403, 403)), ("sun", (403, 403, 403, 403)), ("outsider", (404, 404, 200, 404)),
     ("lin", (404, 404, 403, 404)), ("wang_fang", (404, 404, 404, 404))],
)  # fmt: skip
def test_who_may_open_the_pages(made: Cast, name: str, statuses: tuple):
    one = check(made)
    client = signed_in(getattr(made, name))
    pages = [reverse("checks", args=[made.project.pk]), reverse("check", args=[one.pk]), reverse("matrix"),
             reverse("check_new", args=[made.project.pk])]  # fmt: skip
    assert tuple(client.get(page).status_code for page in pages) == statuses


def test_the_matrix_opens_to_what_a_cell_was_counted_from(made: Cast):
    check(made)
    route(made)
    [walked] = planned(made)
    Stop.objects.filter(round=walked).update(state="missed", at=None)
    jobs.tally(NOW)
    boss = signed_in(made.zheng)
    page = boss.get(reverse("matrix") + "?line=cleaning").content.decode()
    link = f"{reverse('matrix_cell', args=[made.project.pk, 'C-LIFT'])}?month={MONTH:%Y-%m}"
    assert (link in page, "0%" in page, "抽查 1 次有问题" in page) == (True, True, True)
    behind = boss.get(link).content.decode()
    assert ("漏做" in behind, "待整改" in behind, made.lift.name in behind) == (True, True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_matrix_costs_the_same_at_one_site_and_at_three(made: Cast, rows: int, django_assert_num_queries):
    standard(made)
    for place in range(rows):
        site = made.project if not place else Project.objects.create(
            company=made.company, code=f"X{place}", name=f"项目{place}", kind="residential")  # fmt: skip
        Tally.objects.create(company=made.company, project=site, code="C-LIFT", month=MONTH, due=10, done=9)
    client = signed_in(made.he)
    page = client.get(reverse("matrix") + "?line=cleaning").content.decode()
    assert page.count("90%") == rows
    with django_assert_num_queries(10):
        client.get(reverse("matrix") + "?line=cleaning")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_checks_costs_the_same_at_one_and_at_three(made: Cast, rows: int, django_assert_num_queries):
    for _ in range(rows):
        check(made)
    client = signed_in(made.zheng)
    client.get(reverse("checks", args=[made.project.pk]))
    with django_assert_num_queries(10):
        client.get(reverse("checks", args=[made.project.pk]))
