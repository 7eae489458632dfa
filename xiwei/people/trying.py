"""Every page while a role is tried on: drawn as for its bearer, read and never written (D7)."""

import inspect
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import gettext

from xiwei.people.middleware import PersonRequest
from xiwei.people.queries import trying as queries
from xiwei.people.rules import trying as rules
from xiwei.shared import scope
from xiwei.shared.refusals import Refused
from xiwei.shared.web import refusal

LEAVING = {"try_off", "account_logout"}  # done as oneself, whatever is on


class TryingOn:
    """Stands behind Who: for a session with a role on, request.who is its bearer, and nothing can be written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: PersonRequest) -> HttpResponseBase:
        if not request.who.person or queries.KEY not in request.session:
            return self.get_response(request)
        name, ours = _asked(request)
        if name in LEAVING:
            return self.get_response(request)
        on = queries.tried(request.session, request.who, now=request.now)
        if on is None:
            return self._ended(request)
        return self._as_bearer(request, on, name, ours)

    def _ended(self, request: PersonRequest) -> HttpResponseBase:
        """DANGER: a form drawn on trial and sent after it would be written as their own: that one sending is refused."""
        queries.take_off(request.session)
        try:
            rules.check_was_on(request.method or "")
        except Refused as refused:
            return refusal(request, refused)
        messages.info(request, gettext("试穿结束了，您又是自己了。一次最多 30 分钟。"))
        return self.get_response(request)

    def _as_bearer(self, request: PersonRequest, on: queries.Tried, name: str, ours: bool) -> HttpResponseBase:
        request.tried = on
        themself = request.user
        request.who = queries.as_role(request.who, on)
        request.face = queries.face(on)
        assert request.who.person is not None
        request.user = request.who.person
        try:
            with scope.within(request.who.companies):
                return self._read(request, on, name, ours)
        finally:
            request.user = themself

    def _read(self, request: PersonRequest, on: queries.Tried, name: str, ours: bool) -> HttpResponseBase:
        try:
            rules.check_reads(request.method or "", str(on.role))
            rules.check_not_personal(name, ours, str(on.role))
        except Refused as refused:
            return refusal(request, refused)
        return self.get_response(request)


def _asked(request: HttpRequest) -> tuple[str, bool]:
    """The name of the address, and whether the page is ours: the account library's are each person's own."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return "", True
    return match.url_name or "", inspect.unwrap(match.func).__module__.startswith("xiwei.")
