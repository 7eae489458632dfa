"""What these views are given: the middleware's request."""

from datetime import datetime

from django.http import HttpRequest

from xiwei.estate.rules import Asker


class Asked(HttpRequest):
    """Django's request with the moment and the one who asks; people's middleware sets them."""

    now: datetime
    who: Asker
    face: str
    project_id: int | None
