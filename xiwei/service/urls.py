"""Addresses of the heart."""

from django.urls import URLPattern, URLResolver, path

from xiwei.service.views import board, estate, groups, home, morning, orders, photo, place, report, take, ticket, today

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("home/", home.resident_home, name="resident_home"),
    path("morning/", morning.morning, name="morning"),
    path("households/<int:pk>/", morning.household, name="household"),
    path("board/", board.board, name="board"),
    path("tickets/", board.tickets, name="tickets"),
    path("company/", board.company, name="company"),
    path("my/home/", home.my_home, name="my_home"),
    path("my/tickets/", home.my_tickets, name="my_tickets"),
    path("search/", estate.search, name="search"),
    path("projects/<int:pk>/buildings/", estate.buildings, name="buildings"),
    path("projects/<int:pk>/groups/", groups.groups, name="groups"),
    path("projects/<int:pk>/groups/<int:group>/", groups.group, name="group"),
    path("today/", today.today, name="today"),
    path("scan/", today.scan, name="scan"),
    path("take/", take.take, name="take"),
    path("take/spots/", take.find_spot, name="take_spots"),
    path("p/", place.find, name="place_find"),
    path("p/<str:code>/", place.place, name="place"),
    path("f/<str:code>/", place.follow, name="follow"),
    path("photos/<int:pk>/", photo.photo, name="photo"),
    path("report/", report.report, name="report"),
    path("report/proposal/", report.proposal, name="report_proposal"),
    path("t/<int:pk>/", ticket.page, name="ticket"),
    path("t/<int:pk>/live/", ticket.live, name="ticket_live"),
    path("t/<int:pk>/assign/", ticket.assign, name="ticket_assign"),
    path("t/<int:pk>/call/", ticket.call, name="ticket_call"),
    path("t/<int:pk>/follow/", report.follow, name="ticket_follow"),
    path("t/<int:pk>/<slug:verb>/", ticket.act, name="ticket_act"),
    path("orders/<int:pk>/", orders.page, name="order"),
    path("orders/<int:pk>/call/", orders.call, name="order_call"),
    path("orders/<int:pk>/<slug:verb>/", orders.act, name="order_act"),
]
