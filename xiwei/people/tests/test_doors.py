"""Every way in, and everything that must stay shut."""

import re
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from tests.cast import NOW, PASSWORD, Cast, cast
from xiwei.ledger.models import Entry
from xiwei.people import jobs
from xiwei.people.models import Person
from xiwei.shared import sms

pytestmark = pytest.mark.django_db
UNKNOWN = "13999999999"
SHOWN = re.compile(r"data-demo-code>(\d{6})<")
LIVELY = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+|name="key" value="[^"]*"'
    rb'|data-demo-code>\d{6}|data-now="[^"]+"'
)


@pytest.fixture
def town() -> Cast:
    cache.clear()
    return cast()


def ask(client: Client, phone: str, **more):
    return client.post(reverse("account_request_login_code"), {"phone": phone, **more}, follow=True)


def shown_code(page) -> str:
    return SHOWN.findall(page.content.decode())[0]


def confirm(client: Client, code: str, **more):
    return client.post(reverse("account_confirm_login_code"), {"code": code, **more})


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def said(page) -> str:
    """What stands on the page, tags taken out."""
    return re.sub(r"<[^>]+>", "", page.content.decode())


# --- by code


def test_a_resident_comes_in_by_the_code_on_the_page(town, client):
    page = ask(client, "+86 138 0000-0001")
    entered = confirm(client, shown_code(page))
    assert (entered.status_code, entered.url) == (302, "/")
    assert signed_in(client) == str(town.wang_fang.pk)
    line = Entry.objects.get(kind="people.signed_in")
    assert (line.subject_type, line.subject_id) == ("people.person", town.wang_fang.pk)
    assert (line.company_id, line.person_id, line.data, line.household_id, line.room_id) == (
        town.company.pk, town.wang_fang.pk, {"way": "短信验证码"}, None, None,
    )  # fmt: skip


def test_the_code_may_be_typed_with_spaces_or_in_full_width(town, client):
    code = shown_code(ask(client, "13800000001"))
    confirm(client, " ".join(code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))))
    assert signed_in(client) == str(town.wang_fang.pk)


def test_of_many_guesses_sent_at_once_three_are_judged(town, client):
    """Each reads the session as it stood before any was counted."""
    code = shown_code(ask(client, "13800000001"))
    kept = dict(client.session.items())
    for guess in [f"{n:06d}" for n in range(3)] + [code]:
        session = client.session
        session.clear()
        session.update(kept)
        session.save()
        confirm(client, guess)
    assert signed_in(client) is None


def test_an_unproved_phone_is_proved_by_its_code(town, client):
    Person.objects.filter(pk=town.li_qiang.pk).update(phone_verified=False)
    confirm(client, shown_code(ask(client, town.li_qiang.phone)))
    assert Person.objects.get(pk=town.li_qiang.pk).phone_verified is True


@pytest.mark.parametrize("demo", [True, False])
def test_an_unknown_phone_gets_the_same_pages_as_a_known_one(town, settings, demo):
    settings.DEMO, settings.SMS_URL = demo, "http://127.0.0.1:9/"
    answers = []
    for phone in ("13800000001", "13811110001"):
        client = Client()
        asked = client.post(reverse("account_request_login_code"), {"phone": phone})
        page = client.get(asked.url)
        again = client.post(reverse("code_again"))
        wrong = confirm(client, "no")
        answers.append(
            [
                (asked.status_code, asked.url, again.status_code, again.url, page.status_code, wrong.status_code),
                LIVELY.sub(b"", page.content),
                LIVELY.sub(b"", wrong.content),
                sorted(asked.cookies),
            ]
        )
    assert answers[0] == answers[1]


def test_a_known_phone_and_an_unknown_one_cost_the_same_work_and_only_one_gets_a_text(town, settings, client):
    settings.DEMO, settings.SMS_URL = False, "http://127.0.0.1:9/"
    ask(Client(), "13800000001")
    ask(Client(), UNKNOWN)
    sent = [result.args_kwargs["kwargs"] for result in DBTaskResult.objects.order_by("enqueued_at")]
    assert [(one["phone"], len(one["code"])) for one in sent] == [("13800000001", 6), ("", 6)]


def test_the_wrong_code_is_refused_and_after_three_the_code_is_dead(town, client):
    code = shown_code(ask(client, "13800000001"))
    wrong = "000000" if code != "000000" else "111111"
    assert "验证码不对" in said(confirm(client, wrong))
    confirm(client, wrong)
    last = confirm(client, wrong)
    assert last.status_code == 302
    assert confirm(client, code).status_code == 302
    assert signed_in(client) is None


def test_a_code_expires_after_five_minutes(town, client, monkeypatch):
    code = shown_code(ask(client, "13800000001"))
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 301)
    assert urlsplit(confirm(client, code).url).path == reverse("account_request_login_code")
    assert signed_in(client) is None


def test_a_code_of_four_minutes_ago_still_serves(town, client, monkeypatch):
    code = shown_code(ask(client, "13800000001"))
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 240)
    confirm(client, code)
    assert signed_in(client) == str(town.wang_fang.pk)


def test_a_second_code_makes_the_first_one_void(town, client):
    first = shown_code(ask(client, "13800000001"))
    second = shown_code(client.post(reverse("code_again"), follow=True))
    if first != second:
        assert "验证码不对" in said(confirm(client, first))
    confirm(client, second)
    assert signed_in(client) == str(town.wang_fang.pk)


@pytest.mark.parametrize("phone", ["13800000001", UNKNOWN])
def test_a_phone_that_asks_too_often_is_told_to_wait(town, phone):
    answers = [ask(Client(), phone) for _ in range(4)]
    assert ["尝试的次数太多了" in said(page) for page in answers] == [False, False, False, True]


def test_an_address_that_tries_many_phones_is_told_to_wait(town):
    for n in range(30):
        ask(Client(), f"139{n:08d}")
    assert "尝试的次数太多了" in said(ask(Client(), "13800000001"))


@pytest.mark.parametrize("typed", ["", "12345", "<script>alert(1)</script>", "王芳", "😀" * 30, "1" * 500])
def test_what_is_no_phone_is_refused_and_kept(town, client, typed):
    page = client.post(reverse("account_request_login_code"), {"phone": typed})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert Entry.objects.count() == 0


def test_without_a_gateway_everyone_is_told_that_codes_cannot_leave(town, settings, client):
    settings.DEMO, settings.SMS_URL = False, ""
    pages = [said(ask(Client(), phone)) for phone in ("13800000001", UNKNOWN)]
    assert ["还没有开通短信" in page for page in pages] == [True, True]
    assert DBTaskResult.objects.count() == 0


# --- the gateway


@pytest.fixture
def gateway(settings):
    """A gateway of our own that keeps what it was sent."""
    got: list[tuple[str | None, bytes]] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.headers.get("Authorization"), body))
            self.send_response(200 if b"13800000001" in body else 500)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL, settings.SMS_TOKEN = f"http://127.0.0.1:{server.server_port}/sms", "abc"
    yield got
    server.shutdown()


def test_the_job_hands_the_code_to_the_gateway(gateway):
    jobs.send_code.func("13800000001", "123456")
    bearer, body = gateway[0]
    assert bearer == "Bearer abc"
    assert "您的验证码是 123456，5 分钟内有效" in body.decode()


def test_the_job_sends_nothing_where_there_is_no_phone(gateway):
    jobs.send_code.func("", "123456")
    assert gateway == []


def test_a_gateway_that_refuses_is_logged_without_the_code(gateway, caplog):
    with pytest.raises(sms.NotSent):
        sms.send("13800000002", "验证码 123456")
    assert "138****0002" in caplog.text
    assert "123456" not in caplog.text
    assert "13800000002" not in caplog.text


# --- by password


def by_password(client: Client, phone: str, password: str, **more):
    return client.post(reverse("account_login"), {"login": phone, "password": password, **more})


def test_a_member_of_staff_comes_in_by_password(town, client):
    assert by_password(client, "138 0000 0008", PASSWORD).url == "/"
    assert signed_in(client) == str(town.zheng.pk)
    assert Entry.objects.get(kind="people.signed_in").data == {"way": "密码"}


def test_a_wrong_password_and_an_unknown_phone_read_the_same(town):
    pages = [by_password(Client(), phone, "wrong-password") for phone in ("13800000008", UNKNOWN)]
    assert ["手机号和密码对不上" in said(page) for page in pages] == [True, True]


def test_after_five_wrong_passwords_even_the_right_one_waits(town, client):
    for _ in range(5):
        by_password(Client(), "13800000008", "wrong-password")
    assert "尝试的次数太多了" in said(by_password(client, "13800000008", PASSWORD))
    assert signed_in(client) is None
    by_password(client, "13800000009", PASSWORD)
    assert signed_in(client) == str(town.he.pk)


def test_someone_without_a_password_cannot_come_in_by_one(town, client):
    person = Person.objects.create_user("13912345678", None, name="陆瑶", joined_at=NOW)
    by_password(client, person.phone, "")
    by_password(client, person.phone, person.password)
    assert signed_in(client) is None


def test_a_stopped_account_comes_in_by_no_door(town):
    Person.objects.filter(pk=town.wang_fang.pk).update(is_active=False)
    by_word, by_code = Client(), Client()
    assert by_password(by_word, "13800000001", PASSWORD).url == reverse("account_inactive")
    assert confirm(by_code, shown_code(ask(by_code, "13800000001"))).url == reverse("account_inactive")
    assert (signed_in(by_word), signed_in(by_code)) == (None, None)
    assert "这个账号已停用" in said(by_word.get(reverse("account_inactive")))


# --- where one goes after


def test_the_page_asked_for_comes_after_the_sign_in(town, client):
    asked = client.get(reverse("me"))
    login = client.get(asked.url)
    assert 'name="next" value="/me/"' in login.content.decode()
    page = ask(client, "13800000001", next="/me/")
    assert confirm(client, shown_code(page), next="/me/").url == "/me/"


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http:evil.example"])
def test_no_next_leads_out_of_the_house(town, client, bad):
    assert by_password(client, "13800000008", PASSWORD, next=bad).url == "/"
    client.logout()
    page = ask(client, "13800000001", next=bad)
    assert confirm(client, shown_code(page), next=bad).url == "/"


def test_signing_out_needs_a_press_and_says_so(town, client):
    client.force_login(town.wang_fang)
    assert "要退出登录吗" in said(client.get(reverse("account_logout")))
    assert signed_in(client) == str(town.wang_fang.pk)
    client.post(reverse("account_logout"))
    assert signed_in(client) is None


def test_who_belongs_to_two_companies_leaves_a_line_in_both(town, client):
    from xiwei.people.actions import homes

    homes.open_tenure(town.other_household, town.he, relation="tenant", by=town.he, now=NOW)
    by_password(client, town.he.phone, PASSWORD)
    lines = Entry.objects.filter(kind="people.signed_in").values_list("company_id", flat=True)
    assert set(lines) == {town.company.pk, town.other_company.pk}


def test_there_is_no_door_to_sign_up_nor_by_mail(client):
    for path in (
        "signup/",
        "password/reset/",
        "email/",
        "confirm-email/",
        "social/login/cancelled/",
        "2fa/totp/activate/",
    ):
        assert client.get(f"/account/{path}").status_code == 404


# --- the demo's door


def test_the_demo_lists_its_cast_and_lets_one_in_with_a_tap(town, client):
    page = client.get(reverse("account_login"))
    assert "以王芳的身份进入" in page.content.decode()
    assert "翠湖花园 1栋1单元501" in said(page)
    entered = client.post(reverse("demo_door", args=[town.sun.pk]), {"next": "/me/"})
    assert (entered.url, signed_in(client)) == ("/me/", str(town.sun.pk))
    assert Entry.objects.get(kind="people.signed_in").data == {"way": "演示入口"}


def test_the_demo_s_door_opens_for_its_cast_alone_and_by_a_press_alone(town, client):
    other = Person.objects.create_user("13912345678", None, name="陆瑶", joined_at=NOW)
    assert client.post(reverse("demo_door", args=[other.pk])).status_code == 404
    assert client.post(reverse("demo_door", args=[999_999])).status_code == 404
    assert client.get(reverse("demo_door", args=[town.sun.pk])).status_code == 405
    assert signed_in(client) is None


def test_outside_the_demo_there_is_no_such_door(town, settings, client):
    settings.DEMO, settings.SMS_URL = False, "http://127.0.0.1:9/"
    assert client.post(reverse("demo_door", args=[town.sun.pk])).status_code == 404
    page = client.get(reverse("account_login")).content.decode()
    assert ("王芳" in page, "login/demo" in page) == (False, False)
    assert "data-demo-code" not in ask(client, "13800000001").content.decode()
    assert signed_in(client) is None
