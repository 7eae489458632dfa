"""Where each face can go: the bottom bar of a phone, the side bar of a desk (faces.md)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiwei.estate.models import Project
from xiwei.people.models import Post
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.shared.tongue import Said

WIDE_BOTTOM = 4


@dataclass(frozen=True)
class Spot:
    """A place to go. `of_project`: its address needs the project. `also`: pages that lie within it."""

    label: Said
    icon: str
    url: str
    group: Said = ""
    of_project: bool = False
    needs: Permission | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A spot that this person can reach from this page."""

    label: Said
    icon: str
    href: str
    group: Said
    current: bool
    url: str


TAKE = Spot(_("业主找我"), "hand-finger", "take", _("今天"), needs=Permission.TICKET_TAKE)
INBOX = Spot(_("消息"), "message-circle", "inbox", also=("notice_settings", "message"))
ME = Spot(_("我的"), "user-circle", "me")
TICKETS = Spot(_("报事"), "clipboard-list", "tickets", _("今天"), also=("ticket",), needs=Permission.TICKET_SEE)
HOUSEHOLDS = Spot(
    _("住户"), "users", "households", _("人和房"), True, Permission.PEOPLE_SEE, ("household", "room_people")
)
TRANSFERS = Spot(
    _("过户与搬离"),
    "home",
    "transfers",
    _("人和房"),
    True,
    Permission.HOMES_TRANSFER,
    ("transfer", "transfer_new", "room_history"),
)
BUILDINGS = Spot(_("楼栋图"), "building-community", "buildings", _("人和房"), True)
STAFF = Spot(
    _("人员"),
    "id-badge-2",
    "staff",
    _("队伍"),
    needs=Permission.PEOPLE_MANAGE,
    also=("staff_member", "staff_new", "invite"),
)
ROLES = Spot(_("角色"), "id-badge", "roles", _("队伍"), also=("role",), needs=Permission.ROLES_EDIT)
ROSTER = Spot(_("排班"), "calendar-time", "roster", _("队伍"), True, Permission.ROSTER_SEE, ("shift",))
LEAVE = Spot(_("请假"), "beach", "leave", _("队伍"), also=("leave_answer",))
ROUNDS = Spot(_("今天的路线"), "route", "rounds_mine", also=("round", "round_point"))
CHECKS = Spot(
    _("抽查与整改"),
    "clipboard-check",
    "checks",
    _("今天"),
    True,
    Permission.ROUND_SEE,
    ("check_new", "check", "check_act", "matrix_cell"),
)
MATRIX = Spot(_("各项目对比"), "grid-dots", "matrix", _("今天"), needs=Permission.ROUND_SEE)
ROUNDS_DAY = Spot(
    _("巡查"),
    "calendar-check",
    "rounds_day",
    _("今天"),
    True,
    Permission.ROUND_SEE,
    (
        *("rounds_year", "round", "round_point", "round_hand_over", "round_excuse"),
        *("routes", "route", "route_new", "route_end", "weather"),
    ),
)
GREEN_PAGES = ("planting", "sighting", "green_work", "cutting_new", "greening")
GREENERY = Spot(_("绿化"), "plant-2", "plantings", _("人和房"), True, Permission.ROUND_SEE, GREEN_PAGES)
FLOWERING = Spot(_("小区花期"), "flower", "flowering_mine", also=("flowering", "plants", "plant"))
EQUIPMENT_PAGES = (
    "equipment_new", "equipment_book", "equipment_change", "equipment_move", "breakdown", "breakdown_new",
)  # fmt: skip
EQUIPMENT = Spot(
    _("设施设备"), "elevator", "equipment", _("人和房"), True, Permission.ROUND_SEE, EQUIPMENT_PAGES,
)  # fmt: skip
GROUPS = Spot(_("服务组"), "users-group", "groups", _("队伍"), True, Permission.GROUP_MANAGE)
PLACES = Spot(
    _("地点与墙码"),
    "qrcode",
    "places",
    _("人和房"),
    True,
    Permission.ESTATE_SEE,
    ("codes_print", "places_new", "place_card"),
)
IMPORT = Spot(_("导入"), "table-import", "import", _("人和房"), True, Permission.PEOPLE_IMPORT)
ARCHIVE_PAGES = ("document", "document_compare", "archive_new", "archive_missing", "archive_bring", "archive_batch")
ARCHIVE = Spot(_("档案"), "archive", "archive", _("人和房"), needs=Permission.ARCHIVE_DRAWINGS, also=ARCHIVE_PAGES)
PROJECTS = Spot(
    pgettext_lazy("导航", "项目"),
    "map-pin",
    "projects",
    _("公司"),
    also=("project", "project_new", "ground", "building", "guide"),
    needs=Permission.ESTATE_SEE,
)
MENU_ADMIN = Spot(
    _("服务清单"),
    "list-check",
    "menu_admin",
    _("公司"),
    also=("menu_new", "menu_revise", "menu_retire", "menu_import", "menu_import_commit"),
    needs=Permission.MENU_MANAGE,
)
STANDARDS = Spot(
    _("服务标准"),
    "checklist",
    "standards_admin",
    _("公司"),
    also=("standard", "standard_new", "standard_retire", "standard_withdraw"),
    needs=Permission.MENU_SEE,
)
PROMISES = Spot(
    _("时限承诺"),
    "hourglass",
    "promises_admin",
    _("公司"),
    also=("promise", "promise_drop", "hours"),
    needs=Permission.MENU_MANAGE,
)
PACKS = Spot(_("证据包"), "file-certificate", "packs", _("今天"), True, Permission.EVIDENCE_MAKE, ("pack", "pack_new"))
SIGN_OFFS = Spot(
    _("日结"), "signature", "signoffs", _("今天"), True, Permission.SIGNOFF_SIGN, ("signoff_day", "signoff_month")
)
SEALS = Spot(_("台账封存"), "shield-check", "seals", _("公司"))
CHANNELS = Spot(_("消息渠道"), "plug-connected", "channels", _("公司"), needs=Permission.CHANNEL_MANAGE)
LOOKS = Spot(_("查看提醒"), "eye", "looks", _("人和房"), True, Permission.LOOKS_SEE, ("oddity",))
WISHES = Spot(_("资料请求"), "file-text", "data_wishes", _("人和房"), True, Permission.PEOPLE_SEE, ("wish", "known_of"))
CONSENTS = Spot(_("同意书"), "file-text", "consent_texts", _("公司"), needs=Permission.PRIVACY_MANAGE)
KEEPING = Spot(_("保存期限"), "hourglass", "keeping", _("公司"), needs=Permission.PRIVACY_MANAGE)
READ_KEEPING = replace(KEEPING, group=WISHES.group, needs=Permission.LOOKS_SEE)
OWN_PROJECTS = replace(PROJECTS, group=HOUSEHOLDS.group)
OWN = [INBOX, ME]

# The middle one of five is the round button; wide faces give their fifth place to 更多.
BOTTOM: dict[str, list[Spot]] = {
    "resident": [
        Spot(_("首页"), "home", "resident_home"),
        Spot(_("服务"), "list-details", "menu", also=("menu_item",)),
        Spot(pgettext_lazy("报事者", "报事"), "plus", "report"),
        INBOX,
        ME,
    ],
    "worker": [
        Spot(_("今日"), "sun", "today", also=("order",)),
        Spot(_("扫码"), "scan", "scan"),
        TAKE,
        INBOX,
        ME,
    ],
    "butler": [Spot(_("晨会"), "sunrise", "morning", _("今天")), TICKETS, TAKE, HOUSEHOLDS, ME],
    "director": [Spot(_("驾驶舱"), "dashboard", "board", _("今天")), TICKETS, TAKE, BUILDINGS],
    "company": [Spot(_("全局"), "layout-dashboard", "company", _("今天")), TICKETS, PROJECTS, STAFF],
    "association": [Spot(_("行业"), "world", "association"), ME],
}
ROUND = {"resident": "report", "worker": "take", "butler": "take", "director": "take"}
SIDE: dict[str, list[Spot]] = {
    "resident": [*BOTTOM["resident"], FLOWERING],
    "worker": [*BOTTOM["worker"][:3], ROUNDS, ARCHIVE, LEAVE, *OWN],
    "butler": [
        *BOTTOM["butler"][:3],
        ROUNDS_DAY,
        HOUSEHOLDS,
        TRANSFERS,
        BUILDINGS,
        EQUIPMENT,
        ARCHIVE,
        WISHES,
        GREENERY,
        ROSTER,
        LEAVE,
        *OWN,
    ],
    "director": [
        *(*BOTTOM["director"][:3], ROUNDS_DAY, CHECKS, SIGN_OFFS, PACKS),
        *(
            OWN_PROJECTS,
            BUILDINGS,
            HOUSEHOLDS,
            TRANSFERS,
            PLACES,
            EQUIPMENT,
            ARCHIVE,
            IMPORT,
            LOOKS,
            WISHES,
            READ_KEEPING,
        ),
        replace(STANDARDS, group=HOUSEHOLDS.group),
        GREENERY,
        *(STAFF, ROSTER, LEAVE, GROUPS),
        *OWN,
    ],
    "company": [
        *(*BOTTOM["company"][:2], MATRIX, ROUNDS_DAY, CHECKS, SIGN_OFFS, PACKS),
        *(PROJECTS, MENU_ADMIN, STANDARDS, PROMISES, CHANNELS, SEALS, CONSENTS, KEEPING),
        *(BUILDINGS, HOUSEHOLDS, TRANSFERS, PLACES, EQUIPMENT, ARCHIVE, IMPORT, LOOKS, WISHES, GREENERY),
        *(STAFF, ROLES, ROSTER, LEAVE, GROUPS),
        *OWN,
    ],
    "association": BOTTOM["association"],
}
PROJECT_PAGES = {spot.url for spots in SIDE.values() for spot in spots if spot.of_project} | {
    "project",
    "guide",
    "ground",
    "places_new",
    "codes_print",
    "import_sheet",
    "archive_missing",
    "archive_bring",
}


@cache
def address(name: str, project_id: int | None) -> str | None:
    """The address of a page, or None while no page has this name."""
    try:
        return reverse(name, args=[project_id] if project_id else None)
    except NoReverseMatch:
        return None


class Nav:
    """The ways from one page, for one person in one of their faces."""

    def __init__(self, request: HttpRequest, who: Who, face: str):
        self.who, self.face = who, face
        self.match = request.resolver_match
        self.name = (self.match.url_name or "") if self.match else ""
        # A page of a building, a place or a shift says whose it is; its address does not.
        self.project_id = getattr(request, "project_id", None) or self._project()
        self.round_url = ROUND.get(face, "")

    @cached_property
    def key(self) -> tuple[str, str, int | None, frozenset[str]]:
        """All that the bars depend on: pages with the same key have the same bars, whoever asks."""
        return self.face, self.name, self.project_id, self._permissions

    @cached_property
    def side(self) -> list[Link]:
        """The bar of a desk."""
        return list(self._links(SIDE.get(self.face, [])))

    @property
    def bottom(self) -> list[Link]:
        """Four or five places; those of a face with more than fit end in 更多."""
        return list(self._links(BOTTOM.get(self.face, [])))

    @property
    def more(self) -> list[Link]:
        """What the side bar of a desk has and this face's bottom bar has not; empty where all fits."""
        shown = {spot.url for spot in BOTTOM.get(self.face, [])}
        return [link for link in self.side if link.url not in shown] if len(shown) <= WIDE_BOTTOM else []

    @property
    def besides(self) -> list[Link]:
        """What a phone's five places leave out of the side bar; one's own page leads there (我的)."""
        shown = {spot.url for spot in BOTTOM.get(self.face, [])}
        return [] if self.more else [link for link in self.side if link.url not in shown]

    @cached_property
    def place(self) -> str:
        """Where this person is at home or at work, for the head of the page: 翠湖花园."""
        project = self._first_project()
        return project.name if project else next((staff.company.short_name for staff in self.who.staff), "")

    @cached_property
    def duty_phone(self) -> str:
        """The telephone answered day and night in that place; empty where none is known."""
        project = self._first_project()
        return project.duty_phone if project else ""

    def _first_project(self) -> Project | None:
        homes = [tenure.household.project for tenure in self.who.tenures]
        work = [post.project for post in self._posts if post.project]
        return next(iter(homes + work if self.face == "resident" else work + homes), None)

    @cached_property
    def _posts(self) -> list[Post]:
        return [post for staff in self.who.staff for post in staff.posts.all() if post.until is None]

    @cached_property
    def _permissions(self) -> frozenset[str]:
        """Granted by any present post somewhere; a page itself asks for the right place."""
        return frozenset(permission for post in self._posts for permission in post.role.permissions)

    def _project(self) -> int | None:
        """The project of this page, else the first in which this person has a post, or the company's only one."""
        if self.match and self.name in PROJECT_PAGES and "pk" in self.match.kwargs:
            return int(self.match.kwargs["pk"])
        posted = next((post.project_id for post in self._posts if post.project_id), None)
        return posted or (self._companys_only() if self.face == "company" else None)

    def _companys_only(self) -> int | None:
        """Of several none is meant until one is opened."""
        companies = [staff.company_id for staff in self.who.staff]
        found = list(Project.objects.filter(company__in=companies).values_list("pk", flat=True)[:2])
        return found[0] if len(found) == 1 else None

    def _links(self, spots: list[Spot]) -> Iterator[Link]:
        for spot in spots:
            if (spot.of_project and not self.project_id) or (spot.needs and spot.needs not in self._permissions):
                continue
            if href := address(spot.url, self.project_id if spot.of_project else None):
                here = self.name in (spot.url, *spot.also)
                yield Link(spot.label, spot.icon, href, spot.group, here, spot.url)
