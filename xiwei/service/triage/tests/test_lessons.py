"""What people correct is learnt with the smallest change, forgets nothing, and never replaces a better model."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from xiwei.service.triage import installed, lessons, measure, model, proposal, propose
from xiwei.service.triage.lessons import Judged, Lesson

NOW = datetime(2026, 12, 1, 4, 10, tzinfo=UTC)
SAID = "天台的太阳能板歪了"  # of nothing the repository speaks of
PLAIN = {"水龙头滴水": "维修", "楼道没人扫": "保洁", "草坪枯死了一大片": "绿化", "物业费怎么又涨了": "管家"}


@cache
def right() -> list[lessons.Read]:
    """Some of what must stay right: enough to show how, and quickly read."""
    return lessons.read(model.load(), lessons.kept_right()[:400])


def taught(*told: Lesson) -> model.Model:
    return lessons.teach(model.load(), told, right(), cap=1.0)


def other_line(words: str) -> str:
    """A line the shipped model does not propose for these words."""
    return "绿化" if proposal(model.load(), words).line != "绿化" else "秩序"


@pytest.fixture(scope="module")
def outcome() -> lessons.Outcome:
    return lessons.learn(model.load(), [Lesson(SAID, {"line": other_line(SAID)})])


def test_one_correction_flips_its_phrase_to_the_line_that_was_chosen(outcome: lessons.Outcome) -> None:
    assert (outcome.lessons, outcome.known_before, outcome.known_after) == (1, 0, 1)
    assert proposal(outcome.model, SAID).line == other_line(SAID)


def test_what_was_right_before_a_lesson_is_right_after_it(outcome: lessons.Outcome) -> None:
    assert {words: proposal(outcome.model, words).line for words in PLAIN} == PLAIN
    assert not outcome.after.below(outcome.before)


def test_the_model_that_was_taught_from_stays_as_it_is(outcome: lessons.Outcome) -> None:
    assert outcome.model is not model.load()
    assert proposal(model.load(), SAID).line != other_line(SAID)


def test_no_word_of_a_lesson_comes_to_stand_in_the_model() -> None:
    words = "龘靐齉鬻饕餮"  # of pieces no model knows
    after = taught(Lesson(f"{words}坏了", {"line": "绿化"}))
    assert after.vocabulary is model.load().vocabulary
    assert not any(piece in after.vocabulary for piece in ("龘", "靐齉", "饕餮"))


def test_a_lesson_moves_only_the_question_it_answers() -> None:
    after = taught(Lesson(SAID, {"line": other_line(SAID)}))
    same = [np.array_equal(after.heads[n].weights, model.load().heads[n].weights) for n in ("urgency", "kind", "item")]
    assert same == [True, True, True]


def test_the_same_lessons_make_the_same_model() -> None:
    told = [Lesson(SAID, {"line": other_line(SAID), "kind": "建议"}), Lesson("门口的石狮子掉了耳朵", {"line": "管家"})]
    first, second = taught(*told), taught(*told)
    assert all(np.array_equal(first.heads[n].weights, second.heads[n].weights) for n in first.heads)


def test_an_item_of_the_company_s_own_is_passed_over() -> None:
    after = taught(Lesson(SAID, {"item": "X-OUR-OWN"}))
    assert np.array_equal(after.heads["item"].weights, model.load().heads["item"].weights)


def test_danger_words_stay_urgent_whatever_is_taught() -> None:
    assert proposal(taught(*[Lesson("楼道着火了快来人", {"urgency": "一般"})] * 5), "楼道着火了快来人").urgency == "急"


def test_lessons_that_make_it_read_worse_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "kept_right", lambda: [message for _, message in right()])
    wrong = [Lesson(m.text, {"line": "绿化"}) for m in measure.all_aside() if m.labels.line != "绿化"]
    refused = lessons.learn(model.load(), wrong)
    assert refused.model is None
    assert refused.after.macro < refused.before.macro


@pytest.mark.parametrize(
    ("after", "expected"),
    [((0.9, 0.95), False), ((0.91, 0.96), False), ((0.89, 1.0), True), ((1.0, 0.94), True)],
)
def test_a_fall_of_either_figure_is_a_fall(after: tuple[float, float], expected: bool) -> None:
    assert Judged(*after).below(Judged(0.9, 0.95)) is expected


# Where the taught model is kept, and who takes it up


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    installed.keep_in(tmp_path / "triage")
    return tmp_path / "triage"


def test_a_running_process_takes_up_the_taught_model_by_itself(folder: Path, outcome: lessons.Outcome) -> None:
    before = propose(SAID)
    installed.keep(outcome.model, now=NOW)
    assert (before.line == other_line(SAID), propose(SAID).line) == (False, other_line(SAID))
    assert installed.taught_at() == NOW


def test_a_newer_file_takes_the_place_of_an_older(folder: Path, outcome: lessons.Outcome) -> None:
    installed.keep(outcome.model, now=NOW)
    propose(SAID)
    installed.keep(model.load(), now=NOW + timedelta(days=28))
    assert propose(SAID) == proposal(model.load(), SAID)


def test_only_its_owner_reads_the_taught_model(folder: Path, outcome: lessons.Outcome) -> None:
    assert installed.keep(outcome.model, now=NOW).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["model.npz"]


def test_without_a_taught_model_or_a_place_for_one_the_shipped_one_answers(folder: Path) -> None:
    assert (installed.current() is model.load(), installed.taught_at()) == (True, None)
    installed.keep_in(None)
    assert (installed.current() is model.load(), installed.taught_at()) == (True, None)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a model", b"\x00" * 4096])
def test_a_broken_file_is_passed_over(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "model.npz").write_bytes(content)
    assert (installed.current() is model.load(), installed.taught_at()) == (True, None)


def test_a_model_taught_from_another_release_s_is_passed_over(folder: Path, outcome: lessons.Outcome) -> None:
    folder.mkdir()
    model.save(outcome.model, folder / "model.npz", notes={"parent": "another", "at": NOW.isoformat()})
    assert installed.current() is model.load()
