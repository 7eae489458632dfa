"""The service worker's script: served from the root, because it may keep no page above its own address."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """sw.js with the addresses of this version's styles and scripts."""
    body = render_to_string("rounds/sw.js", {})
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
