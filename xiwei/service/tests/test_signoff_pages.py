"""日结 and 月结 on their pages: looked at, filled, signed, added to; without a script, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from xiwei.service.actions import signoffs
from xiwei.service.models import BreachCause, Clock, SignOff, Supplement
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db


class Late:
    """翠湖花园 with two promises broken yesterday."""

    def __init__(self) -> None:
        self.w = make.world()
        self.now = moment.now()
        self.day = timezone.localdate(self.now) - timedelta(days=1)
        due = self.now - timedelta(days=1)
        self.ticket = make.ticket(self.w, now=due - timedelta(hours=1))
        Clock.objects.all().delete()
        self.clocks = [
            Clock.objects.create(
                company=self.w.company, ticket=self.ticket, kind=kind, minutes=60, started_at=due, due_at=due,
                stopped_at=self.now, breached=True,
            ).pk
            for kind in ("response", "arrival")
        ]  # fmt: skip
        self.url = f"/projects/{self.w.project.pk}/days/{self.day}/"

    def form(self, **more) -> dict[str, str]:
        first, second = self.clocks
        told = {f"cause_{first}": "hands", f"measure_{first}": "晚班加一人", f"cause_{second}": "parts"}
        return {**told, "words": "已在晨会讲过", "knowing": "on", "do": "sign", "key": "k", **more}


@pytest.fixture
def late():
    return Late()


def test_the_director_signs_a_day_and_reads_it_frozen(late):
    client = signed_in(late.w.zheng)
    assert client.post(late.url, late.form()).status_code == 302
    assert list(BreachCause.objects.order_by("clock").values_list("cause", "measure")) == [
        ("hands", "晚班加一人"),
        ("parts", ""),
    ]
    page = client.get(late.url).content.decode()
    assert all(words in page for words in ("已在晨会讲过", "人手不足", "晚班加一人", "签收以后没有变化。"))


def test_one_key_signs_once(late):
    client = signed_in(late.w.zheng)
    assert [client.post(late.url, late.form()).status_code for _ in range(2)] == [302, 302]
    assert SignOff.objects.count() == 1


def test_a_missing_cause_is_refused_and_all_that_was_typed_stays(late):
    answer = signed_in(late.w.zheng).post(late.url, late.form(**{f"cause_{late.clocks[1]}": ""}))
    page = answer.content.decode()
    assert (answer.status_code, SignOff.objects.count()) == (422, 0)
    assert "晚班加一人" in page and "已在晨会讲过" in page


def test_the_same_cause_is_laid_on_those_ticked_and_nothing_is_signed(late):
    first, second = late.clocks
    posted = late.form(do="fill", same_cause="outside", same_measure="找供水公司", **{f"tick_{second}": "on"})
    answer = signed_in(late.w.zheng).post(late.url, posted)
    form = answer.context["form"]
    assert (answer.status_code, SignOff.objects.count()) == (200, 0)
    names = (f"cause_{first}", f"measure_{first}", f"cause_{second}", f"measure_{second}", "words")
    assert [form[name].value() for name in names] == [
        "hands", "晚班加一人", "outside", "找供水公司", "已在晨会讲过",
    ]  # fmt: skip


def test_filling_without_a_tick_is_refused_and_all_that_was_typed_stays(late):
    answer = signed_in(late.w.zheng).post(late.url, late.form(do="fill", same_cause="outside"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请先勾选要一起填的" in page and "晚班加一人" in page and "已在晨会讲过" in page


def test_a_supplement_stands_under_what_was_signed_and_an_empty_one_is_refused(late):
    client = signed_in(late.w.zheng)
    client.post(late.url, late.form())
    assert client.post(late.url, {"do": "add", "words": " ", "key": "a"}).status_code == 422
    assert client.post(late.url, {"do": "add", "words": "漏记一次回访", "key": "b"}).status_code == 302
    assert Supplement.objects.get().words == "漏记一次回访"
    assert "漏记一次回访" in client.get(late.url).content.decode()


def test_what_a_second_director_typed_is_kept_when_the_first_has_signed(late):
    client = signed_in(late.w.zheng)
    client.post(late.url, late.form())
    answer = client.post(late.url, late.form(key="other", words="我也看过了"))
    assert answer.status_code == 409
    assert "已经签收过了" in answer.content.decode()
    number = f"{late.w.project.code.upper()}-{late.ticket.pk}"
    assert answer.context["added"]["words"].value() == f"我也看过了\n{number} 人手不足，晚班加一人\n{number} 等材料"


def test_the_manager_reads_and_does_not_sign_where_a_director_is(late):
    client = signed_in(late.w.he)
    page = client.get(late.url).content.decode()
    assert "由小区主任签收" in page and 'value="sign"' not in page
    assert client.post(late.url, late.form()).status_code == 403


def test_the_board_says_which_days_wait_and_the_company_how_many_are_overdue(late):
    board = signed_in(late.w.zheng).get("/board/").content.decode()
    assert "有 7 天还没有日结。" in board
    assert "天还没有日结" not in signed_in(late.w.he).get("/board/").content.decode()
    signoffs.sign_day(late.w.project, day=late.day - timedelta(days=20), told={}, by=late.w.staff_zheng, now=late.now)
    assert "有 20 天还没有日结。" in signed_in(late.w.zheng).get("/board/").content.decode()
    sides = signed_in(late.w.he).get("/company/").context["sides"]
    assert sides[0].unsigned > 10


@pytest.mark.parametrize("written", ["2026-13-01", "yesterday", "99999-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_not_found(late, written):
    assert signed_in(late.w.zheng).get(f"/projects/{late.w.project.pk}/days/{written}/").status_code == 404


def test_a_month_shows_its_sums_and_what_is_not_signed(late):
    client = signed_in(late.w.zheng)
    client.post(late.url, late.form())
    answer = client.get(f"/projects/{late.w.project.pk}/months/{late.day:%Y-%m}/")
    assert answer.status_code == 200
    assert (answer.context["content"]["late"], answer.context["content"]["told"]) == (2, 2)


def test_on_a_quiet_day_one_sentence_says_what_there_was_none_of(late):
    Clock.objects.all().delete()
    page = signed_in(late.w.he).get(late.url).content.decode()
    sentence = "这一天没有结束时正超时的事、当天超时的事、升级的事、又说没办好的事、一星和二星的评价。"
    assert (page.count(sentence), page.count("x-empty"), page.count("x-card")) == (1, 0, 0)


def test_what_there_was_stands_in_its_card_and_is_not_in_the_sentence(late):
    answer = signed_in(late.w.zheng).get(late.url)
    assert answer.context["none"] == ["escalated", "reopened", "unhappy"]


def test_the_months_columns_each_have_a_name_of_their_own(late):
    page = signed_in(late.w.zheng).get(f"/projects/{late.w.project.pk}/months/{late.day:%Y-%m}/").content.decode()
    heads = re.findall(r"<th>(.*?)</th>", page[: page.index("按原因")])
    assert heads == ["条线", "办结", "上个月办结", "超时的承诺", "上个月超时"]


def test_a_day_a_month_and_a_supplement_each_keep_a_draft_of_their_own(late):
    client, project = signed_in(late.w.zheng), late.w.project.pk
    assert f'data-draft="day-{project}-{late.day}" data-proposes>' in client.get(late.url).content.decode()
    filled = client.post(late.url, late.form(do="fill", same_cause="outside", **{f"tick_{late.clocks[0]}": "on"}))
    assert "data-proposes data-not-taken>" in filled.content.decode()
    client.post(late.url, late.form())
    assert f'data-draft="supplement-{SignOff.objects.get().pk}"' in client.get(late.url).content.decode()


def test_days_not_signed_before_are_named_and_signing_over_them_must_be_known(late):
    client = signed_in(late.w.zheng)
    page = client.get(late.url).content.decode()
    assert "前面还有 6 天没有签收" in page and f"/days/{late.day - timedelta(days=6)}/" in page
    refused = client.post(late.url, late.form(knowing=""))
    assert (refused.status_code, SignOff.objects.count()) == (409, 0)
    assert "请勾选“我知道”" in refused.content.decode() and "晚班加一人" in refused.content.decode()
    assert client.post(late.url, late.form()).status_code == 302
    assert "我知道前面的" not in client.get(late.url).content.decode()


def test_what_nobody_promised_stands_under_a_heading_of_its_own_in_plain_words(late):
    page = signed_in(late.w.zheng).get(late.url).content.decode()
    assert "没有按时承诺的" in page and "超时的承诺" not in page and "响应" not in page
    assert "其中没有按时承诺 2 件" in page and "· 答复 ·" in page
