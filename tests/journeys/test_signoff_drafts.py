"""The causes of a day are typed over a morning: put away, refused, filled in for several, they are all still there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from xiwei.service.models import BreachCause, Clock
from xiwei.service.tests import make
from xiwei.shared import moment


@pytest.fixture
def late(w: make.World) -> tuple[str, list[int]]:
    """Yesterday's page, and the clocks of two promises broken then."""
    now = moment.now()
    due = now - timedelta(days=1)
    ticket = make.ticket(w, now=due - timedelta(hours=1))
    Clock.objects.all().delete()
    clocks = [
        Clock.objects.create(
            company=w.company, ticket=ticket, kind=kind, minutes=60, started_at=due, due_at=due, stopped_at=now,
            breached=True,
        ).pk
        for kind in ("response", "arrival")
    ]  # fmt: skip
    return f"/projects/{w.project.pk}/days/{timezone.localdate(now) - timedelta(days=1)}/", clocks


def typed(page, clocks: list[int]) -> list[str]:
    first, second = clocks
    names = (f"cause_{first}", f"measure_{first}", f"cause_{second}", f"measure_{second}", "words")
    return [page.locator(f"form.x-card [name={name}]").input_value() for name in names]


def put_away_and_open(page, path: str) -> None:
    page.wait_for_timeout(600)  # a draft is written when the typing rests
    page.goto(path)


def test_what_was_typed_and_chosen_is_there_after_the_phone_was_put_away(opens, late):
    path, clocks = late
    zheng = opens("zheng", path)
    here = zheng.url
    zheng.locator(f"[name=cause_{clocks[0]}]").select_option("parts")
    zheng.locator(f"[name=measure_{clocks[0]}]").fill("常用件补进库房")
    zheng.locator("form.x-card [name=words]").fill("晨会讲过")
    put_away_and_open(zheng, here)
    assert typed(zheng, clocks) == ["parts", "常用件补进库房", "", "", "晨会讲过"]
    zheng.get_by_role("button", name="签收这一天").click()
    zheng.locator(".x-errors").first.wait_for()
    put_away_and_open(zheng, here)
    assert typed(zheng, clocks) == ["parts", "常用件补进库房", "", "", "晨会讲过"]


def test_what_was_laid_on_those_ticked_is_there_after_the_phone_was_put_away(opens, late):
    path, clocks = late
    zheng = opens("zheng", path)
    here = zheng.url
    for clock in clocks:
        zheng.locator(f"[name=tick_{clock}]").check()
    zheng.locator("[name=same_cause]").select_option("outside")
    zheng.locator("[name=same_measure]").fill("催供水公司")
    zheng.get_by_role("button", name="填到勾选的").click()
    zheng.wait_for_load_state()
    put_away_and_open(zheng, here)
    assert typed(zheng, clocks) == ["outside", "催供水公司", "outside", "催供水公司", ""]


def test_once_signed_nothing_is_put_back_into_another_day(opens, late):
    path, clocks = late
    zheng = opens("zheng", path)
    for clock in clocks:
        zheng.locator(f"[name=cause_{clock}]").select_option("hands")
    zheng.get_by_label("我知道前面的还没有签").check()
    zheng.get_by_role("button", name="签收这一天").click()
    zheng.get_by_text("已签收。").wait_for()
    assert BreachCause.objects.count() == 2
    assert zheng.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('draft:')).length") == 0
