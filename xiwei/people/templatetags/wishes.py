"""What the pages of wishes draw."""

import re

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from xiwei.ledger import registry

register = template.Library()
_NUMBER = re.compile(r"\b([A-Z][A-Z0-9]*-(\d+))\b")


@register.filter
def with_matters(sentence: str) -> SafeString:
    """A sentence in which each matter named by its number (CH-12) is a way to it."""
    page = registry.page_of("service.ticket")
    said, at = [], 0
    for found in _NUMBER.finditer(sentence) if page else ():
        link = format_html('<a href="{}">{}</a>', reverse(page, args=[found[2]]), found[1])
        said += [format_html("{}", sentence[at : found.start()]), link]
        at = found.end()
    return mark_safe("".join([*said, format_html("{}", sentence[at:])]))  # noqa: S308  (each piece is escaped above)
