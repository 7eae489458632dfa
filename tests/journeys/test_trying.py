"""何经理 tries the butler's role on without JavaScript, is refused a write, and takes it off."""

from typing import Any

from xiwei.people.models import Role

from .conftest import DESK, PHONE

BAR = "正在以“管家”的样子看翠湖花园，不能改任何东西。"


def test_a_role_is_tried_on_and_taken_off_without_javascript(browser: Any, live_server: Any, w: Any):
    for size in (PHONE, DESK):
        context = browser.new_context(viewport=size, locale="zh-CN", java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{live_server.url}/account/login/")
        page.get_by_role("button", name="何经理").click()
        page.goto(f"{live_server.url}/roles/{Role.objects.get(company=None, code='butler').pk}/")
        page.get_by_label("看哪个小区").select_option(label="翠湖花园")
        page.get_by_role("button", name="试穿").click()
        assert (page.url.endswith("/morning/"), BAR in page.locator(".x-tried").inner_text()) == (True, True)
        page.locator("summary.x-menu-open").click()
        page.get_by_role("button", name="English").click()
        assert "刚才的操作没有写入" in page.locator("main").inner_text()
        page.get_by_role("button", name="脱下").click()
        assert (page.locator(".x-tried").count(), page.locator("h1").inner_text()) == (0, "管家")
        context.close()


def test_the_bar_reads_well_on_a_phone(opens: Any, w: Any, sound: Any):
    page = opens("he", f"/roles/{Role.objects.get(company=None, code='butler').pk}/")
    page.get_by_label("看哪个小区").select_option(label="翠湖花园")
    page.get_by_role("button", name="试穿").click()
    page.get_by_text(BAR).wait_for()
    sound(page)
    button = page.get_by_role("button", name="脱下").bounding_box()
    assert button["height"] >= 44
