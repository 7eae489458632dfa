"""What the templates' tags and filters say."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string

from xiwei.shared.templatetags import xiwei

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Asking(forms.Form):
    words = forms.CharField(label="什么事", max_length=5)
    line = forms.ChoiceField(label="请谁来", choices=[("repair", "维修")], widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label="急不急", choices=[("plain", "一般")])
    open_to_all = forms.BooleanField(label="公开", required=False)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(minutes=41), "还剩 41 分"),
        (timedelta(seconds=59), "还剩 不到 1 分"),
        (timedelta(0), "还剩 不到 1 分"),
        (timedelta(seconds=-1), "刚超时"),
        (timedelta(seconds=-59), "刚超时"),
        (timedelta(seconds=-60), "已超 1 分"),
        (timedelta(minutes=-125), "已超 2 小时 5 分"),
        (timedelta(days=3, hours=4, minutes=5), "还剩 3 天 4 小时"),
    ],
)
def test_a_promise_is_counted_down_in_two_words(after, said):
    assert xiwei.left(NOW + after, NOW) == said


@pytest.mark.parametrize(
    ("minutes", "tone"), [(61, ""), (60, "near"), (0, "near"), (-1, "over")]
)  # fmt: skip
def test_a_promise_turns_near_in_its_last_hour_and_over_after_it(minutes, tone):
    assert xiwei.promise_tone(NOW + timedelta(minutes=minutes), NOW) == tone


@pytest.mark.parametrize(
    ("from_hour", "to_hour", "said"),
    [
        (0, 24, "今天一天"),
        (-24, 48, "昨天 至 明天（3 天）"),
        (24 * 9, 24 * 11, "9月30日 周三 至 10月1日 周四（2 天）"),
        (9, 24, "今天 09:00 — 明天 00:00"),
        (0, 18, "今天 00:00 — 18:00"),
    ],
)
def test_whole_days_are_said_as_days_and_hours_as_hours(from_hour, to_hour, said):
    midnight = NOW.replace(hour=0)
    assert xiwei.stretch(midnight + timedelta(hours=from_hour), midnight + timedelta(hours=to_hour), NOW) == said


def test_a_moment_is_said_by_its_day():
    said = [xiwei.when(NOW + timedelta(days=days), NOW) for days in (-1, 0, 1, 2, 3, 365)]
    assert said == [
        "昨天 10:00",
        "今天 10:00",
        "明天 10:00",
        "后天 10:00",
        "9月24日 周四 10:00",
        "2027年9月21日 周二 10:00",
    ]


def test_an_icon_that_is_not_there_says_what_to_do():
    with pytest.raises(LookupError, match=r"no icon 'no-such-icon': add it to static/icons.txt"):
        xiwei.icon("no-such-icon")


def test_every_kind_of_field_is_drawn_with_its_label():
    form = Asking()
    assert [xiwei.field_kind(field) for field in form] == ["control", "choices", "control", "check"]
    drawn = [render_to_string("parts/field.html", {"field": field}) for field in form]
    assert all(field.label in html for field, html in zip(form, drawn, strict=True))
    assert 'class="form-select"' in drawn[2]


def test_a_refused_field_is_tied_to_its_error_and_keeps_what_was_typed():
    form = Asking({"words": "<b>水管漏了很多水"})
    html = render_to_string("parts/field.html", {"field": form["words"]})
    assert 'value="&lt;b&gt;水管漏了很多水"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_words_error"' in html
    assert '<div class="x-wrong" id="id_words_error">' in html


def test_a_timeline_escapes_what_people_wrote():
    said = {"title": "报事", "sentence": "<script>", "icon": "mail", "tone": "", "at": NOW, "actor_label": "王芳"}
    line = SimpleNamespace(**said, evidence=[])
    html = render_to_string("parts/timeline.html", {"lines": [line], "now": NOW})
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_the_stars_have_five_radios_and_keep_the_one_chosen():
    html = engines["django"].from_string('{% include "parts/stars.html" with value=4 %}').render({})
    assert html.count('type="radio"') == 5
    assert html.count(" checked") == 1
    assert 'value="4" id="stars-4" required checked' in html


@pytest.mark.parametrize(("name", "shown"), [("王芳", "王"), (" 孙师傅", "孙"), ("𠮷田", "𠮷"), ("", "？")])
def test_someone_without_a_picture_is_shown_by_the_family_name(name, shown):
    assert xiwei.initial(name) == shown
