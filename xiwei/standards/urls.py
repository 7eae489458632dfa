"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from xiwei.standards.views import keeping, menu, promises, sheets, standards

urlpatterns: list[URLPattern | URLResolver] = [
    path("menu/", menu.menu, name="menu"),
    path("menu/<str:code>/", menu.menu_item, name="menu_item"),
    path("company/menu/", keeping.menu_admin, name="menu_admin"),
    path("company/menu/new/", keeping.menu_new, name="menu_new"),
    path("company/menu/sheet/", sheets.menu_sheet, name="menu_sheet"),
    path("company/menu/import/", sheets.menu_import, name="menu_import"),
    path("company/menu/import/commit/", sheets.menu_import_commit, name="menu_import_commit"),
    path("company/menu/<int:pk>/", keeping.menu_revise, name="menu_revise"),
    path("company/menu/<int:pk>/retirement/", keeping.menu_retire, name="menu_retire"),
    path("company/standards/", standards.standards_admin, name="standards_admin"),
    path("company/standards/new/", standards.standard_new, name="standard_new"),
    path("company/standards/adoption/", standards.standards_adopt, name="standards_adopt"),
    path("company/standards/<int:pk>/", standards.standard, name="standard"),
    path("company/standards/<int:pk>/retirement/", standards.standard_retire, name="standard_retire"),
    path("company/standards/<int:pk>/withdrawal/", standards.standard_withdraw, name="standard_withdraw"),
    path("projects/<int:pk>/grade/", standards.grade, name="service_grade"),
    path("company/promises/", promises.promises_admin, name="promises_admin"),
    path("company/promises/<int:pk>/drop/", promises.promise_drop, name="promise_drop"),
    path("company/promises/hours/<int:pk>/", promises.hours, name="hours"),
    path("company/promises/<slug:urgency>/<slug:clock>/", promises.promise, name="promise"),
]
