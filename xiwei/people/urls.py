"""Addresses of this app, by subject. Those of signing in are in account_urls."""

from django.urls import URLPattern, URLResolver, path

from xiwei.people.views import invitations, me

Addresses = list[URLPattern | URLResolver]

own: Addresses = [
    path("me/", me.me, name="me"),
    path("me/picture/", me.me_picture, name="me_picture"),
    path("me/look/", me.me_look, name="me_look"),
    path("me/password/", me.me_password, name="me_password"),
    path("me/sessions/", me.me_sessions, name="me_sessions"),
    path("me/face/", me.choose_face, name="choose_face"),
    path("faces/<int:pk>/", me.face, name="face"),
]
invited: Addresses = [
    path("invite/", invitations.invite, name="invite"),
    path("invite/<int:pk>/", invitations.invitation_sheet, name="invitation_sheet"),
    path("invite/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("i/<str:code>/", invitations.invitation, name="invitation"),
    path("i/<str:code>/code/", invitations.invitation_code, name="invitation_code"),
    path("i/<str:code>/accept/", invitations.invitation_accept, name="invitation_accept"),
]

urlpatterns: Addresses = [*own, *invited]
