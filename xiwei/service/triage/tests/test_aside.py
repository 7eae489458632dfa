"""The committed model on hard messages it never learnt from, and what only sounds like danger."""

from pathlib import Path

import pytest

from xiwei.service.triage import dangers, measure, model, propose
from xiwei.service.triage.grammar import read_phrases


def test_the_committed_model_keeps_its_figures_on_the_hard_messages_laid_aside() -> None:
    figures = measure.on_messages(model.load(), measure.kept_aside())
    assert (figures.count, figures.urgent.count) == (80, 21)
    assert figures.urgent.recall == 1.0
    assert figures.urgent.precision >= 0.8
    assert figures.macro >= 0.88


@pytest.mark.parametrize(
    ("path", "count", "urgent", "recall", "precision", "macro"),
    [(measure.ASIDE_APP, 123, 19, 0.94, 0.55, 0.87), (measure.ASIDE_FRESH, 58, 24, 0.95, 0.8, 0.85)],
)
def test_the_committed_model_keeps_its_figures_on_what_an_app_gets(
    path: Path, count: int, urgent: int, recall: float, precision: float, macro: float
) -> None:
    figures = measure.on_messages(model.load(), measure.kept_aside(path))
    assert (figures.count, figures.urgent.count) == (count, urgent)
    assert (figures.urgent.recall >= recall, figures.urgent.precision >= precision) == (True, True)
    assert figures.macro >= macro


def test_nothing_laid_aside_is_learnt_from() -> None:
    learnt = {message.text for message in read_phrases()}
    assert [one.text for one in measure.all_aside() if one.text.replace("，", ",") in learnt] == []


@pytest.mark.parametrize(
    "text",
    ["上次困人的原因后来查到没有", "去年爆过管，今年能不能早点检查", "听说隔壁楼着过火，我们的灭火器够吗"],
)
def test_who_asks_about_what_is_long_over_needs_nobody_to_run(text: str) -> None:
    assert dangers.asks_of_the_past(text)
    assert propose(text).urgency != "急"


@pytest.mark.parametrize("text", ["上次修过的水管现在又爆了，怎么办", "上次困人，刚才又困人了，能不能快点"])
def test_what_happens_again_is_no_question_of_the_past(text: str) -> None:
    assert dangers.asks_of_the_past(text) is False


LETTER = "物业费收得不少，服务却一年不如一年，多次反映没有结果，请领导督促他们把该公开的账目公开、把该做的事做好，" * 4


@pytest.mark.parametrize(
    ("title", "told", "expected"),
    [
        ("物业乱收费", "电梯也掉过层。", False),
        ("电梯没人修", "电梯掉层两回。", True),
        ("物业乱收费", "电梯掉层。上周电梯又困人。", True),
        ("开发商关停电梯", "整栋的电梯关停了，老人下不了楼。", False),
        ("电梯老化", "每天都怕随时会关在电梯里。", False),
    ],
)
def test_a_letter_is_pressing_for_what_it_is_about_and_not_for_a_word_in_passing(
    title: str, told: str, expected: bool
) -> None:
    assert dangers.lasting(LETTER + told, title) is expected


@pytest.mark.parametrize("text", ["电梯里关着人，门打不开", "2栋电梯关了人"])
def test_someone_shut_in_a_lift_is_heard_however_it_is_said(text: str) -> None:
    assert propose(text).danger == "lift_trapped"
