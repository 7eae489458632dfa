"""What stands around every page: the content policy, the plain page of an outage, and refusals said kindly."""

import logging
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils.translation import get_language, gettext

from xiwei.shared.refusals import BadInput, Refused

log = logging.getLogger("xiwei.web")
Next = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]
T = TypeVar("T")

# Nothing inline, nothing from elsewhere: an injected tag can neither run nor send anything out.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
OUTAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>
<h1>{heading}</h1><p>{kept}</p><p>{urgent}</p></html>"""


class ContentPolicy:
    """Every answer carries the policy (law 10)."""

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)")
        return response


def broken(request: HttpRequest) -> HttpResponse:
    """The page of a fault (handler500). Where the database is out of reach, 503 and a page that needs none of it.

    Not a middleware: an error raised in one never reaches the one around it, Django having made an answer of it first.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        log.error("database out of reach at %s", request.path)
        return HttpResponse(outage(), status=503, headers={"Retry-After": "10"})
    return HttpResponse(loader.get_template("500.html").render(), status=500)


def outage() -> str:
    """The page that needs no database, in the tongue the browser asks for."""
    return OUTAGE.format(
        language=get_language(),
        title=gettext("请稍候 · 细微"),
        heading=gettext("系统正在恢复，请稍候"),
        kept=gettext(
            "数据暂时连接不上，一般一分钟内恢复。您刚才的操作没有写入一半："
            "恢复后请返回上一页再提交一次，填写的内容还在那里。"
        ),
        urgent=gettext("急事请直接拨打小区值班电话；火警 119，急救 120。"),
    )


class Refusals:
    """A refusal that a view did not answer itself becomes a page with its sentence and a way on."""

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say the sentence; a fragment asked for by htmx gets a fragment."""
        if not isinstance(error, Refused):
            return None
        return refusal(request, error)


def refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """The page with its sentence; a fragment asked for by htmx reloads its page, which says it."""
    if request.headers.get("HX-Request"):
        messages.error(request, error.sentence)
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "parts/refused.html", {"sentence": error.sentence}, status=error.status)


class Readable:
    """An address with a NUL in it is refused here, once for all pages: PostgreSQL has no text that could hold one.

    What is typed into forms is refused by their fields, with everything else kept.
    """

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            sentence = gettext("网址里有看不懂的字符，请删掉它，或重新输入要找的内容。")
            return render(request, "parts/refused.html", {"sentence": sentence}, status=BadInput.status)
        return self.get_response(request)


class Weighed:
    """A sending too heavy to be taken is refused by the length it announces: not a byte of it is read or stored.

    Before the CSRF check, which would read the whole of it first.
    """

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > settings.UPLOAD_MAX_BYTES:
            sentence = gettext(
                "这次发来的有 {size} MB，一次最多 {most} MB，没有收。请分几次传，或者把大文件拆开。"
            ).format(size=int(announced) // 1024**2, most=settings.UPLOAD_MAX_BYTES // 1024**2)
            return render(request, "parts/refused.html", {"sentence": sentence}, status=413)
        return self.get_response(request)


class WayBack:
    """A form sent after its session was lost: who signs in again comes back to the page the form stood on.

    The sign-in page asks for `next` plainly, and a deed's own address takes nothing but forms.
    """

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        door = resolve_url(settings.LOGIN_URL)
        if request.method == "POST" and response.headers.get("Location", "").startswith(f"{door}?next="):
            page = urlsplit(request.headers.get("Referer", ""))
            if page.netloc == request.get_host():
                response.headers["Location"] = redirect_to_login(f"{page.path}?{page.query}".rstrip("?"), door).url
        return response


class AskedPlainly:
    """A deed's own address, which takes nothing but forms, asked for plainly (from the address bar, by a reload) leads on.

    To the nearest page above it: /transfers/3/undo/ to /transfers/3/, where a form is still to be filled in. Nothing was
    done. Machines, which ask for no page, are told 405.
    """

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or "POST" not in response.headers.get("Allow", ""):
            return response
        if "text/html" not in request.headers.get("Accept", "") or request.headers.get("HX-Request"):
            return response
        return redirect(above(request.path_info))


def above(path: str) -> str:
    """The nearest address above this one that there is; it may take forms alone, and then leads on itself."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


def posted_from(page: str) -> Callable[[View], View]:
    """For a deed's own address /things/1/deed/: asked for plainly (a reload, a sign-in between), it leads to `page`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **rest: Any) -> HttpResponseBase:
            return view(request, pk=pk, **rest) if request.method == "POST" else redirect(page, pk=pk)

        return guarded

    return decorate


def or_404(find: Callable[..., T], *asked: Any) -> T:
    """What `find` finds, or 404: a stranger's record is not there; a colleague's missing right is said by `find`."""
    try:
        return find(*asked)
    except ObjectDoesNotExist as absent:
        raise Http404 from absent
