"""A company's first day, as docs/howto/first-day.md tells it: from an empty installation to the first ticket."""

from typing import Any

import pytest
from playwright.sync_api import Page

from xiwei.estate.models import Place, Project
from xiwei.ledger.worker import facts
from xiwei.service.actions import founding
from xiwei.service.models import Ticket
from xiwei.shared import moment
from xiwei.standards.models import Hours

from .conftest import DESK, PHONE

MANAGER = "13912340009"
TEAM = [
    ("郑主任", "13912340008", "小区主任"),
    ("赵敏", "13912340003", "管家"),
    ("孙师傅", "13912340004", "维修工"),
    ("周勇", "13912340005", "秩序维护员"),
    ("吴姐", "13912340006", "保洁员"),
]
GROUP = {
    "butler": "赵敏（管家）",
    "repair": "孙师傅（维修工）",
    "order": "周勇（秩序维护员）",
    "cleaning": "吴姐（保洁员）",
}


@pytest.fixture
def desk(browser: Any, live_server: Any, transactional_db: None) -> Any:
    """The manager's desk, and a phone of anyone's: `desk(size)` gives a new page."""
    contexts = []

    def page(size: dict[str, int]) -> Page:
        contexts.append(browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai"))
        opened = contexts[-1].new_page()
        opened.set_default_timeout(15_000)
        return opened

    yield page
    for context in contexts:
        context.close()


def sign_in(page: Page, base: str, phone: str) -> None:
    page.goto(f"{base}/account/login/")
    page.locator("input[name=phone]").first.fill(phone)
    page.get_by_role("button", name="验证码").first.click()
    page.locator("input[name=code]").fill(page.locator("[data-demo-code]").inner_text())
    page.get_by_role("button", name="登录").first.click()
    page.wait_for_url(f"{base}/projects/")


def open_project(page: Page) -> None:
    page.get_by_role("link", name="新项目").first.click()
    page.get_by_label("项目名称").fill("翠湖花园")
    page.get_by_label("项目代号").fill("CH")
    page.get_by_role("button", name="建档").click()
    page.get_by_role("heading", name="翠湖花园").wait_for()


def raise_building(page: Page) -> None:
    page.get_by_role("link", name="去办").click()
    for label, typed in {"楼栋名称": "1栋", "地上层数": "6", "单元数": "2", "每单元每层户数": "2"}.items():
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="登记并生成房屋").click()
    page.get_by_text("生成房屋 24 间").wait_for()


def hire_team(page: Page, base: str) -> None:
    for name, phone, role in TEAM:
        page.goto(f"{base}/staff/new/")
        page.get_by_label("姓名").fill(name)
        page.get_by_label("手机号").fill(phone)
        page.get_by_label("角色").select_option(label=role)
        page.get_by_role("button", name="登记入职").click()
        page.get_by_role("heading", name=name).wait_for()


def form_group(page: Page, base: str, project: Project) -> None:
    page.goto(f"{base}/projects/{project.pk}/groups/")
    page.get_by_label("组名").fill("一组")
    page.get_by_role("button", name="新建服务组").click()
    for line, who in GROUP.items():
        page.locator(f"select[name=member_{line}]").select_option(label=who)
    for area in page.locator("input[name=areas]").all():
        area.check()
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"{base}/projects/{project.pk}/groups/")


def make_roster(page: Page, base: str, project: Project) -> None:
    page.goto(f"{base}/projects/{project.pk}/roster/")
    form = page.locator("form[action$='/make/']")
    form.get_by_role("link", name="维修").click()
    page.wait_for_url("**line=repair**")  # the page comes anew with this line's people
    form.get_by_label("孙师傅（维修工）").check()
    form.get_by_label("班次").select_option(label="常白班，每天")
    form.get_by_role("button", name="排班").click()
    page.get_by_text("已排").wait_for()


def print_codes(page: Page, base: str, project: Project) -> None:
    page.goto(f"{base}/projects/{project.pk}/places/new/")
    page.get_by_role("button", name="登记勾选的地点").click()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="打印墙码（每页 6 张）").click()
    assert sheet.value.path().read_bytes()[:5] == b"%PDF-"


def test_a_companys_first_day_ends_with_its_first_ticket(desk, live_server):
    base, now = live_server.url, moment.now()
    founding.found(
        code="cuihu", name="翠湖物业服务有限公司", manager_name="何经理", phone=MANAGER, city="滨海", now=now
    )
    page = desk(DESK)
    sign_in(page, base, MANAGER)
    open_project(page)
    raise_building(page)
    hire_team(page, base)
    project = Project.objects.get()
    form_group(page, base, project)
    make_roster(page, base, project)
    print_codes(page, base, project)
    facts.carry_due(moment.now())
    assert Hours.objects.filter(project=project).count() == 6
    page.goto(f"{base}/projects/{project.pk}/")
    page.get_by_text("已备 8 项，共 9 项").wait_for()

    lift = Place.objects.get(name="1栋1单元电梯")
    stranger = desk(PHONE)
    stranger.goto(f"{base}/p/{lift.code}/")
    stranger.get_by_label("什么事").fill("电梯厅的地砖碎了一块")
    stranger.get_by_role("button", name="提交").click()
    stranger.get_by_text("赵敏会跟到办好为止").wait_for()
    ticket = Ticket.objects.get()
    assert (ticket.place, ticket.first_contact.name, ticket.orders.get().worker.name) == (lift, "赵敏", "孙师傅")


PAGES = [
    ("he", "/projects/"),
    ("he", "/projects/new/"),
    ("he", "/projects/{project}/"),
    ("he", "/projects/{project}/ground/"),
    ("he", "/ground/{building}/"),
    ("he", "/projects/{project}/places/"),
    ("he", "/projects/{project}/places/new/"),
    ("he", "/places/{lift}/"),
    ("zheng", "/staff/"),
    ("zheng", "/staff/new/"),
    ("zheng", "/staff/{sun}/"),
    ("zheng", "/projects/{project}/roster/"),
    ("zheng", "/leave/"),
    ("zhao_min", "/projects/{project}/households/"),
    ("lin", "/association/"),
]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_first_day_are_sound(w, opens, sound, live_server, size):
    ids = {
        "project": w.project.pk,
        "building": w.buildings[0].pk,
        "lift": w.lift.pk,
        "sun": w.staff_sun.pk,
    }
    hands = {who: opens(who, size=size) for who in {who for who, _ in PAGES}}
    for who, path in PAGES:
        hands[who].goto(live_server.url + path.format(**ids))
        sound(hands[who])
