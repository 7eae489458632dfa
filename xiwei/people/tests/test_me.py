"""What people change of themselves, and what stays as it was."""

import io
import re
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.cast import NOW, PASSWORD, Cast, cast
from xiwei.ledger.models import Entry, Fact
from xiwei.people.actions import homes, people
from xiwei.people.jobs import tell_old_phone
from xiwei.people.models import Person

pytestmark = pytest.mark.django_db
BETTER = "wu-yue-de-huai-shu"


@pytest.fixture
def town() -> Cast:
    cache.clear()
    return cast()


@pytest.fixture
def wang(town, client) -> Client:
    client.force_login(town.wang_fang)
    return client


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def photo(name: str = "me.png", content: bytes | None = None) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (900, 700), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue() if content is None else content, "image/png")


def test_the_page_shows_the_person_their_home_and_not_their_whole_number(town, wang):
    page = wang.get(reverse("me")).content.decode()
    assert ("翠湖花园 1栋1单元501" in page, "业主" in page, "138****0001" in page) == (True, True, True)
    assert re.search(r">[^<]*13800000001", page) is None


def test_a_stranger_is_sent_to_the_door_and_back(client):
    for name in ("me", "me_password"):
        assert client.get(reverse(name)).url == f"{reverse('account_login')}?next={reverse(name)}"
    for name in ("me_picture", "me_look", "me_sessions", "choose_face"):
        assert client.post(reverse(name)).status_code == 302


def test_a_name_is_corrected_with_a_line(town, wang):
    said = {"name": " 王  芳芳 ", "confirmed": "王 芳芳"}
    assert wang.post(reverse("me"), said).url == reverse("me")
    assert again(town.wang_fang).name == "王 芳芳"
    line = Entry.objects.get(kind="people.name_changed")
    assert (line.data, line.person_id) == ({"before": "王芳", "after": "王 芳芳"}, town.wang_fang.pk)
    town.household.refresh_from_db()
    assert town.household.name == "王 芳芳"


@pytest.mark.parametrize("confirmed", ["", "王芳", "王方方"])
def test_another_name_is_shown_beside_the_old_one_before_it_is_kept(town, wang, confirmed):
    page = wang.post(reverse("me"), {"name": "王芳芳", "confirmed": confirmed})
    assert (page.status_code, "姓名由“王芳”改为“王芳芳”，对吗？" in page.content.decode()) == (200, True)
    assert 'name="confirmed" value="王芳芳"' in page.content.decode()
    assert (again(town.wang_fang).name, Entry.objects.filter(kind="people.name_changed").exists()) == ("王芳", False)
    assert wang.post(reverse("me"), {"name": "王芳"}).status_code == 302  # the same name asks nothing


@pytest.mark.parametrize("name", ["", "   ", "长" * 41])
def test_a_name_that_will_not_do_is_refused(town, wang, name):
    assert wang.post(reverse("me"), {"name": name}).status_code == 422
    assert again(town.wang_fang).name == "王芳"


def test_rare_characters_and_emoji_are_names_too_and_tags_are_but_text(town, wang):
    wang.post(reverse("me"), {"name": "𠮷𬱖🌿<b>x</b>", "confirmed": "𠮷𬱖🌿<b>x</b>"})
    assert again(town.wang_fang).name == "𠮷𬱖🌿<b>x</b>"
    assert "<b>x</b>" not in wang.get(reverse("me")).content.decode()


def test_a_face_is_taken_shown_and_taken_away_with_its_files(town, wang):
    wang.post(reverse("me_picture"), {"picture": photo()})
    first = again(town.wang_fang)
    shown = wang.get(first.face_url)
    assert shown["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(b"".join(shown))).format == "JPEG"
    wang.post(reverse("me_picture"), {"picture": photo()})
    second = again(town.wang_fang)
    assert (default_storage.exists(second.face), first.face_url != second.face_url) == (True, True)
    wang.post(reverse("me_picture"), {"take_away": "1"})
    assert again(town.wang_fang).face == ""
    assert wang.get(reverse("face", args=[town.wang_fang.pk])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_old_face_leaves_the_file_store_once_the_new_one_stands(town, wang):
    wang.post(reverse("me_picture"), {"picture": photo()})
    old = again(town.wang_fang).face
    wang.post(reverse("me_picture"), {"picture": photo()})
    assert (default_storage.exists(old), default_storage.exists(again(town.wang_fang).face)) == (False, True)


@pytest.mark.parametrize(
    "sent", [{}, {"picture": photo("x.svg", b"<svg onload='alert(1)'/>")}, {"picture": photo("x.png", b"")}]
)
def test_what_is_no_picture_is_refused_and_the_old_face_stays(town, wang, sent):
    page = wang.post(reverse("me_picture"), sent)
    assert (page.status_code, again(town.wang_fang).face) == (422, "")


def test_a_neighbour_does_not_see_a_face_and_those_who_serve_do(town):
    for person in (town.wang_fang, town.sun):
        home = Client()
        home.force_login(person)
        home.post(reverse("me_picture"), {"picture": photo()})
    seen = {}
    for name in ("wang_fang", "li_qiang", "zhao_min", "outsider", "lin"):
        client = Client()
        client.force_login(getattr(town, name))
        seen[name] = [client.get(reverse("face", args=[one.pk])).status_code for one in (town.wang_fang, town.sun)]
    assert seen == {
        "wang_fang": [200, 200],
        "li_qiang": [404, 200],
        "zhao_min": [200, 200],
        "outsider": [404, 404],
        "lin": [404, 404],
    }
    assert Client().get(reverse("face", args=[town.sun.pk])).status_code == 302


def test_large_type_goes_with_the_person(town, wang):
    wang.post(reverse("me_look"), {"look": "large"})
    elsewhere = Client()
    elsewhere.force_login(again(town.wang_fang))
    assert 'data-look="large"' in elsewhere.get(reverse("me")).content.decode()
    assert wang.post(reverse("me_look"), {"look": "huge"}).status_code == 422
    assert again(town.wang_fang).look == "large"


def test_a_password_is_changed_by_who_knows_the_old_and_other_devices_are_out(town, wang):
    elsewhere = Client()
    elsewhere.force_login(town.wang_fang)
    given = {"old": PASSWORD, "new": BETTER, "again": BETTER}
    assert wang.post(reverse("me_password"), given).url == reverse("me")
    assert again(town.wang_fang).check_password(BETTER) is True
    assert wang.get(reverse("me")).status_code == 200
    assert elsewhere.get(reverse("me")).status_code == 302
    assert BETTER not in str(list(Entry.objects.values_list("data")))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "wrong"}, "现在的密码不对"),
        ({"old": ""}, "请先填写现在的密码"),
        ({"again": "another-one-entirely"}, "两次填的密码不一样"),
        ({"new": "short1", "again": "short1"}, "密码"),
        ({"new": "password123", "again": "password123"}, "密码"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(town, wang, given, said):
    page = wang.post(reverse("me_password"), {"old": PASSWORD, "new": BETTER, "again": BETTER} | given)
    assert (page.status_code, said in page.content.decode()) == (422, True)
    assert again(town.wang_fang).check_password(PASSWORD) is True


def test_who_forgot_the_password_sets_a_new_one_after_a_code(town, client):
    page = client.post(reverse("account_request_login_code"), {"phone": "13800000001"}, follow=True)
    code = re.search(r"data-demo-code>(\d{6})<", page.content.decode())[1]
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert 'name="old"' not in client.get(reverse("me_password")).content.decode()
    client.post(reverse("me_password"), {"new": BETTER, "again": BETTER})
    assert again(town.wang_fang).check_password(BETTER) is True


def test_guessing_the_old_password_is_stopped(town, wang):
    given = {"old": "wrong", "new": BETTER, "again": BETTER}
    answers = [wang.post(reverse("me_password"), given).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_every_other_device_is_signed_out_and_this_one_stays(town, wang):
    elsewhere = Client()
    elsewhere.force_login(town.wang_fang)
    wang.post(reverse("me_sessions"))
    assert (wang.get(reverse("me")).status_code, elsewhere.get(reverse("me")).status_code) == (200, 302)


def test_a_face_of_the_product_is_chosen_and_kept(town, client):
    homes.open_tenure(town.household, town.zhao_min, relation="family", by=town.staff_zheng, now=NOW)
    client.force_login(town.zhao_min)
    assert 'data-face="butler"' in client.get(reverse("me")).content.decode()
    assert client.post(reverse("choose_face"), {"face": "resident"}).url == "/"
    assert 'data-face="resident"' in client.get(reverse("me")).content.decode()


@pytest.mark.parametrize("face", ["director", "company", "stranger", "", "<b>"])
def test_a_face_one_has_not_is_refused(town, wang, face):
    assert wang.post(reverse("choose_face"), {"face": face}).status_code == 403
    assert 'data-face="resident"' in wang.get(reverse("me")).content.decode()


def test_a_face_one_lost_is_no_longer_shown(town, client):
    client.force_login(town.sun)
    client.post(reverse("choose_face"), {"face": "worker"})
    town.staff_sun.posts.update(until=NOW.date())
    assert 'data-face="stranger"' in client.get(reverse("me")).content.decode()


def prove(client: Client) -> None:
    client.post(reverse("prove"), {"send": "1"})
    client.post(reverse("prove"), {"code": client.session["demo_code"]})


def change_phone(client: Client, phone: str):
    prove(client)
    return client.post(reverse("account_change_phone"), {"phone": phone}, follow=True)


def test_a_new_phone_counts_once_its_code_came_back(town, wang):
    page = change_phone(wang, "139 1234 5678")
    assert again(town.wang_fang).phone == "13800000001"
    code = re.search(r"data-demo-code>(\d{6})<", page.content.decode())[1]
    wang.post(reverse("account_verify_phone"), {"code": code})
    person = again(town.wang_fang)
    assert (person.phone, person.phone_verified) == ("13912345678", True)
    assert Entry.objects.filter(kind="people.person_changed").latest("pk").data == {
        "what": "手机号、手机号验证、登录设备"
    }


def test_a_borrowed_session_changes_no_way_in(town, wang):
    people.set_password(town.wang_fang, password=BETTER, now=NOW)
    wang.force_login(again(town.wang_fang))
    for name in ("account_change_phone", "mfa_add_webauthn"):
        sent_to = wang.post(reverse(name), {"phone": "13912345678"}).url
        assert unquote(sent_to) == f"{reverse('prove')}?next={reverse(name)}"
    wang.post(reverse("prove"), {"send": "1"})
    wrong = "000000" if wang.session["demo_code"] != "000000" else "111111"
    assert wang.post(reverse("prove"), {"code": wrong}).status_code == 422
    assert wang.get(reverse("account_change_phone")).status_code == 302
    assert again(town.wang_fang).phone == "13800000001"


def test_a_code_that_proves_is_not_found_by_trying(town, wang):
    wang.force_login(again(town.wang_fang))
    wang.post(reverse("prove"), {"send": "1"})
    right = wang.session["demo_code"]
    wrong = [code for code in ("000000", "111111", "222222", "333333") if code != right][:3]
    assert [wang.post(reverse("prove"), {"code": code}).status_code for code in (*wrong, right)] == [422, 422, 422, 429]
    assert wang.get(reverse("account_change_phone")).status_code == 302


def test_a_borrowed_session_gives_itself_no_first_password(town, wang):
    Person.objects.filter(pk=town.wang_fang.pk).update(password=people.unusable_password())
    wang.force_login(again(town.wang_fang))
    assert wang.post(reverse("me_password"), {"new": BETTER, "again": BETTER}).url.startswith(reverse("prove"))
    assert again(town.wang_fang).has_usable_password() is False


def test_the_password_proves_as_much_as_a_code(town, wang):
    following = reverse("account_change_phone")
    answer = wang.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": following})
    assert answer.url == following
    assert wang.get(following).status_code == 200


def test_a_changed_phone_is_told_to_the_old_one_and_to_the_inbox_and_other_devices_are_out(
    town, wang, monkeypatch, settings
):
    elsewhere, told = Client(), []
    elsewhere.force_login(town.wang_fang)
    change_phone(wang, "13912345678")
    code = wang.session["demo_code"]
    settings.DEMO = False
    monkeypatch.setattr("xiwei.people.jobs.sms.send", lambda phone, text: told.append((phone, text)))
    monkeypatch.setattr("xiwei.people.adapter.jobs.tell_old_phone", SimpleNamespace(enqueue=tell_old_phone.func))
    wang.post(reverse("account_verify_phone"), {"code": code})
    assert [(phone, "不是您本人办的" in text) for phone, text in told] == [("13800000001", True)]
    assert Fact.objects.filter(kind="people.phone_changed").values_list("data", flat=True).get() == {
        "person": town.wang_fang.pk
    }
    assert (wang.get(reverse("me")).status_code, elsewhere.get(reverse("me")).status_code) == (200, 302)


def test_another_s_phone_is_not_taken_even_with_its_code(town, wang):
    page = change_phone(wang, town.li_qiang.phone)
    code = re.search(r"data-demo-code>(\d{6})<", page.content.decode())[1]
    refused = wang.post(reverse("account_verify_phone"), {"code": code})
    assert "已由另一个账号使用" in refused.content.decode()
    assert again(town.wang_fang).phone == "13800000001"


def test_a_failed_line_undoes_the_change(town, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("xiwei.ledger.actions.record_many", broken)
    with pytest.raises(RuntimeError):
        people.change_person(town.wang_fang, name="别人", now=NOW)
    assert again(town.wang_fang).name == "王芳"
