"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from xiwei.estate.views import ground, places, projects

urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/", projects.projects, name="projects"),
    path("projects/new/", projects.project_new, name="project_new"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/ground/", ground.ground, name="ground"),
    path("ground/<int:pk>/", ground.building, name="building"),
    path("ground/<int:pk>/units/", ground.unit_add, name="unit_add"),
    path("ground/<int:pk>/rooms/", ground.rooms_add, name="rooms_add"),
    path("projects/<int:pk>/places/", places.places, name="places"),
    path("projects/<int:pk>/places/new/", places.places_new, name="places_new"),
    path("projects/<int:pk>/places/common/", places.places_common, name="places_common"),
    path("projects/<int:pk>/places/one/", places.place_add, name="place_add"),
    path("places/<int:pk>/", places.place_card, name="place_card"),
    path("places/<int:pk>/code/", places.place_recode, name="place_recode"),
    path("places/<int:pk>/retirement/", places.place_retire, name="place_retire"),
    path("projects/<int:pk>/codes/", places.codes_print, name="codes_print"),
    path("association/", projects.association, name="association"),
]
