"""In which tongue a page is read: the person's choice, else this browser's, else what it asks for, else Chinese."""

import pytest
from django.test import Client

from xiwei.ledger.models import Entry
from xiwei.people.tests.make import cast
from xiwei.shared.tongue import reread

pytestmark = pytest.mark.django_db
DOOR = "/account/login/"


def tongue_of(client: Client, page: str = DOOR, **headers: str) -> str:
    """What <html lang> says of a page."""
    text = client.get(page, headers=headers).content.decode()
    return text.partition('<html lang="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("asked", "tongue"),
    [
        ("", "zh-hans"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-FR,fr;q=0.9", "zh-hans"),
        ("fr-FR,en;q=0.5", "en"),
    ],
)
def test_a_stranger_reads_what_the_browser_asks_for(asked, tongue):
    headers = {"accept-language": asked} if asked else {}
    assert tongue_of(Client(), **headers) == tongue


def test_the_sign_in_page_is_said_in_english():
    text = Client().get(DOOR, headers={"accept-language": "en"}).content.decode()
    assert "Code by text message" in text and "手机验证码" not in text


def test_a_strangers_choice_wins_over_the_browser_and_leads_back():
    client = Client()
    answer = client.post("/language/", {"language": "en", "next": f"{DOOR}?next=/me/"})
    assert (answer.status_code, answer["Location"]) == (302, f"{DOOR}?next=/me/")
    assert tongue_of(client, **{"accept-language": "zh-CN"}) == "en"


def test_a_choice_leads_to_no_other_house():
    answer = Client().post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_persons_choice_goes_with_them_and_wins_over_the_browsers():
    made = cast()
    chose, elsewhere = Client(), Client()
    for client in (chose, elsewhere):
        client.force_login(made.wang_fang)
    chose.post("/language/", {"language": "en", "next": "/me/"})
    elsewhere.cookies["language"] = "zh-hans"
    assert tongue_of(elsewhere, "/me/", **{"accept-language": "zh-CN"}) == "en"
    made.wang_fang.refresh_from_db()
    assert made.wang_fang.language == "en"
    assert Entry.objects.filter(kind="people.person_changed").get().data == {"what": "语言"}


def test_who_never_chose_reads_what_the_browser_asks_for():
    made = cast()
    client = Client()
    client.force_login(made.wang_fang)
    assert tongue_of(client, "/me/", **{"accept-language": "en"}) == "en"
    assert tongue_of(client, "/me/") == "zh-hans"


def test_one_persons_tongue_is_not_the_next_ones():
    made = cast()
    made.wang_fang.language = "en"
    made.wang_fang.save()
    hers, his = Client(), Client()
    hers.force_login(made.wang_fang)
    his.force_login(made.li_qiang)
    assert [tongue_of(client, "/me/") for client in (hers, his, hers)] == ["en", "zh-hans", "en"]


def test_a_tongue_that_is_not_there_is_refused_and_changes_nothing():
    made = cast()
    client = Client()
    client.force_login(made.wang_fang)
    assert client.post("/language/", {"language": "fr"}).status_code == 422
    made.wang_fang.refresh_from_db()
    assert made.wang_fang.language == ""


def test_a_choice_of_tongue_costs_no_query_a_page():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = cast()
    counts = []
    for language in ("", "en", "zh-hans"):
        made.wang_fang.language = language
        made.wang_fang.save()
        client = Client()
        client.force_login(made.wang_fang)
        client.get("/me/")
        with CaptureQueriesContext(connection) as taken:
            client.get("/me/")
        counts.append(len(taken))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("维修", "Repair"),
        ("11月26日 14:30", "26 Nov 14:30"),
        ("2027年1月5日", "5 Jan 2027"),
        ("姓名、邮箱", "Name, e-mail address"),
        ("孙师傅", "孙师傅"),
        ("", ""),
    ],
)
def test_what_is_kept_is_read_in_english(kept, read):
    from django.utils import translation

    with translation.override("en"):
        assert reread(kept) == read
    assert reread(kept) == kept
