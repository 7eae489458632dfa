"""Every address of the product, by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("xiwei.rounds.urls")),
    path("", include("xiwei.service.urls")),
    path("", include("xiwei.notices.urls")),
    path("", include("xiwei.standards.urls")),
    path("", include("xiwei.people.urls")),
    path("", include("xiwei.estate.urls")),
    path("account/", include("xiwei.people.account_urls")),
]
handler500 = "xiwei.shared.web.broken"
