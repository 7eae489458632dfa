import threading

import pytest
from django.template import Context, Template, TemplateSyntaxError, engines
from django.template.base import Node, TextNode
from django.templatetags import i18n
from django.utils import translation
from django.utils.translation import trans_real

from xiwei.shared import threads
from xiwei.shared.templatetags import quick
from xiwei.shared.templatetags.xiwei import icon


def compiled(words: str) -> list[Node]:
    return list(engines["django"].from_string(words).template.nodelist)


def drawn(words: str, tongue: str, **given: object) -> str:
    with translation.override(tongue):
        return str(engines["django"].from_string(words).template.render(Context(given)))


def by_django(words: str, tongue: str, **given: object) -> str:
    plain = engines["django"].engine.__class__(builtins=["django.templatetags.i18n"])
    with translation.override(tongue):
        return Template(words, engine=plain).render(Context(given))


@pytest.mark.parametrize("tongue", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "words",
    [
        '{% trans "搜索" %}',
        '{% translate "搜索" %}',
        '{% trans "没有的话 100%" %}',
        '{% trans "搜索" as said %}<{{ said }}>',
        "{% trans said %}",
        "{% trans said|upper %}",
        "{% blocktrans %}没有的话 100%{% endblocktrans %}",
        "{% blocktrans with name=said|upper %}给 {{ name }} 和 {{ said }}，{{ nobody }}{% endblocktrans %}",
        "{% blocktrans trimmed %}\n 一行\n 两行 {{ said }}\n{% endblocktrans %}",
        "{% blocktrans count count=3 %}{{ count }} one{% plural %}{{ count }} more{% endblocktrans %}",
        "{% blocktrans asvar kept %}记下 {{ said }}{% endblocktrans %}<{{ kept }}>",
    ],
)
def test_each_tag_says_what_djangos_own_says(words, tongue):
    given = {"said": "<b>甲&乙</b>"}
    assert drawn(words, tongue, **given) == by_django(words, tongue, **given)


def test_a_constant_is_drawn_once_in_each_tongue():
    said = compiled('{% trans "搜索" %}')[0]
    assert type(said) is quick.Constant
    for tongue, words in {"zh-hans": "搜索", "en": "Search"}.items():
        with translation.override(tongue):
            assert [said.render(Context()), said.render(Context())] == [words, words]
    assert said.drawn == {"zh-hans": "搜索", "en": "Search"}


def test_what_is_not_constant_is_never_kept():
    for words in ("{% trans said %}", '{% trans "搜索"|upper %}', '{% trans "搜索" context "x" %}'):
        assert type(compiled(words)[0]) is i18n.TranslateNode
    assert type(compiled("{% blocktrans count n=n %}a{% plural %}b{% endblocktrans %}")[0]) is i18n.BlockTranslateNode


def test_a_translation_with_a_wrong_placeholder_is_said_untranslated():
    template = engines["django"].from_string("{% blocktrans %}给 {{ name }}{% endblocktrans %}").template
    said = template.nodelist[0]
    assert type(said) is quick.Block
    said.said["zh-hans"] = "to %(nam)s"
    with translation.override("zh-hans"):
        assert template.render(Context({"name": "甲"})) == "给 甲"


def test_an_icon_that_is_named_is_text_and_one_that_is_not_is_asked_for():
    named, other = compiled('{% icon "home" %}')[0], compiled("{% icon which %}")[0]
    assert type(named) is TextNode and named.s == icon("home")
    assert [other.render(Context({"which": one})) for one in ("home", "bell")] == [icon("home"), icon("bell")]
    with pytest.raises(LookupError):
        compiled('{% icon "no-such-icon" %}')


def test_a_tag_without_words_is_refused_as_by_django():
    with pytest.raises(TemplateSyntaxError):
        compiled("{% trans %}")


def test_a_tongue_chosen_in_one_thread_is_not_anothers():
    heard: list[str] = []

    def other() -> None:
        heard.append(translation.get_language())
        translation.activate("zh-hans")

    with translation.override("en"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert translation.get_language() == "en"
    assert heard == ["zh-hans"]
    assert isinstance(trans_real._active, threading.local)


def test_where_django_keeps_them_otherwise_nothing_starts(monkeypatch):
    monkeypatch.setattr(threads, "KEPT", ((threads, "KEPT"),))
    with pytest.raises(AssertionError, match=r"threads\.KEPT is no Local any more"):
        threads.keep_by_thread()
