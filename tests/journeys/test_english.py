"""A resident who reads English: the switch at the door, and the main pages on a phone and a desk."""

import pytest

from xiwei.service.tests import make
from xiwei.shared import moment

from .conftest import DESK, PHONE


def test_the_switch_at_the_door_turns_the_page_and_turns_it_back(w, opens, sound):
    page = opens("", "/account/login/")
    page.get_by_role("button", name="Read this site in English").click()
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    sound(page)
    page.get_by_role("button", name="用中文看这个网站").click()
    page.get_by_role("heading", name="登录").wait_for()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_main_pages_are_sound_in_english(w, opens, sound, size):
    ticket = make.ticket(w, now=moment.now())
    for who, pages in {
        "wang_fang": ["/home/", "/report/", f"/t/{ticket.pk}/", "/menu/", "/me/"],
        "sun": ["/today/", "/take/", f"/orders/{ticket.orders.get().pk}/"],
        "zheng": ["/board/", "/tickets/"],
        "he": ["/company/"],
    }.items():
        getattr(w, who).language = "en"
        getattr(w, who).save()
        page = opens(who, pages[0], size)
        for path in pages:
            page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/', 3)[2]}{path}")
            assert page.evaluate("document.documentElement.lang") == "en"
            sound(page)
