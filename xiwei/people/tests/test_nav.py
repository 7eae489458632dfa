"""Each face finds its ways, and only those it may take and that exist."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import ResolverMatch, path

from tests.cast import NOW, Cast, cast
from xiwei.estate.models import Project, ProjectKind
from xiwei.people.context import look_of
from xiwei.people.nav import BOTTOM, ROUND, SIDE, Nav, address
from xiwei.people.queries.who import STRANGER, who

pytestmark = pytest.mark.django_db


def nothing(request: HttpRequest, **captured: int) -> HttpResponse:
    return HttpResponse()


SPOTS = {spot.url: spot for spots in [*SIDE.values(), *BOTTOM.values()] for spot in spots}
LEFT_OUT = "groups"
urlpatterns = [
    path(f"projects/<int:pk>/{url}/" if spot.of_project else f"{url}/", nothing, name=url)
    for url, spot in SPOTS.items()
    if url != LEFT_OUT
]


@pytest.fixture(autouse=True)
def these_addresses() -> Iterator[None]:
    """Our own addresses for the while: `address` keeps what it has found, so it forgets before and after."""
    address.cache_clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield
    address.cache_clear()


@pytest.fixture
def town() -> Cast:
    return cast()


def nav(person, face: str, *, page: str = "", pk: int | None = None) -> Nav:
    request = RequestFactory().get("/")
    kwargs = {"pk": pk} if pk else {}
    request.resolver_match = ResolverMatch(nothing, (), kwargs, url_name=page)
    return Nav(request, who(person, day=NOW.date()), face)


def labels(links) -> list[str]:
    return [link.label for link in links]


def test_a_resident_has_five_places_with_reporting_in_the_middle(town):
    ways = nav(town.wang_fang, "resident")
    assert labels(ways.bottom) == ["首页", "服务", "报事", "消息", "我的"]
    assert ways.bottom[2].url == ways.round_url == "report"
    assert ways.more == []


def test_a_repairer_has_five_places_with_taking_in_the_middle(town):
    assert labels(nav(town.sun, "worker").bottom) == ["今日", "扫码", "业主找我", "消息", "我的"]


def test_a_director_finds_the_rest_under_more(town):
    ways = nav(town.zheng, "director")
    assert labels(ways.bottom) == ["驾驶舱", "报事", "业主找我", "楼栋图"]
    assert labels(ways.more) == [
        "巡查",
        "抽查与整改",
        "日结",
        "证据包",
        "项目",
        "住户",
        "过户与搬离",
        "地点与墙码",
        "设施设备",
        "档案",
        "导入",
        "查看提醒",
        "资料请求",
        "保存期限",
        "服务标准",
        "绿化",
        "人员",
        "排班",
        "请假",
        "消息",
        "我的",
    ]
    assert {link.href for link in ways.side if "/projects/" in link.href and link.url != "projects"} == {
        f"/projects/{town.project.pk}/{page}/"
        for page in (
            "buildings",
            "households",
            "transfers",
            "places",
            "equipment",
            "import",
            "roster",
            "looks",
            "data_wishes",
            "checks",
            "plantings",
            "rounds_day",
            "signoffs",
            "packs",
        )
    }


def test_a_page_that_does_not_exist_is_not_offered(town):
    assert LEFT_OUT not in {link.url for link in nav(town.zheng, "director").side}


def test_a_way_whose_permission_is_missing_is_not_offered(town):
    urls = {link.url for link in nav(town.zhao_min, "butler").side}
    assert {"morning", "tickets", "households", "roster"} <= urls
    assert urls & {"import", "staff", "places", "menu_admin", "channels"} == set()


def test_a_manager_of_the_whole_company_sees_the_ways_of_its_only_project_everywhere(town):
    """On its first day a company goes from the staff to the roster and on by the menu, as its guide says."""
    hrefs = {link.href for link in nav(town.he, "company", page="staff").side}
    assert {f"/projects/{town.project.pk}/{way}/" for way in ("import", "roster")} <= hrefs


def test_a_manager_of_several_projects_sees_a_projects_ways_on_its_pages_only(town):
    Project.objects.create(company=town.company, code="C2", kind=ProjectKind.RESIDENTIAL)
    assert [link.url for link in nav(town.he, "company").side if SPOTS[link.url].of_project] == []
    on_page = nav(town.he, "company", page="households", pk=town.project.pk)
    assert f"/projects/{town.project.pk}/import/" in {link.href for link in on_page.side}
    assert [link.label for link in on_page.side if link.current] == ["住户"]


def test_a_ticket_lies_within_the_tickets(town):
    assert [link.label for link in nav(town.zheng, "director", page="ticket", pk=1).side if link.current] == ["报事"]


def test_the_place_and_its_duty_phone_stand_at_hand(town):
    town.project.duty_phone = "0571-88001234"
    town.project.save()
    ways = nav(town.wang_fang, "resident")
    assert (ways.place, ways.duty_phone) == ("翠湖花园", "0571-88001234")
    assert nav(town.he, "company").place == town.company.short_name


def test_a_stranger_has_no_ways(rf):
    request = rf.get("/")
    request.resolver_match = None
    ways = Nav(request, STRANGER, "stranger")
    assert (ways.side, ways.bottom, ways.more, ways.place, ways.duty_phone) == ([], [], [], "", "")


def test_each_round_button_is_the_third_of_its_bar():
    assert {face: BOTTOM[face][2].url for face in ROUND} == ROUND


@pytest.mark.parametrize(("cookie", "look"), [("large", "large"), ("plain", "plain"), ("<x>", "plain"), ("", "plain")])
def test_a_strangers_browser_keeps_the_look_and_nothing_else(rf, cookie, look):
    request = rf.get("/")
    request.COOKIES["look"] = cookie
    assert look_of(request, STRANGER) == look


def test_a_persons_own_look_goes_before_the_browsers(town, rf):
    town.wang_fang.look = "large"
    request = rf.get("/")
    request.COOKIES["look"] = "plain"
    assert look_of(request, who(town.wang_fang, day=NOW.date())) == "large"
