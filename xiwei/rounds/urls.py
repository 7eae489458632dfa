"""Addresses of planned work."""

from django.urls import URLPattern, URLResolver, path

from xiwei.rounds.views import equipment, equipment_book, walking, worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("sw.js", worker.script, name="service_worker"),
    path("rounds/", walking.mine, name="rounds_mine"),
    path("rounds/ready/", walking.ready, name="rounds_ready"),
    path("rounds/<int:pk>/", walking.walk, name="round"),
    path("rounds/<int:pk>/points/<int:position>/", walking.point, name="round_point"),
    path("projects/<int:pk>/equipment/", equipment.registry, name="equipment"),
    path("projects/<int:pk>/equipment/new/", equipment.new, name="equipment_new"),
    path("projects/<int:pk>/equipment/labels/", equipment.labels, name="equipment_labels"),
    path("e/<str:code>/", equipment.public, name="equipment_public"),
    path("equipment/<int:pk>/", equipment_book.book, name="equipment_book"),
    path("equipment/<int:pk>/change/", equipment.change, name="equipment_change"),
    path("equipment/<int:pk>/move/", equipment.move, name="equipment_move"),
    path("equipment/<int:pk>/breakdowns/new/", equipment_book.breakdown_new, name="breakdown_new"),
    path("equipment/<int:pk>/<str:verb>/", equipment.turn, name="equipment_turn"),
    path("breakdowns/<int:pk>/", equipment_book.breakdown, name="breakdown"),
    path("t/<int:pk>/equipment/", equipment_book.of_ticket, name="ticket_equipment"),
]
