"""The standards' pages: who may open them, what is typed and refused, a version made and taken back (A7)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, Cast, cast
from xiwei.ledger.models import SYSTEM
from xiwei.shared import moment
from xiwei.standards import actions
from xiwei.standards.models import ServiceGrade, Standard
from xiwei.standards.tests.test_standards import FIELDS, TODAY, day


@pytest.fixture
def made(db, monkeypatch) -> Cast:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return cast()


@pytest.fixture
def one(made: Cast) -> Standard:
    return Standard.objects.create(
        company=made.company, code="C-OWN", since=TODAY - timedelta(days=30), made_at=NOW, **FIELDS
    )


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(one: Standard, **changed) -> dict:
    """The form as the page draws it, with what was changed."""
    fields = {
        "key": "k", "name": one.name, "line": one.line, "aim": one.aim, "places": one.places, "minutes": one.minutes,
        "done_with": one.done_with, "source": one.source, "since": str(day(1)), "reason": "试用后调整",
    }  # fmt: skip
    for row in one.grades:
        fields |= {f"rule-{row['grade']}": row["rule"], f"words-{row['grade']}": row["words"]}
    for place, row in enumerate(one.checks):
        for name in ("key", "text", "kind", "unit", "low", "high"):
            fields[f"check-{place}-{name}"] = row.get(name, "")
    return fields | changed


@pytest.mark.parametrize(
    ("name", "status"),
    [("he", 200), ("zheng", 200), ("zhao_min", 403), ("sun", 403), ("wu", 403), ("lin", 404), ("outsider", 404),
     ("wang_fang", 404)],
)  # fmt: skip
def test_who_may_read_a_standard(made: Cast, one: Standard, name: str, status: int):
    assert signed_in(getattr(made, name)).get(reverse("standard", args=[one.pk])).status_code == status


def test_the_director_reads_and_only_the_manager_is_offered_the_form(made: Cast, one: Standard):
    pages = {name: signed_in(getattr(made, name)).get(reverse("standard", args=[one.pk])) for name in ("zheng", "he")}
    assert {name: "存为新的一版" in page.content.decode() for name, page in pages.items()} == {
        "zheng": False,
        "he": True,
    }
    assert signed_in(made.zheng).post(reverse("standard", args=[one.pk]), typed(one, minutes=15)).status_code == 403


def test_a_revision_sent_as_the_page_draws_it_changes_only_what_was_typed(made: Cast, one: Standard):
    answer = signed_in(made.he).post(reverse("standard", args=[one.pk]), typed(one, minutes=15))
    fresh = Standard.objects.get(version=2)
    assert (answer["Location"], fresh.minutes, fresh.since) == (reverse("standard", args=[fresh.pk]), 15, day(1))
    assert (fresh.grades, fresh.checks) == (one.grades, one.checks)


def test_a_check_is_added_in_an_empty_row_and_one_cleared_is_gone(made: Cast, one: Standard):
    rows = {"check-0-text": "", "check-3-text": "镜面无水渍", "check-3-kind": "tick"}
    signed_in(made.he).post(reverse("standard", args=[one.pk]), typed(one, **rows))
    checks = Standard.objects.get(version=2).checks
    assert [row["text"] for row in checks] == ["地面照度", "轿厢全景", "镜面无水渍"]
    assert (checks[0]["hard_high"], checks[1]["grades"]) == (5000, [1])
    assert len({row["key"] for row in checks}) == 3


def test_a_check_added_after_others_were_taken_out_never_has_the_key_of_one_that_stands(
    made: Cast, one: Standard, monkeypatch
):
    client = signed_in(made.he)
    client.post(
        reverse("standard", args=[one.pk]), typed(one, **{"check-3-text": "镜面无水渍", "check-3-kind": "tick"})
    )
    monkeypatch.setattr(moment, "now", lambda: NOW + timedelta(days=2))
    second = Standard.objects.get(version=2)
    rows = {
        "check-0-text": "",
        "check-4-text": "地面无水",
        "check-4-kind": "tick",
        "since": str(day(5)),
        "key": "again",
    }
    assert client.post(reverse("standard", args=[second.pk]), typed(second, **rows)).status_code == 302
    assert [row["key"] for row in Standard.objects.get(version=3).checks] == ["2", "3", "n1", "n2"]


def test_a_rule_written_by_hand_wins_over_the_list(made: Cast, one: Standard):
    rows = {"other-1": "FREQ=WEEKLY;BYDAY=TU,FR;BYHOUR=7", "words-1": "每周二、五早上"}
    signed_in(made.he).post(reverse("standard", args=[one.pk]), typed(one, **rows))
    assert Standard.objects.get(version=2).grades[0] == {
        "grade": 1, "rule": "FREQ=WEEKLY;BYDAY=TU,FR;BYHOUR=7", "words": "每周二、五早上",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "没有改动任何内容"),
        ({"other-1": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "words-1": "从不"}, "永远不会来"),
        ({"since": str(TODAY), "minutes": "15"}, "最早从明天起用"),
        ({"check-1-low": "很低"}, "不是数"),
        ({"check-1-unit": ""}, "请写单位"),
        ({"name": "<b>粗</b>" * 9}, "30"),
        ({"since": "2026-02-31"}, "日期"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_is_kept(made: Cast, one: Standard, changed: dict, told: str):
    answer = signed_in(made.he).post(reverse("standard", args=[one.pk]), typed(one, source="试着改的依据", **changed)
                                     if changed else typed(one))  # fmt: skip
    page = answer.content.decode()
    assert (answer.status_code, told in page, Standard.objects.count()) == (422, True, 1)
    assert not changed or "试着改的依据" in page


def test_the_same_form_sent_twice_makes_one_version(made: Cast, one: Standard):
    client = signed_in(made.he)
    answers = [client.post(reverse("standard", args=[one.pk]), typed(one, minutes=15)) for _ in range(2)]
    assert (answers[0]["Location"], Standard.objects.count()) == (answers[1]["Location"], 2)


def test_a_version_not_begun_is_taken_back_on_its_page(made: Cast, one: Standard):
    client = signed_in(made.he)
    client.post(reverse("standard", args=[one.pk]), typed(one, minutes=15))
    fresh = Standard.objects.get(version=2)
    assert "还没起用" in client.get(reverse("standard", args=[fresh.pk])).content.decode()
    answer = client.post(reverse("standard_withdraw", args=[fresh.pk]), {"key": "w", "reason": "再想想"})
    assert answer["Location"] == reverse("standard", args=[one.pk])
    assert "起用前撤回了" in client.get(reverse("standard", args=[one.pk])).content.decode()


def test_a_standard_is_retired_from_a_day_on(made: Cast, one: Standard):
    client = signed_in(made.he)
    url = reverse("standard_retire", args=[one.pk])
    assert client.post(url, {"key": "r", "since": str(TODAY), "reason": "不要了"}).status_code == 422
    assert client.post(url, {"key": "r", "since": str(day(3)), "reason": "并入别的"}).status_code == 302
    assert Standard.objects.get().until == day(3)
    assert client.get(url)["Location"] == reverse("standard", args=[one.pk])


def test_a_new_standard_of_ones_own(made: Cast, one: Standard):
    client = signed_in(made.he)
    url = reverse("standard_new")
    assert client.post(url, typed(one, code="c-own")).status_code == 409
    answer = client.post(url, typed(one, code="c-mine", key="n"))
    assert (answer.status_code, Standard.objects.get(code="C-MINE").since) == (302, day(1))
    assert signed_in(made.zheng).get(url).status_code == 403


def test_a_company_without_standards_takes_up_the_library_with_one_tap(made: Cast):
    client = signed_in(made.he)
    assert "全部采用" in client.get(reverse("standards_admin")).content.decode()
    client.post(reverse("standards_adopt"))
    page = client.get(reverse("standards_admin")).content.decode()
    assert ("全部采用" in page, Standard.objects.filter(company=made.company).exists()) == (False, True)


def test_the_list_is_narrowed_by_line_words_and_difference(made: Cast, one: Standard):
    actions.adopt_library(made.company, by=SYSTEM, now=NOW)
    client = signed_in(made.he)
    for query, count in (("?q=轿厢擦拭", 1), ("?q=没有这个", 0), ("?own=1", 1)):
        page = client.get(reverse("standards_admin") + query).context["page"]
        assert (query, page.paginator.count) == (query, count)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_at_one_and_at_three(made: Cast, rows: int, django_assert_num_queries):
    for place in range(rows):
        Standard.objects.create(company=made.company, code=f"C-{place}", since=TODAY, made_at=NOW, **FIELDS)
    client = signed_in(made.he)
    client.get(reverse("standards_admin"))
    with django_assert_num_queries(12):
        client.get(reverse("standards_admin"))


def test_a_projects_grade_is_set_by_the_manager_and_read_by_the_director(made: Cast):
    url = reverse("service_grade", args=[made.project.pk])
    sent = {"key": "g", "grade": "1", "since": str(day(1)), "source": "物业服务合同第三条"}
    assert signed_in(made.zheng).get(url).status_code == 200
    assert signed_in(made.zheng).post(url, sent).status_code == 403
    assert signed_in(made.outsider).get(url).status_code == 404
    assert signed_in(made.he).post(url, sent).status_code == 302
    assert [(row.grade, row.since) for row in ServiceGrade.objects.all()] == [(1, day(1))]
