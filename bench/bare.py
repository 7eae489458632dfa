"""The bare Django pages that all others are measured against: stock middleware, a session, a signed-in person, a template.

One only draws; the other takes a form that inserts one row. `application` serves both from a server of their own.
"""

import os
from functools import cache
from typing import Any

import django
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.backends.django import DjangoTemplates
from django.urls import path
from django.utils import timezone

# What `django-admin startproject` writes.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATE = (
    '<!doctype html><html lang="zh-CN"><title>{{ user.name }}</title><p>{{ user.name }}</p>'
    "{% for message in messages %}<p>{{ message }}</p>{% endfor %}</html>"
)
FORM = (
    '<!doctype html><html lang="zh-CN"><title>{{ user.name }}</title>'
    '<form method="post">{% csrf_token %}{{ form }}<button>提交</button></form></html>'
)
PAGES = {"bare.html": TEMPLATE, "insert.html": FORM}
LOADERS = [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", PAGES)])]


@cache
def _engine() -> DjangoTemplates:
    options = {"context_processors": PROCESSORS, "loaders": LOADERS}
    return DjangoTemplates({"NAME": "bare", "DIRS": [], "APP_DIRS": False, "OPTIONS": options})


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Nobody's name but one's own."""
    return HttpResponse(_engine().get_template("bare.html").render({}, request))


class Words(forms.Form):
    """The least that is worth sending."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    words = forms.CharField(max_length=2000)


@login_required
def insert(request: HttpRequest) -> HttpResponse:
    """A form of two fields, one row for it, and on to a page."""
    from xiwei.ledger.models import Once

    form = Words(request.POST or None)
    if not form.is_valid():
        return HttpResponse(_engine().get_template("insert.html").render({"form": form}, request))
    Once.objects.create(owner=form.cleaned_data["words"][:64], key=form.cleaned_data["key"], at=timezone.now())
    return redirect("/bare/")


urlpatterns = [path("bare/", page), path("bare/insert/", insert)]


class Bare(WSGIHandler):
    """A WSGI application of its own in the same process, with the stock middleware and one address."""

    def __init__(self) -> None:
        kept, settings.MIDDLEWARE = settings.MIDDLEWARE, MIDDLEWARE
        super().__init__()
        settings.MIDDLEWARE = kept

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """As ever, but by this file's addresses."""
        request.urlconf = __name__
        return super().get_response(request)


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """As granian finds it: made at the first call, after which it is found at once."""
    return _application()(environ, start_response)


@cache
def _application() -> Bare:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup(set_prefix=False)
    return Bare()
