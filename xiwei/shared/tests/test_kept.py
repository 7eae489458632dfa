"""What does not depend on who asks is drawn once: kept by its keys and the language, and by nothing else."""

import pytest
from django.template import Context, Engine
from django.utils import translation

from xiwei.shared.templatetags import kept


@pytest.fixture
def drawn():
    """A template that counts how often the inside of its block was drawn."""
    engine = Engine(libraries={"kept": "xiwei.shared.templatetags.kept"}, builtins=["django.templatetags.i18n"])
    page = engine.from_string("{% load kept %}{% kept face %}{{ face }} {{ count }}{% endkept %} {{ name }}")
    times = iter(range(5000))
    return lambda **said: page.render(Context({"count": lambda: next(times), **said}))


def test_a_block_is_drawn_once_for_each_key_and_what_stands_outside_every_time(drawn):
    pages = [drawn(face=face, name=name) for face, name in (("worker", "孙"), ("worker", "吴"), ("butler", "赵"))]
    assert pages == ["worker 0 孙", "worker 0 吴", "butler 1 赵"]


def test_each_language_has_a_drawing_of_its_own(drawn):
    pages = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            pages.append(drawn(face="worker", name=""))
    assert pages == ["worker 0 ", "worker 1 ", "worker 0 "]


def test_past_the_most_it_keeps_a_block_forgets_and_draws_anew(drawn, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    assert [drawn(face=face, name="") for face in "aabca"] == ["a 0 ", "a 0 ", "b 1 ", "c 2 ", "a 3 "]
