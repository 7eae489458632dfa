"""What people correct becomes lessons for the reader: the newest choice for each ticket, and only what was changed."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from xiwei.people.models import Person
from xiwei.service import jobs
from xiwei.service.actions import teaching
from xiwei.service.models import Correction, Ticket
from xiwei.service.queries import corrections
from xiwei.service.tests import make
from xiwei.service.triage import installed, lessons, measure, propose
from xiwei.service.triage.lessons import Lesson

pytestmark = pytest.mark.django_db
FAULT = {"line": "repair", "kind": "repair", "urgency": "ordinary", "item": None}
SAID = "天台的太阳能板歪了"


def corrected(
    w: make.World, ticket: Ticket, *, after: int = 0, by: Person | None = None, proposed: dict | None = None, **chosen
) -> Correction:
    return Correction.objects.create(
        company=w.company,
        ticket=ticket,
        words=ticket.words,
        proposed=proposed or FAULT,
        chosen={**FAULT, **chosen},
        by=by,
        at=w.now + timedelta(minutes=after),
    )


@pytest.fixture
def w() -> make.World:
    return make.world()


def test_only_what_was_chosen_otherwise_is_a_lesson_and_in_the_reader_s_own_labels(w: make.World):
    corrected(w, make.ticket(w, words=SAID), line="greening", kind="suggestion", item="G-ADOPT")
    assert corrections.lessons() == [Lesson(SAID, {"line": "绿化", "kind": "建议", "item": "G-ADOPT"})]


@pytest.mark.parametrize(("urgency", "expected"), [("urgent", "急"), ("complaint", "投诉"), ("planned", "一般")])
def test_haste_is_told_in_the_reader_s_three_words(w: make.World, urgency: str, expected: str):
    corrected(w, make.ticket(w, words=SAID), urgency=urgency, proposed={**FAULT, "urgency": "none of these"})
    assert corrections.lessons() == [Lesson(SAID, {"urgency": expected})]


def test_of_a_ticket_corrected_twice_the_last_choice_is_held_against_the_first_proposal(w: make.World):
    ticket = make.ticket(w, words=SAID)
    corrected(w, ticket, line="cleaning")
    corrected(w, ticket, after=5, line="greening", proposed={**FAULT, "line": "cleaning"})
    assert corrections.lessons() == [Lesson(SAID, {"line": "绿化"})]


def test_a_change_that_was_taken_back_teaches_nothing(w: make.World):
    ticket = make.ticket(w, words=SAID)
    corrected(w, ticket, line="cleaning")
    corrected(w, ticket, after=5, proposed={**FAULT, "line": "cleaning"})
    assert corrections.lessons() == []


def test_of_the_same_words_on_two_tickets_the_newest_choice_counts(w: make.World):
    corrected(w, make.ticket(w, words=SAID), line="cleaning")
    corrected(w, make.ticket(w, words=SAID), after=5, line="greening")
    assert corrections.lessons() == [Lesson(SAID, {"line": "绿化"})]


def test_no_one_person_outvotes_the_rest(w: make.World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(corrections, "MOST_OF_ONE", 2)
    for number in range(4):
        corrected(w, make.ticket(w, words=f"{SAID}{number}"), after=number, by=w.wang_fang, line="greening")
    corrected(w, make.ticket(w, words=SAID), after=9, by=w.zhao_min, line="greening")
    assert [one.words for one in corrections.lessons()] == [f"{SAID}2", f"{SAID}3", SAID]


def test_an_item_taken_away_and_what_was_never_proposed_teach_nothing(w: make.World):
    ticket = make.ticket(w, words=SAID)
    corrected(w, ticket, item=None, line="greening", proposed={"item": "R-TAP"})
    assert corrections.lessons() == []


# The whole way


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """Less to keep right and less to judge by: how it goes is the same."""
    kept, aside = lessons.kept_right()[:400], measure.all_aside()[:60]
    monkeypatch.setattr(lessons, "kept_right", lambda: kept)
    monkeypatch.setattr(measure, "all_aside", lambda: aside)
    installed.keep_in(tmp_path / "triage")


@pytest.fixture
def three(w: make.World) -> None:
    for number, words in enumerate((SAID, "我家门口的太阳能板歪了", "太阳能板被风吹歪了")):
        corrected(w, make.ticket(w, words=words), after=number, line="cleaning")


@pytest.mark.usefixtures("quick", "three")
def test_three_corrections_change_what_is_proposed_from_then_on(w: make.World):
    before = propose(SAID).line
    outcome = teaching.teach(now=w.now)
    assert (outcome.lessons, outcome.known_before, outcome.known_after) == (3, 0, 3)
    assert (before != "保洁", propose(SAID).line, propose("楼顶太阳能板歪了").line) == (True, "保洁", "保洁")


@pytest.mark.usefixtures("quick", "three")
def test_a_correction_that_is_gone_is_forgotten_at_the_next_training(w: make.World):
    teaching.teach(now=w.now)
    Correction.objects.all().delete()
    corrected(w, make.ticket(w, words="门口的石狮子掉了耳朵"), line="butler")
    teaching.teach(now=w.now + timedelta(days=30))
    left = propose(SAID).line
    installed.keep_in(None)
    assert left == propose(SAID).line


@pytest.mark.usefixtures("quick", "three")
def test_the_command_says_what_was_learnt_and_what_became_of_the_figures():
    out = StringIO()
    call_command("triage", "--train", "--corrections", stdout=out)
    assert out.getvalue().startswith("更正 3 条：全答对的从 0 条到 3 条。\n留出来量的话：按线 macro-F1 ")
    assert out.getvalue().endswith("不用重启。The new model is in place.\n")


@pytest.mark.usefixtures("quick")
def test_without_corrections_nothing_is_replaced():
    out = StringIO()
    call_command("triage", "--train", "--corrections", stdout=out)
    assert out.getvalue() == "没有可学的更正，模型没有换。Nothing to learn; the model was not replaced.\n"
    assert installed.taught_at() is None


@pytest.mark.usefixtures("quick")
def test_corrections_that_make_it_read_worse_are_refused_in_two_tongues_and_the_old_model_stays(w: make.World):
    for number, message in enumerate(measure.all_aside()):
        corrected(w, make.ticket(w, words=message.text), after=number, line="greening")
    with pytest.raises(CommandError) as refused:
        call_command("triage", "--train", "--corrections", stdout=StringIO())
    assert "模型没有换" in str(refused.value)
    assert "Held-aside figures fell; the model was not replaced." in str(refused.value)
    assert installed.taught_at() is None


def test_corrections_without_training_is_no_command():
    with pytest.raises(CommandError, match="--corrections 要和 --train 一起用"):
        call_command("triage", "--text", "灯坏了", "--corrections")


@pytest.mark.usefixtures("quick", "three")
def test_the_clock_teaches_once_a_month(w: make.World):
    days = [jobs.learn_corrections(w.now + timedelta(days=day)) for day in (0, 1, 27, 28)]
    assert days == [3, 0, 0, 3]


@pytest.mark.usefixtures("quick")
def test_the_clock_does_nothing_where_nothing_was_corrected(w: make.World):
    assert jobs.learn_corrections(w.now) == 0
