"""The pages of the ground: who may open them, what they do, how many queries they take."""

import pytest
from django.urls import reverse

from tests.cast import PEOPLE
from xiwei.estate.models import Building, Place, Project, Room
from xiwei.estate.tests import make
from xiwei.ledger.models import Entry
from xiwei.shared import codes

pytestmark = pytest.mark.django_db
KEEPERS = {"zheng", "he"}
COLLEAGUES = {"zhao_min", "sun", "zhou_yong", "wu", "chen_yuan"}
PAGES = ["project", "ground", "places", "places_new", "codes_print"]


@pytest.fixture
def made():
    return make.cast()


def as_(client, person):
    client.force_login(person)
    return client


def expected(name: str) -> int:
    return 200 if name in KEEPERS else 403 if name in COLLEAGUES else 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", PEOPLE)
def test_a_projects_pages_are_its_keepers(client, made, name, page):
    response = as_(client, getattr(made, name)).get(reverse(page, args=[made.project.pk]))
    assert response.status_code == expected(name)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_building_and_a_place_are_their_keepers(client, made, name):
    client = as_(client, getattr(made, name))
    assert client.get(reverse("building", args=[made.buildings[0].pk])).status_code == expected(name)
    assert client.get(reverse("place_card", args=[made.lift.pk])).status_code == expected(name)


@pytest.mark.parametrize("name", PEOPLE)
def test_who_sees_the_list_of_projects(client, made, name):
    status = as_(client, getattr(made, name)).get(reverse("projects")).status_code
    assert status == (200 if name in KEEPERS | {"outsider"} else 403)


@pytest.mark.parametrize("name", PEOPLE)
def test_only_a_company_wide_post_opens_a_project(client, made, name):
    status = as_(client, getattr(made, name)).get(reverse("project_new")).status_code
    assert status == (200 if name in {"he", "outsider"} else 403)


@pytest.mark.parametrize("name", PEOPLE)
def test_only_the_association_sees_its_numbers(client, made, name):
    status = as_(client, getattr(made, name)).get(reverse("association")).status_code
    assert status == (200 if name == "lin" else 403)


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in KEEPERS])
@pytest.mark.parametrize("page", ["ground", "places_common", "place_add"])
def test_nobody_else_changes_the_ground(client, made, name, page):
    before = (Building.objects.count(), Place.objects.count(), Entry.objects.count())
    response = as_(client, getattr(made, name)).post(
        reverse(page, args=[made.project.pk]),
        {"name": "9栋", "floors": 1, "units": 1, "per_floor": 1, "first_floor": 1, "kind": "gate"},
    )
    assert response.status_code == expected(name)
    assert (Building.objects.count(), Place.objects.count(), Entry.objects.count()) == before


def test_a_stranger_is_asked_to_sign_in(client, made):
    response = client.get(reverse("project", args=[made.project.pk]))
    assert response.status_code == 302 and "login" in response.url


def test_a_project_is_opened_once_though_sent_twice(client, made):
    client = as_(client, made.he)
    sent = {"key": "k1", "company": made.company.pk, "name": "翠湖大厦", "code": "chd", "kind": "office"}
    first = client.post(reverse("project_new"), sent)
    again = client.post(reverse("project_new"), sent)
    project = Project.objects.get(code="CHD")
    assert first.url == again.url == reverse("project", args=[project.pk])
    assert Entry.objects.filter(kind="estate.project_opened").count() == 1


def test_a_refused_project_keeps_what_was_typed(client, made):
    client = as_(client, made.he)
    sent = {"company": made.company.pk, "name": "安居二期", "code": "AJ", "kind": "mall", "address": "滨海路 9 号"}
    response = client.post(reverse("project_new"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "“AJ”已经有了" in page and "滨海路 9 号" in page
    assert not Project.objects.filter(name="安居二期").exists()


@pytest.mark.parametrize("name", ["", "长" * 61, "<b>翠湖</b>", "翠湖🏠𠮷"])
def test_odd_names_are_refused_or_shown_as_they_are(client, made, name):
    client = as_(client, made.he)
    response = client.post(
        reverse("project_new"), {"company": made.company.pk, "name": name, "code": "XX", "kind": "park"}, follow=True
    )
    page = response.content.decode()
    assert Project.objects.filter(code="XX").exists() == (0 < len(name) <= 60)
    assert "<b>翠湖</b>" not in page


def test_another_companys_id_forged_into_the_form_is_refused(client, made):
    client = as_(client, made.he)
    sent = {"company": made.other_company.pk, "name": "偷渡苑", "code": "TD", "kind": "park"}
    assert client.post(reverse("project_new"), sent).status_code == 422
    assert not Project.objects.filter(code="TD").exists()


def test_a_building_is_registered_from_its_page(client, made):
    client = as_(client, made.zheng)
    sent = {"name": "3栋", "floors": 6, "units": 2, "per_floor": 2, "first_floor": 2, "skip": "4"}
    response = client.post(reverse("ground", args=[made.project.pk]), sent, follow=True)
    assert "3栋已登记，生成房屋 16 间" in response.content.decode()
    assert Room.objects.filter(building__name="3栋").count() == 16


def test_units_and_rooms_are_added_on_the_buildings_page(client, made):
    client = as_(client, made.zheng)
    building = made.buildings[0]
    client.post(reverse("unit_add", args=[building.pk]), {"name": "3单元"})
    unit = building.units.get(name="3单元")
    sent = {"numbers": "101，102\n201", "unit": unit.pk, "kind": "home"}
    client.post(reverse("rooms_add", args=[building.pk]), sent)
    assert sorted(Room.objects.filter(unit=unit).values_list("label", "floor")) == [
        ("1栋3单元101", 1),
        ("1栋3单元102", 1),
        ("1栋3单元201", 2),
    ]
    again = client.post(reverse("rooms_add", args=[building.pk]), sent)
    assert again.status_code == 422 and "1栋3单元101" in again.content.decode()


def test_a_unit_of_another_building_cannot_be_forged_in(client, made):
    client = as_(client, made.zheng)
    foreign = made.buildings[1].units.first()
    sent = {"numbers": "901", "unit": foreign.pk, "kind": "home"}
    assert client.post(reverse("rooms_add", args=[made.buildings[0].pk]), sent).status_code == 422


def test_places_are_ticked_then_printed(client, made):
    client = as_(client, made.zheng)
    sent = {"units": ["lobby"], "project": ["project_garage"]}
    page = client.post(reverse("places_common", args=[made.project.pk]), sent, follow=True).content.decode()
    assert "新登记地点 5 处" in page
    sheet = client.get(reverse("codes_print", args=[made.project.pk]), {"kind": "lobby"})
    assert sheet.headers["Content-Type"] == "application/pdf"
    assert sheet.content[:5] == b"%PDF-"
    assert Entry.objects.get(kind="estate.codes_printed").data == {"count": 4}


def test_nothing_ticked_is_said(client, made):
    response = as_(client, made.zheng).post(reverse("places_common", args=[made.project.pk]), {})
    assert response.status_code == 422
    assert "还没有勾选任何地点" in response.content.decode()


def test_a_code_is_changed_and_a_place_retired_from_its_card(client, made):
    client = as_(client, made.zheng)
    old = made.lift.code
    page = client.post(reverse("place_recode", args=[made.lift.pk]), {"reason": "撕坏"}, follow=True)
    made.lift.refresh_from_db()
    assert made.lift.code != old and "旧码作废" in page.content.decode()
    client.post(reverse("place_retire", args=[made.lift.pk]), {"reason": "拆除"})
    made.lift.refresh_from_db()
    assert made.lift.retired_at is not None
    late = client.post(reverse("place_recode", args=[made.lift.pk]), {"reason": "撕坏"})
    assert late.status_code == 409


def test_the_list_of_places_is_narrowed(client, made):
    client = as_(client, made.zheng)
    where = reverse("places", args=[made.project.pk])

    def names(**query):
        return [place.name for place in client.get(where, query).context["page"]]

    assert names(kind="gate") == ["东门"]
    assert names(q="游乐") == ["儿童游乐场"]
    assert names(building=made.buildings[1].pk) == ["2栋1单元电梯", "2栋2单元电梯"]
    assert names(building=0) == ["东门", "儿童游乐场"]
    assert names(retired="on") == []
    assert len(names(kind="moon", building="x")) == 6


@pytest.mark.parametrize(("page", "add"), [("projects", "project"), ("places", "place"), ("ground", "building")])
def test_lists_take_the_same_queries_at_one_and_three_rows(client, made, page, add, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_(client, made.he)
    company = made.company

    def grow(number: int) -> None:
        if add == "project":
            Project.objects.create(company=company, code=f"P{number}", name=f"项目{number}", kind="park")
        elif add == "place":
            Place.objects.create(company=company, project=empty, name=f"处{number}", kind="gate", code=codes.fresh())
        else:
            building = Building.objects.create(company=company, project=empty, name=f"{number}栋")
            building.units.create(company=company, name="1单元")

    empty = Project.objects.create(company=company, code="EMPTY", name="空地", kind="park")
    where = reverse(page) if page == "projects" else reverse(page, args=[empty.pk])
    grow(1)
    client.get(where)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(where)
    grow(2)
    grow(3)
    with django_assert_num_queries(len(one)):
        assert client.get(where).status_code == 200


def test_the_association_counts_projects_by_kind(client, made):
    counts = as_(client, made.lin).get(reverse("association")).context["counts"]
    assert (len(counts.members), counts.projects, counts.rooms) == (2, 2, 49)
    assert [(kind.label, kind.projects) for kind in counts.kinds if kind.projects] == [("住宅", 2)]


def test_the_associations_page_shows_no_household(client, made):
    page = as_(client, made.lin).get(reverse("association")).content.decode()
    assert not [name for name in ("王芳", "李强", "1栋1单元501") if name in page]
