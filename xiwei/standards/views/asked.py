"""What these views are given: the middleware's request."""

from datetime import datetime

from django.http import HttpRequest

from xiwei.standards.rules import Reader


class Asked(HttpRequest):
    """Django's request with the moment and the one who asks; people's middleware sets them."""

    now: datetime
    who: Reader
    face: str
    project_id: int | None
