"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from xiwei.standards.views import menu

urlpatterns: list[URLPattern | URLResolver] = [
    path("menu/", menu.menu, name="menu"),
    path("menu/<str:code>/", menu.menu_item, name="menu_item"),
]
