"""What base.html needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiwei.people.models.people import Look
from xiwei.people.nav import Nav
from xiwei.people.queries import guides
from xiwei.people.queries.who import STRANGER, Who
from xiwei.shared.tongue import Said

FACE_NAMES = {
    "resident": pgettext_lazy("身份", "业主"),
    "worker": _("服务人员"),
    "butler": _("管家"),
    "director": _("小区主任"),
    "company": _("公司"),
    "association": _("协会"),
}
LOOK_COOKIE = "look"


def look_of(request: HttpRequest, asking: Who) -> str:
    """How the pages are drawn: as the person chose, or for a stranger as this browser did."""
    chosen = asking.person.look if asking.person else request.COOKIES.get(LOOK_COOKIE, "")
    return chosen if chosen in Look.values else Look.PLAIN


def faces_of(asking: Who) -> tuple[tuple[str, Said], ...]:
    """The faces this person may change to, with their Chinese names."""
    return tuple((face, FACE_NAMES[face]) for face in asking.faces)


def who(request: HttpRequest) -> dict[str, Any]:
    """The one asking, their face, look and ways; a stranger on a page drawn before the middleware ran."""
    asking: Who = getattr(request, "who", STRANGER)
    face: str = getattr(request, "face", "stranger")
    return {
        "who": asking,
        "face": face,
        "now": getattr(request, "now", None),
        "demo": settings.DEMO,
        "look": look_of(request, asking),
        "faces": faces_of(asking),
        "nav": Nav(request, asking, face),
        "tried": getattr(request, "tried", None),
        "guided": _guided(request, asking),
    }


def _guided(request: HttpRequest, asking: Who) -> guides.Under | None:
    """Above every page but the guide's own, while one makes a project ready and is oneself."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    if not asking.person or asking.stands_in or here == "guide":
        return None
    return guides.under_way(request.session)
