"""What these views are given: the middleware's request."""

from datetime import datetime

from django.http import HttpRequest

from xiwei.standards.rules import Keeper, Reader


class Asked(HttpRequest):
    """Django's request with the moment and the one who asks; people's middleware sets them."""

    now: datetime
    who: Reader
    face: str
    project_id: int | None


def keeper(request: Asked, company_id: int) -> Keeper:
    """Who acts: oneself as staff of the company whose record a query has just given."""
    found = request.who.staff_in(company_id)
    assert found is not None, "the query gives strangers nothing"
    return found
