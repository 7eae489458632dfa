"""A passkey is made, opens the door, and is taken away; tried with a key in software."""

import json
import re
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.cast import PASSWORD, Cast, cast
from xiwei.ledger.models import Entry
from xiwei.people.actions import people
from xiwei.people.adapter import passkeys_possible
from xiwei.people.models import Person
from xiwei.people.tests.softkey import SoftKey

pytestmark = pytest.mark.django_db
OPTIONS = re.compile(r'<script id="js_data" type="application/json">(.*?)</script>', re.S)
ADD, LOGIN = "mfa_add_webauthn", "mfa_login_webauthn"


@pytest.fixture
def town() -> Cast:
    cache.clear()
    made = cast()
    # Residents have no password as a rule, and so are not asked for one before a key is made.
    Person.objects.filter(pk=made.wang_fang.pk).update(password=people.unusable_password())
    made.wang_fang.refresh_from_db()
    return made


def options_of(page) -> dict:
    return json.loads(OPTIONS.findall(page.content.decode())[0])


def prove(client: Client) -> None:
    client.post(reverse("prove"), {"send": "1"})
    client.post(reverse("prove"), {"code": client.session["demo_code"]})


def make_key(client: Client, **how) -> tuple[SoftKey, object]:
    key = SoftKey()
    prove(client)
    options = options_of(client.get(reverse(ADD)))["creation_options"]
    sent = {"name": "我的手机", "passwordless": "on", "credential": key.create(options, **how)}
    return key, client.post(reverse(ADD), sent)


def knock(client: Client, key: SoftKey, **how):
    begun = client.get(reverse(LOGIN), headers={"accept": "application/json"}).json()
    return client.post(reverse(LOGIN), {"credential": key.get(begun["request_options"], **how)})


def test_a_passkey_opens_the_door_by_itself(town):
    home, elsewhere = Client(), Client()
    home.force_login(town.wang_fang)
    key, made = make_key(home)
    assert (made.status_code, made.url) == (302, reverse("mfa_list_webauthn"))
    assert "我的手机" in home.get(made.url).content.decode()
    assert knock(elsewhere, key).url == "/"
    assert elsewhere.session["_auth_user_id"] == str(town.wang_fang.pk)
    assert Entry.objects.get(kind="people.signed_in").data == {"way": "通行密钥"}


def test_next_is_kept_through_a_passkey(town):
    home, elsewhere = Client(), Client()
    home.force_login(town.wang_fang)
    key, _ = make_key(home)
    begun = elsewhere.get(reverse(LOGIN), headers={"accept": "application/json"}).json()
    sent = {"credential": key.get(begun["request_options"]), "next": "/me/"}
    assert elsewhere.post(reverse(LOGIN), sent).url == "/me/"


def test_a_code_still_opens_the_door_of_someone_who_has_a_passkey(town):
    home, elsewhere = Client(), Client()
    home.force_login(town.wang_fang)
    make_key(home)
    page = elsewhere.post(reverse("account_request_login_code"), {"phone": town.wang_fang.phone}, follow=True)
    code = re.search(r"data-demo-code>(\d{6})<", page.content.decode())[1]
    elsewhere.post(reverse("account_confirm_login_code"), {"code": code})
    assert elsewhere.session["_auth_user_id"] == str(town.wang_fang.pk)


def test_another_s_key_a_key_of_nobody_and_a_replay_open_nothing(town):
    home, elsewhere = Client(), Client()
    home.force_login(town.wang_fang)
    key, _ = make_key(home)
    stranger = SoftKey()
    stranger.user = key.user
    assert knock(elsewhere, stranger).url == reverse("account_login")
    begun = elsewhere.get(reverse(LOGIN), headers={"accept": "application/json"}).json()
    answer = key.get(begun["request_options"])
    assert Client().post(reverse(LOGIN), {"credential": answer}).url == reverse("account_login")
    elsewhere.post(reverse(LOGIN), {"credential": answer})
    elsewhere.logout()
    again = elsewhere.post(reverse(LOGIN), {"credential": answer}, follow=True)
    assert "没有认出这把通行密钥" in again.content.decode()
    assert "_auth_user_id" not in elsewhere.session


@pytest.mark.parametrize("sent", ["", "{}", "[]", "not json", '{"response": {"userHandle": "MQ"}}'])
def test_what_is_no_credential_is_refused_quietly(town, client, sent):
    client.get(reverse(LOGIN), headers={"accept": "application/json"})
    assert client.post(reverse(LOGIN), {"credential": sent}).url == reverse("account_login")


def test_a_key_without_a_finger_or_a_face_behind_it_is_not_taken(town, client):
    client.force_login(town.wang_fang)
    _, answer = make_key(client, verified=False)
    assert answer.status_code == 200
    assert Authenticator.objects.count() == 0


def test_with_a_password_it_is_asked_once_more_before_a_key_is_made(town, client):
    client.force_login(town.he)
    asked = client.get(reverse(ADD))
    assert unquote(asked.url) == f"{reverse('prove')}?next={reverse(ADD)}"
    assert f"{reverse('account_reauthenticate')}?next={reverse(ADD)}" in client.get(asked.url).content.decode()
    page = client.get(f"{reverse('account_reauthenticate')}?next={reverse(ADD)}")
    assert "再确认一次是您" in page.content.decode()
    wrong = client.post(reverse("account_reauthenticate"), {"password": "wrong", "next": reverse(ADD)})
    assert "密码不对" in wrong.content.decode()
    right = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse(ADD)})
    assert right.url == reverse(ADD)
    make_key(client)
    assert Authenticator.objects.get().user == town.he


def test_a_removed_key_opens_nothing_and_nobody_removes_another_s(town):
    home, elsewhere, neighbour = Client(), Client(), Client()
    home.force_login(town.wang_fang)
    key, _ = make_key(home)
    pk = Authenticator.objects.get().pk
    Person.objects.filter(pk=town.li_qiang.pk).update(password=people.unusable_password())
    town.li_qiang.refresh_from_db()
    neighbour.force_login(town.li_qiang)
    assert neighbour.post(reverse("mfa_remove_webauthn", args=[pk])).status_code == 404
    home.force_login(town.wang_fang)
    session = home.session
    session.pop("account_authentication_methods", None)  # the proof that stood behind its making has grown old
    session.save()
    again = home.get(reverse("mfa_remove_webauthn", args=[pk]))
    options = options_of(home.get(again.url))["request_options"]
    home.post(again.url, {"credential": key.get(options)})
    page = home.get(reverse("mfa_remove_webauthn", args=[pk]))
    assert "删除“我的手机”？" in page.content.decode()
    home.post(reverse("mfa_remove_webauthn", args=[pk]))
    assert Authenticator.objects.count() == 0
    assert knock(elsewhere, key).url == reverse("account_login")


def test_keys_belong_to_the_address_of_the_house(town, settings, client):
    settings.HTTPS, settings.BASE_URL = True, "https://cuihu.example.cn:8443"
    client.force_login(town.wang_fang)
    prove(client)
    options = options_of(client.get(reverse(ADD)))["creation_options"]["publicKey"]
    assert options["rp"] == {"id": "cuihu.example.cn", "name": "细微"}
    assert options["user"]["displayName"] == "王芳"


@pytest.mark.parametrize(
    ("host", "secure", "possible"),
    [
        ("localhost:8000", False, True), ("127.0.0.1:8000", False, False), ("[::1]:8000", False, False),
        ("testserver", False, False), ("testserver", True, True), ("127.0.0.1", True, False),
    ],
)  # fmt: skip
def test_passkeys_are_offered_where_browsers_allow_them(settings, host, secure, possible):
    settings.ALLOWED_HOSTS = ["*"]
    request = RequestFactory().get("/", secure=secure, headers={"host": host})
    assert passkeys_possible(request) is possible
