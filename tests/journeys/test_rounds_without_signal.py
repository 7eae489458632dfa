"""吴姐 walks her lifts in the basement: the network is cut, the browser closed and opened; nothing is lost or doubled."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.journeys.conftest import CHROMIUM, PHONE
from xiwei.estate.models import Place
from xiwei.ledger.models import SYSTEM, Entry
from xiwei.rounds.actions import doing, planning, routes
from xiwei.rounds.actions.doing import Deed
from xiwei.rounds.models import Round, Stop, StopPhoto
from xiwei.service.tests import make
from xiwei.shared import codes, moment
from xiwei.standards.models import Standard

CHECKS = [{"key": "1", "text": "按钮板无手印", "kind": "tick"},
          {"key": "2", "text": "地面照度", "kind": "measure", "unit": "lx", "low": 50},
          {"key": "3", "text": "轿厢全景", "kind": "photo"}]  # fmt: skip


@pytest.fixture
def one(w: make.World) -> Round:
    """A round of three lifts today."""
    now = moment.now()
    today = now.date() - timedelta(days=1)
    Standard.objects.create(
        company=w.company, code="C-LIFT", name="轿厢擦拭", line="cleaning", aim="没有手印", places=["lift"], minutes=10,
        grades=[{"grade": 2, "rule": "FREQ=DAILY", "words": "每日 1 次"}], checks=CHECKS, since=today, made_at=now,
    )  # fmt: skip
    lifts = [
        Place.objects.create(company=w.company, project=w.project, kind="lift", name=f"{n}号梯", code=codes.fresh(8))
        for n in (7, 8, 9)
    ]
    day = timezone.localdate(now)
    routes.draw_route(
        w.project,
        name="三部电梯",
        line="cleaning",
        spots=lifts,
        begins_on=day,
        by=w.staff_zheng,
        now=now,
        worker=w.staff_wu,
    )
    planning.plan_day(w.project, day, by=SYSTEM, now=now)
    return Round.objects.get()


@pytest.fixture
def phone(browser: Any, live_server: Any, tmp_path: Path, w: make.World):
    """`phone()` opens the same phone's browser each time: what it kept is there again."""
    opened: list[Any] = []

    def open_phone() -> Any:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "phone", executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], viewport=PHONE,
            locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
        )  # fmt: skip
        opened.append(context)
        return context

    yield open_phone
    for context in opened:
        context.close()


def fill(page: Any, position: int, code: str, lux: str = "120") -> None:
    """Answer everything of one point, with a photo."""
    point = page.locator(f"#p{position}")
    if not point.locator("details").evaluate("one => one.open"):
        point.locator("summary").click()
    for way in point.locator("[role=radiogroup]").all():
        way.locator("label").first.click()
    point.locator(".x-check-number input").fill(lux)
    point.locator("[name=code]").fill(code)
    point.locator("input[type=file]").set_input_files(
        files=[{"name": f"p{position}.jpg", "mimeType": "image/jpeg", "buffer": make.jpeg()}]
    )
    page.wait_for_function(f"document.querySelector('#p{position} [data-preview]')")
    point.get_by_role("button", name="这一处做完了").click()


def waiting(page: Any) -> str:
    page.wait_for_selector("[data-rounds-waiting]:not([hidden])")
    return page.locator("[data-rounds-count]").inner_text()


def sign_in(page: Any, url: str) -> None:
    page.goto(f"{url}/account/login/")
    page.get_by_role("button", name="吴姐").click()
    page.wait_for_load_state()


def test_a_round_in_the_basement_is_kept_through_a_restart_and_sent_once(phone, live_server, w, one, sound):
    stops = list(one.stops.select_related("place"))
    context = phone()
    page = context.pages[0]
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/rounds/")
    page.get_by_text("三部电梯").first.wait_for()
    sound(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(f"{live_server.url}/rounds/{one.pk}/")
    sound(page)
    page.reload()
    context.set_offline(True)
    fill(page, 1, stops[0].place.code)
    assert waiting(page) == "存在这部手机里，1 处等着发"
    fill(page, 2, stops[1].place.code, lux="30")
    page.get_by_text("存在这部手机里，2 处等着发").wait_for()
    page.reload()
    assert (waiting(page), page.locator("h1").inner_text()) == ("存在这部手机里，2 处等着发", "三部电梯")
    assert Stop.objects.exclude(state="waiting").count() == 0
    context.close()

    context = phone()
    context.set_offline(True)
    page = context.pages[0]
    page.goto(f"{live_server.url}/rounds/{one.pk}/")
    assert waiting(page) == "存在这部手机里，2 处等着发"
    context.set_offline(False)
    page.get_by_text("已做 2 处，还剩 1 处").wait_for()
    assert [stop.state for stop in one.stops.order_by("position")] == ["done", "done", "waiting"]
    assert [stop.wrong for stop in one.stops.order_by("position")] == [0, 1, 0]
    assert (StopPhoto.objects.count(), Entry.objects.filter(kind="rounds.stop_done").count()) == (2, 2)
    assert all(stop.at < stop.received_at for stop in one.stops.filter(state="done"))


def test_what_another_did_meanwhile_is_told_and_nothing_is_dropped(phone, live_server, w, one):
    stop = one.stops.select_related("place").get(position=1)
    context = phone()
    page = context.pages[0]
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/rounds/{one.pk}/")
    context.set_offline(True)
    fill(page, 1, stop.place.code)
    waiting(page)
    from xiwei.service.tests.make import picture

    doing.do_point(
        one, Deed(position=1, via="typed", code=stop.place.code, answers={stop.pk: {"1": "ok", "2": "99"}},
                  taken=[picture()]), by=w.staff_zheng, now=moment.now(),
    )  # fmt: skip
    context.set_offline(False)
    page.get_by_text("已由郑主任在").wait_for()
    page.wait_for_selector("[data-rounds-waiting]", state="hidden")
    assert (Stop.objects.get(pk=stop.pk).answers["2"], Entry.objects.filter(kind="rounds.done_besides").count()) == (
        "99",
        1,
    )


def test_what_cannot_be_taken_stands_in_its_form_again(phone, live_server, w, one):
    context = phone()
    page = context.pages[0]
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/rounds/{one.pk}/")
    fill(page, 1, "ZZZZZZZZ")
    page.locator("[data-rounds-list]").get_by_text("这个码不是本小区的").wait_for()
    page.reload()
    page.wait_for_function("document.querySelector('#p1 [name=code]').value === 'ZZZZZZZZ'")
    page.locator("#p1 [name=code]").fill(one.stops.select_related("place").get(position=1).place.code)
    page.wait_for_function("document.querySelector('#p1 [data-preview]')")
    page.locator("#p1").get_by_role("button", name="这一处做完了").click()
    page.get_by_text("已做 1 处，还剩 2 处").wait_for()
    assert [stop.state for stop in one.stops.order_by("position")] == ["done", "waiting", "waiting"]


def test_who_signs_in_after_another_is_not_shown_what_the_phone_kept_of_them(phone, live_server, w, one):
    context = phone()
    page = context.pages[0]
    sign_in(page, live_server.url)
    page.goto(f"{live_server.url}/rounds/{one.pk}/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    kept = "caches.open('xiwei-rounds-1').then((pages) => pages.keys()).then((keys) => keys.length)"
    page.wait_for_function(f"({kept}).then((count) => count > 0)")
    page.goto(f"{live_server.url}/account/logout/")
    assert page.evaluate(kept) == 0
