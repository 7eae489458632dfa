"""Addresses of planned work."""

from django.urls import URLPattern, URLResolver, path

from xiwei.rounds.views import walking, worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("sw.js", worker.script, name="service_worker"),
    path("rounds/", walking.mine, name="rounds_mine"),
    path("rounds/ready/", walking.ready, name="rounds_ready"),
    path("rounds/<int:pk>/", walking.walk, name="round"),
    path("rounds/<int:pk>/points/<int:position>/", walking.point, name="round_point"),
]
