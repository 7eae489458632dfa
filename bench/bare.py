"""The bare Django page that all others are measured against: stock middleware, a session, a signed-in person, a template."""

from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.backends.django import DjangoTemplates
from django.urls import path

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
LOADERS = [
    ("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", {"bare.html": TEMPLATE})])
]


@cache
def _engine() -> DjangoTemplates:
    options = {"context_processors": PROCESSORS, "loaders": LOADERS}
    return DjangoTemplates({"NAME": "bare", "DIRS": [], "APP_DIRS": False, "OPTIONS": options})


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Nobody's name but one's own."""
    return HttpResponse(_engine().get_template("bare.html").render({}, request))


urlpatterns = [path("bare/", page)]


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
