"""A real Chromium, a real server, and each of the cast with a phone or a desk before them."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from xiwei.service.tests import make
from xiwei.shared import moment

# Playwright keeps an event loop in this thread; the ORM is called beside it, never from within it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = os.environ.get("XIWEI_CHROMIUM", "/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[2]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys need a browser: they run when named (make journeys), not with the suite."""
    here = str(Path(__file__).parent)
    named = any("journeys" in str(argument) for argument in config.args)
    if not named:
        config.hook.pytest_deselected(items=[item for item in items if str(item.path).startswith(here)])
        items[:] = [item for item in items if not str(item.path).startswith(here)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all journeys."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def w(transactional_db: None) -> make.World:
    """The cast, their group, and the menu item of a leak."""
    return make.world()


@pytest.fixture
def opens(browser: Any, live_server: Any, w: make.World) -> Iterator[Callable[..., Any]]:
    """`opens("wang_fang", "/home/")` gives the page in that person's hand; a stranger is "". Errors in it fail the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_page(who: str, path: str = "/", size: dict[str, int] = PHONE) -> Any:
        context = browser.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 500 else None)
        if who:
            page.goto(f"{live_server.url}/account/login/")
            page.get_by_role("button", name=getattr(w, who).name).click()
            page.wait_for_load_state()
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def sound(browser: Any) -> Callable[[Any], None]:
    """`sound(page)`: nothing serious by axe, and no sideways scroll."""
    axe = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()

    def check(page: Any) -> None:
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{page.url} scrolls sideways"
        # The page's own policy forbids foreign scripts, so axe comes in by the debugger's door, not as a tag.
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            f"{one['id']}: {one['nodes'][0]['html'][:120]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], f"{page.url}: {serious}"

    return check


@pytest.fixture
def ahead(settings: Any) -> Callable[[float], datetime]:
    """`ahead(minutes)`: the program's clock runs so far ahead from here on; gives the moment it now is."""

    def move(minutes: float) -> datetime:
        settings.CLOCK_AHEAD_SECONDS = int(minutes * 60)
        return moment.now()

    return move
