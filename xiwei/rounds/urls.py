"""Addresses of planned work."""

from django.urls import URLPattern, URLResolver, path

from xiwei.rounds.views import greening, plants, spraying, walking, worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("sw.js", worker.script, name="service_worker"),
    path("rounds/", walking.mine, name="rounds_mine"),
    path("rounds/ready/", walking.ready, name="rounds_ready"),
    path("rounds/<int:pk>/", walking.walk, name="round"),
    path("rounds/<int:pk>/points/<int:position>/", walking.point, name="round_point"),
    path("plants/", plants.plants, name="plants"),
    path("plants/<slug:code>/", plants.plant, name="plant"),
    path("flowering/", plants.flowering_mine, name="flowering_mine"),
    path("projects/<int:pk>/flowering/", plants.flowering, name="flowering"),
    path("projects/<int:pk>/plantings/", greening.plantings, name="plantings"),
    path("projects/<int:pk>/cuttings/new/", spraying.cutting_new, name="cutting_new"),
    path("plantings/<int:pk>/", greening.planting, name="planting"),
    path("plantings/<int:pk>/end/", greening.end, name="planting_end"),
    path("plantings/<int:pk>/photo/", greening.photograph, name="planting_photo"),
    path("plantings/<int:pk>/pests/", greening.sight, name="planting_pest"),
    path("plants/photos/<int:pk>/", plants.photo, name="plant_photo"),
    path("pests/<int:pk>/", spraying.sighting, name="sighting"),
    path("pests/<int:pk>/spraying/", spraying.spray, name="sighting_spray"),
    path("pests/<int:pk>/settled/", spraying.settle, name="sighting_settle"),
    path("greening/", greening.week, name="greening"),
    path("greening/places/<int:pk>/care/", greening.care, name="greening_care"),
    path("greening/works/<int:pk>/", spraying.work, name="green_work"),
    path("greening/works/<int:pk>/done/", spraying.done, name="green_work_done"),
    path("greening/works/<int:pk>/off/", spraying.call_off, name="green_work_off"),
    path("greening/works/<int:pk>/notice/", spraying.notice, name="green_work_notice"),
]
