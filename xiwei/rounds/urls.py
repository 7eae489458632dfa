"""Addresses of planned work."""

from django.urls import URLPattern, URLResolver, path

from xiwei.rounds.views import checking, walking, worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("sw.js", worker.script, name="service_worker"),
    path("rounds/", walking.mine, name="rounds_mine"),
    path("rounds/ready/", walking.ready, name="rounds_ready"),
    path("rounds/<int:pk>/", walking.walk, name="round"),
    path("rounds/<int:pk>/points/<int:position>/", walking.point, name="round_point"),
    path("projects/<int:pk>/checks/", checking.checks, name="checks"),
    path("projects/<int:pk>/checks/new/", checking.check_new, name="check_new"),
    path("checks/<int:pk>/", checking.check, name="check"),
    path("checks/<int:pk>/<slug:verb>/", checking.check_act, name="check_act"),
    path("matrix/", checking.matrix, name="matrix"),
    path("projects/<int:pk>/matrix/<str:code>/", checking.cell, name="matrix_cell"),
]
