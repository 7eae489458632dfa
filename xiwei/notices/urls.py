"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path, register_converter

from xiwei.notices.models import ChannelKind
from xiwei.notices.views import channels, inbox, seals, settings


class KindConverter:
    """A kind of channel in an address; any other word is no page."""

    regex = "|".join(ChannelKind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KindConverter, "channel")

urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/unread/", inbox.inbox_unread, name="inbox_unread"),
    path("inbox/read/", inbox.inbox_read, name="inbox_read"),
    path("inbox/<int:pk>/", inbox.message, name="message"),
    path("me/notices/", settings.notice_settings, name="notice_settings"),
    path("seals/", seals.seals, name="seals"),
    path("seals/roots/", seals.roots, name="seal_roots"),
    path("seals/keepers/", seals.keeper_new, name="keeper_new"),
    path("seals/keepers/<int:pk>/end/", seals.keeper_end, name="keeper_end"),
    path("company/channels/", channels.channels, name="channels"),
    path("company/channels/<channel:kind>/", channels.channel_set, name="channel_set"),
    path("company/channels/<channel:kind>/switch/", channels.channel_switch, name="channel_switch"),
    path("company/channels/<channel:kind>/trial/", channels.channel_try, name="channel_try"),
]
