"""Addresses of planned work."""

from django.urls import URLPattern, URLResolver, path

from xiwei.rounds.views import checking, planning, routes, walking, weather, worker

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
    path("rounds/<int:pk>/hand-over/", planning.round_hand_over, name="round_hand_over"),
    path("rounds/<int:pk>/excuse/", planning.round_excuse, name="round_excuse"),
    path("projects/<int:pk>/rounds/", planning.rounds_day, name="rounds_day"),
    path("projects/<int:pk>/rounds/plan/", planning.rounds_plan, name="rounds_plan"),
    path("projects/<int:pk>/rounds/year/", planning.rounds_year, name="rounds_year"),
    path("projects/<int:pk>/routes/", routes.routes, name="routes"),
    path("projects/<int:pk>/routes/new/", routes.route_new, name="route_new"),
    path("routes/<int:pk>/", routes.route, name="route"),
    path("routes/<int:pk>/end/", routes.route_end, name="route_end"),
    path("projects/<int:pk>/weather/", weather.weather, name="weather"),
    path("weather/<int:pk>/call-off/", weather.weather_call_off, name="weather_call_off"),
]
