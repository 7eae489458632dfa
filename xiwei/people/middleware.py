"""Every page knows the moment, who asks, and whose rows they may meet."""

from collections.abc import Callable
from datetime import datetime

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from xiwei.ledger import editions
from xiwei.people import queries
from xiwei.people.models import Person
from xiwei.people.queries import trying
from xiwei.people.queries import who as who_queries
from xiwei.shared import moment, scope

FACE_KEY = "face"


class PersonRequest(HttpRequest):
    """What every view receives: Django's request with the moment, the one asking, the face they chose.

    A view whose address does not say its project sets `project_id`, so that the bars around the page know it.
    """

    user: Person  # a view that reads it stands behind login_required
    now: datetime
    who: "queries.who.Who"
    face: str
    project_id: int | None
    tried: "trying.Tried | None"  # the role they have on (people.trying)


class Who:
    """Sets request.now, request.who and request.face, and opens the scope of that person's companies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: PersonRequest) -> HttpResponseBase:
        with editions.read_once():
            return self._answered(request)

    def _answered(self, request: PersonRequest) -> HttpResponseBase:
        request.now = moment.now()
        request.project_id = request.tried = None
        request.who = who_queries.STRANGER
        if request.user.is_authenticated:
            request.who = who_queries.who(request.user, day=timezone.localdate(request.now))
            if request.user.language:  # their choice wins over what this browser asks for
                translation.activate(request.user.language)
        request.face = self.face_of(request)
        with scope.within(request.who.companies):
            response = self.get_response(request)
        if request.who.person:
            self._keep_private(request, response)
        return response

    def _keep_private(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """A page drawn for one person is kept by no proxy, and on a shared phone by no browser after the sign-out."""
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"'

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Codes asked for too often, wherever in the library that is found out, are told to wait and are no fault."""
        return ratelimit.respond_429(request) if isinstance(error, RateLimited) else None

    def face_of(self, request: PersonRequest) -> str:
        """The face this person last chose, while they still have it; else their widest; else the stranger's."""
        faces = request.who.faces
        chosen = request.session.get(FACE_KEY, "") if request.who.person else ""
        return chosen if chosen in faces else (faces[0] if faces else "stranger")
