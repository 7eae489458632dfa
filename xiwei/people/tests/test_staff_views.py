"""The pages of colleagues, rosters, leave and homes: who may open them, and what they do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import PEOPLE
from xiwei.estate.models import Room
from xiwei.ledger.models import Entry
from xiwei.people.actions import rosters
from xiwei.people.models import Credential, Household, Leave, LeaveState, Person, Post, Shift, Staff
from xiwei.people.queries import homes as homes_found
from xiwei.people.tests.make import NOW, at, cast, role, shift
from xiwei.shared import moment

pytestmark = pytest.mark.django_db
MANAGERS = {"zheng", "he"}
COLLEAGUES = {"zhao_min", "sun", "zhou_yong", "wu", "chen_yuan"}
NEW = "13900000001"


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return cast()


def as_(client, person):
    client.force_login(person)
    return client


def status(client, made, name, page, *args):
    return as_(client, getattr(made, name)).get(reverse(page, args=args)).status_code


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("page", ["staff", "staff_new"])
def test_the_list_of_colleagues_is_the_managers(client, made, name, page):
    assert status(client, made, name, page) == (200 if name in MANAGERS | {"outsider"} else 403)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_colleagues_page_is_theirs_and_the_managers(client, made, name):
    expected = 200 if name in MANAGERS | {"sun"} else 403 if name in COLLEAGUES else 404
    assert status(client, made, name, "staff_member", made.staff_sun.pk) == expected


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("page", ["roster", "households"])
def test_roster_and_homes_are_the_butlers_and_managers(client, made, name, page):
    expected = 200 if name in MANAGERS | {"zhao_min"} else 403 if name in COLLEAGUES else 404
    assert status(client, made, name, page, made.project.pk) == expected


@pytest.mark.parametrize("name", PEOPLE)
def test_a_shifts_page_is_of_those_who_read_the_roster(client, made, name):
    one = shift(made, made.staff_sun, at(22, 8), at(22, 12))
    expected = 200 if name in MANAGERS | {"zhao_min"} else 403 if name in COLLEAGUES else 404
    assert status(client, made, name, "shift", one.pk) == expected


@pytest.mark.parametrize("name", PEOPLE)
def test_every_member_of_staff_may_ask_leave(client, made, name):
    assert status(client, made, name, "leave") == (403 if name in {"wang_fang", "li_qiang"} else 200)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_leave_is_read_by_its_asker_and_those_who_answer(client, made, name):
    leave = rosters.ask_leave(
        made.staff_sun, starts_at=at(22), ends_at=at(23), reason="看病", by=made.staff_sun, now=NOW
    )
    expected = 200 if name in MANAGERS | {"sun"} else 403 if name in COLLEAGUES else 404
    assert status(client, made, name, "leave_answer", leave.pk) == expected


@pytest.mark.parametrize("name", PEOPLE)
def test_who_sees_a_residents_number(client, made, name):
    response = as_(client, getattr(made, name)).post(reverse("call", args=[made.wang_fang.pk]), {"reason": "回访报事"})
    may = name in MANAGERS | {"zhao_min"}
    assert response.status_code == (200 if may else 403 if name in COLLEAGUES else 404)
    assert (made.wang_fang.phone in response.content.decode()) == may
    assert Entry.objects.filter(kind="people.phone_shown").count() == int(may)


WRITES = [
    ("staff_new", None),
    ("post_add", "staff"),
    ("credential_add", "staff"),
    ("staff_leaving", "staff"),
    ("post_end", "post"),
    ("roster_make", "project"),
    ("roster_copy", "project"),
    ("shift_add", "project"),
    ("shift_officer", "shift"),
    ("shift_drop", "shift"),
]


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in MANAGERS])
@pytest.mark.parametrize(("page", "of"), WRITES)
def test_nobody_else_changes_staff_or_roster(client, made, name, page, of):
    one = shift(made, made.staff_wu, at(25, 8), at(25, 12))
    ids = {
        None: [],
        "staff": [made.staff_wu.pk],
        "post": [made.staff_wu.posts.get().pk],
        "project": [made.project.pk],
        "shift": [one.pk],
    }
    sent = {
        "name": "钱师傅", "phone": NEW, "role": role("guard").pk, "project": made.project.pk,
        "company": made.company.pk, "kind": "electrician", "line": "repair", "staff": made.staff_sun.pk,
        "cycle": "day6", "first": "2026-09-21", "last": "2026-09-27", "week": "2026-09-21",
        "starts_at": "2026-09-24T08:00", "ends_at": "2026-09-24T12:00", "officer": "on",
    }  # fmt: skip
    before = (Staff.objects.count(), Post.objects.count(), Shift.objects.count(), Entry.objects.count())
    response = as_(client, getattr(made, name)).post(reverse(page, args=ids[of]), sent)
    assert response.status_code in (403, 404, 422)
    after = (Staff.objects.count(), Post.objects.count(), Shift.objects.count(), Entry.objects.count())
    assert after == before
    assert not Person.objects.filter(phone=NEW).exists()


def test_a_colleague_is_hired_once_though_the_form_is_sent_twice(client, made):
    client = as_(client, made.zheng)
    sent = {
        "key": "k", "company": made.company.pk, "name": "钱师傅", "phone": NEW,
        "role": role("repairer").pk, "project": made.project.pk,
    }  # fmt: skip
    first, again = (client.post(reverse("staff_new"), sent) for _ in range(2))
    staff = Staff.objects.get(name="钱师傅")
    assert first.url == again.url == reverse("staff_member", args=[staff.pk])
    assert staff.posts.get().line == "repair"
    assert Entry.objects.filter(kind="people.staff_hired").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"phone": "12"}, {"name": ""}, {"name": "长" * 41}, {"role": "999"}, {"project": "999"}, {"line": "moon"}]
)
def test_a_wrong_hiring_form_keeps_what_was_typed(client, made, wrong):
    client = as_(client, made.zheng)
    sent = {
        "company": made.company.pk, "name": "钱师傅", "phone": NEW, "title": "高级技工",
        "role": role("repairer").pk, "project": made.project.pk,
    }  # fmt: skip
    response = client.post(reverse("staff_new"), sent | wrong)
    assert response.status_code == 422
    assert "高级技工" in response.content.decode()
    assert not Staff.objects.filter(title="高级技工").exists()


def test_a_director_cannot_forge_a_company_wide_post(client, made):
    client = as_(client, made.zheng)
    sent = {"role": role("manager").pk, "project": ""}
    assert client.post(reverse("post_add", args=[made.staff_sun.pk]), sent).status_code == 422
    sent = {"role": role("butler").pk, "project": ""}
    assert client.post(reverse("post_add", args=[made.staff_sun.pk]), sent).status_code == 403
    assert made.staff_sun.posts.count() == 1


def test_posts_certificates_and_leaving_from_the_page(client, made):
    from xiwei.people import certificates

    certificates.know({"electrician": "低压电工证"})
    client = as_(client, made.zheng)
    where = [made.staff_sun.pk]
    client.post(reverse("post_add", args=where), {"role": role("guard").pk, "project": made.project.pk})
    assert sorted(post.role.code for post in made.staff_sun.posts.all()) == ["guard", "repairer"]
    client.post(reverse("credential_add", args=where), {"kind": "electrician", "expires_on": "2026-10-01"})
    page = client.get(reverse("staff_member", args=where)).content.decode()
    assert "低压电工证" in page and "还有 10 天" in page
    guard = made.staff_sun.posts.get(role__code="guard")
    for _ in range(2):
        assert client.post(reverse("post_end", args=[guard.pk]), {"key": "e"}).status_code == 302
    client.post(reverse("staff_leaving", args=where), {"reason": "回老家"})
    made.staff_sun.refresh_from_db()
    assert made.staff_sun.left_on == NOW.date()
    assert Credential.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   "])
def test_nobody_is_let_go_without_a_reason(client, made, reason):
    answer = as_(client, made.zheng).post(reverse("staff_leaving", args=[made.staff_zhao.pk]), {"reason": reason})
    made.staff_zhao.refresh_from_db()
    assert (answer.status_code, made.staff_zhao.left_on) == (422, None)
    assert "请写离职原因" in answer.content.decode()


def test_one_who_left_opens_nothing_of_the_company(client, made):
    as_(client, made.zheng).post(reverse("staff_leaving", args=[made.staff_zhao.pk]), {"reason": "回老家"})
    assert status(client, made, "zhao_min", "roster", made.project.pk) == 404


def test_a_week_is_made_copied_and_shown(client, made):
    client = as_(client, made.zheng)
    sent = {
        "line": "repair", "staff": [made.staff_sun.pk], "cycle": "day6",
        "first": "2026-09-21", "last": "2026-09-27",
    }  # fmt: skip
    made_page = client.post(reverse("roster_make", args=[made.project.pk]), sent, follow=True)
    assert "已排 6 班" in made_page.content.decode()
    copied = client.post(reverse("roster_copy", args=[made.project.pk]), {"week": "2026-09-28"}, follow=True)
    assert "已排 6 班" in copied.content.decode()
    again = client.post(reverse("roster_copy", args=[made.project.pk]), {"week": "2026-09-28"}, follow=True)
    assert "没有新增" in again.content.decode()
    clash = client.post(reverse("roster_make", args=[made.project.pk]), sent | {"cycle": "early"})
    assert clash.status_code == 409
    assert "重叠" in clash.content.decode()
    assert Shift.objects.count() == 12


def test_a_week_that_is_nonsense_is_this_week(client, made):
    response = as_(client, made.zheng).get(reverse("roster", args=[made.project.pk]), {"week": "tomorrow"})
    assert f"{response.context['days'][0]}" == "2026-09-21"


def test_a_shift_is_added_led_and_dropped_from_the_pages(client, made):
    client = as_(client, made.zheng)
    sent = {
        "staff": made.staff_sun.pk, "line": "repair",
        "starts_at": "2026-09-24T08:00", "ends_at": "2026-09-24T12:00",
    }  # fmt: skip
    client.post(reverse("shift_add", args=[made.project.pk]), sent)
    one = Shift.objects.get()
    assert (one.starts_at, one.ends_at) == (at(24, 8), at(24, 12))
    client.post(reverse("shift_officer", args=[one.pk]), {"officer": "on", "key": "a"})
    one.refresh_from_db()
    assert one.duty_officer is True
    for _ in range(2):
        assert client.post(reverse("shift_drop", args=[one.pk]), {"key": "b"}).status_code == 302
    assert Shift.objects.count() == 0


def test_someone_elses_staff_cannot_be_forged_into_a_roster(client, made):
    sent = {
        "line": "repair", "staff": [made.staff_outsider.pk], "cycle": "day6",
        "first": "2026-09-21", "last": "2026-09-27",
    }  # fmt: skip
    response = as_(client, made.zheng).post(reverse("roster_make", args=[made.project.pk]), sent)
    assert (response.status_code, Shift.objects.count()) == (422, 0)


def test_leave_from_asking_to_the_grid(client, made):
    shift(made, made.staff_sun, at(23, 8), at(23, 17))
    sent = {"starts_at": "2026-09-23T00:00", "ends_at": "2026-09-24T00:00", "reason": "看病", "key": "a"}
    for _ in range(2):
        as_(client, made.sun).post(reverse("leave"), sent)
    leave = Leave.objects.get()
    client = as_(client, made.zheng)
    assert "看病" in client.get(reverse("leave")).content.decode()
    where = reverse("leave_answer", args=[leave.pk])
    assert "后天 08:00" in client.get(where).content.decode()
    assert client.post(where, {"verb": "refuse", "answer": ""}).status_code == 422
    client.post(where, {"verb": "grant", "cover": made.staff_chen.pk})
    leave.refresh_from_db()
    assert (leave.state, leave.cover) == (LeaveState.GRANTED, made.staff_chen)
    grid = client.get(reverse("roster", args=[made.project.pk])).content.decode()
    assert "请假，陈园代" in grid
    as_(client, made.sun).post(reverse("leave_withdraw", args=[leave.pk]), {"key": "w"})
    leave.refresh_from_db()
    assert leave.state == LeaveState.WITHDRAWN


def test_the_list_of_homes_shows_no_name_and_no_number(client, made):
    page = as_(client, made.zhao_min).get(reverse("households", args=[made.project.pk])).content.decode()
    assert "1栋1单元501" in page and "王*" in page
    assert not [kept for kept in ("王芳", "李强", made.wang_fang.phone) if kept in page]


def test_homes_are_narrowed_by_building_and_words(client, made):
    client = as_(client, made.zhao_min)
    where = reverse("households", args=[made.project.pk])

    def rooms(**query):
        return [home.room.number for home in client.get(where, query).context["homes"]]

    assert rooms() == ["501", "502"]
    assert rooms(q="王芳") == ["501"]
    assert rooms(q="0002") == ["502"]
    assert rooms(q=made.li_qiang.phone) == ["502"]
    assert rooms(building=made.buildings[1].pk) == []
    assert rooms(building="x") == ["501", "502"]


@pytest.mark.parametrize("length", range(3, 12))
def test_a_phone_is_found_by_its_last_four_or_whole_and_can_not_be_read_digit_by_digit(client, made, length):
    client, tail = as_(client, made.he), made.li_qiang.phone[-length:]
    homes = client.get(reverse("households", args=[made.project.pk]), {"q": tail}).context["homes"]
    by_search = homes_found.found_by([made.project], tail)
    Staff.objects.filter(company=made.company, person=made.sun).update(number="")
    staff = client.get(reverse("staff"), {"q": made.sun.phone[-length:]}).context["page"]
    found = ("502" in {one.room.number for one in homes}, by_search.count(), "孙师傅" in {one.name for one in staff})
    assert found == ((True, 1, True) if length in (4, 11) else (False, 0, False))


def test_a_call_without_a_reason_is_asked_for_one(client, made):
    response = as_(client, made.zhao_min).post(reverse("call", args=[made.wang_fang.pk]), {})
    page = response.content.decode()
    assert response.status_code == 422
    assert "约上门时间" in page and made.wang_fang.phone not in page


def test_a_call_by_htmx_gets_the_number_alone(client, made):
    response = as_(client, made.zhao_min).post(
        reverse("call", args=[made.wang_fang.pk]), {"reason": "回访报事"}, headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert f"tel:{made.wang_fang.phone}" in page and "<html" not in page


def _grow(made, page: str, number: int) -> None:
    if page == "households":
        room = Room.objects.filter(project=made.project, households=None).first()
        home = Household.objects.create(company=made.company, project=made.project, room=room, name="周")
        person = Person.objects.create(name="周", phone=f"1370000000{number}", joined_at=NOW)
        home.tenures.create(company=made.company, person=person, relation="owner")
    elif page == "roster":
        shift(made, made.staff_sun, at(21 + number, 8), at(21 + number, 12))
    elif page == "staff":
        person = Person.objects.create(name="周", phone=f"1370000000{number}", joined_at=NOW)
        staff = Staff.objects.create(company=made.company, person=person, name="周", title="维修工")
        staff.posts.create(
            company=made.company, project=made.project, role=role("repairer"), line="repair", since=NOW.date()
        )
    else:
        rosters.ask_leave(
            [made.staff_sun, made.staff_wu, made.staff_chen][number - 1],
            starts_at=at(22),
            ends_at=at(23),
            reason="看病",
            by=made.staff_zheng,
            now=NOW,
        )


@pytest.mark.parametrize("page", ["staff", "roster", "households", "leave"])
def test_lists_take_the_same_queries_at_one_and_three_rows(client, made, page):
    client = as_(client, made.zheng)
    args = [made.project.pk] if page in ("roster", "households") else []
    counts = []
    for number in (1, 2, 3):
        _grow(made, page, number)
        client.get(reverse(page, args=args))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page, args=args)).status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0]] * 3


def test_the_checklist_counts_people_too(client, made):
    response = as_(client, made.zheng).get(reverse("project", args=[made.project.pk]))
    counts = {shown.step.title: shown.count for shown in response.context["steps"]}
    assert [counts[title] for title in ("楼栋", "房屋", "住户", "人员", "排班", "公共地点")] == [2, 48, 2, 6, 0, 6]
