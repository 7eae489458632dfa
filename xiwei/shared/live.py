"""Pages left open: live.js asks for the page again every few seconds, and is given only the part that lives."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def drawn(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; or, asked by live.js, its partial called `live`, which the page wraps in `data-live`."""
    part = f"{template}#live" if request.headers.get("X-Live") else template
    return render(request, part, context)
