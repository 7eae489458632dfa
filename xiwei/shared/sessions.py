"""Sessions in the database, as Django keeps them; reading one, which every page does, is compiled once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from xiwei.shared.prepared import Given, first, prepared


@prepared
def _alive(key: Given, now: Given) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """Django's own store."""

    def _get_session_from_db(self) -> Any:
        found = first(_alive(key=self.session_key, now=timezone.now()))
        if found is None:
            self._session_key = None  # Django's own: a key that is not known is not taken over
        return found
