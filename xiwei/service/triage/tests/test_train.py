"""Training is a function of its data: the same messages make the same model, and it is small and reads back whole."""

from pathlib import Path

import numpy as np
import pytest

from xiwei.service.triage import grammar, measure, model

pytest.importorskip("sklearn")

from xiwei.service.triage import train


def few() -> list[grammar.Message]:
    letters = list(grammar.write(grammar.read_topics(), letters=1, spoken=1, seed=3))
    told = {"R-TAP": "水龙头滴水", "R-TOILET-CLOG": "马桶堵了", "R-LOCK": "钥匙丢了开锁"}
    repair = {code: grammar.Labels("维修", "一般", "报修", code) for code in told}
    items = [grammar.Message("", f"{told[code]}{n}", repair[code], "menu") for code in told for n in range(6)]
    return letters + items


@pytest.fixture(scope="module")
def small() -> model.Model:
    return train.cool(train.learn(few()), few())


def test_the_same_messages_make_the_same_model(small: model.Model) -> None:
    again = train.cool(train.learn(few()), few())
    for name, head in small.heads.items():
        assert np.array_equal(head.weights, again.heads[name].weights)
        assert (head.temperature, head.threshold) == (again.heads[name].temperature, again.heads[name].threshold)


def test_a_saved_model_answers_as_before(small: model.Model, tmp_path: Path) -> None:
    train.save(small, tmp_path / "model.npz")
    back = model.load.__wrapped__(tmp_path / "model.npz")
    seen = small.vector("电梯坏了没人修", "电梯")
    assert back.heads["line"].answer(*back.vector("电梯坏了没人修", "电梯"))[0] == small.heads["line"].answer(*seen)[0]


def test_the_committed_model_is_under_six_megabytes() -> None:
    assert model.FILE.stat().st_size < 6_000_000


@pytest.mark.parametrize(
    ("truth", "said", "expected"),
    [
        (["急", "急", "一般"], ["急", "一般", "急"], (0.5, 0.5, 0.5, 2)),
        (["一般"], ["一般"], (0.0, 0.0, 0.0, 0)),
        (["急"], ["急"], (1.0, 1.0, 1.0, 1)),
    ],
)
def test_scores_are_counted_as_defined(truth: list[str], said: list[str], expected: tuple[float, ...]) -> None:
    score = measure.score(truth, said, "急")
    assert (score.precision, score.recall, score.f1, score.count) == expected
