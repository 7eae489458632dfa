"""What base.html needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def who(request: HttpRequest) -> dict[str, Any]:
    """who, face, now and whether this is the demo; absent on an error page drawn before the middleware ran."""
    return {
        "who": getattr(request, "who", None),
        "face": getattr(request, "face", "stranger"),
        "now": getattr(request, "now", None),
        "demo": settings.DEMO,
    }
