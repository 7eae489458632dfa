"""A timeline's lines, drawn in Python: by a template, thirty of them took as long as reading all else on the page."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from xiwei.ledger import registry
from xiwei.ledger.queries import Line
from xiwei.shared import tongue
from xiwei.shared.names import NOBODY
from xiwei.shared.templatetags.xiwei import icon, photo_key, when

register = template.Library()


@register.simple_tag
def timeline_items(lines: Iterable[Line], now: datetime, matters: bool = False) -> SafeString:
    """Each line with its moment, its words, its evidence and who did it; with `matters`, of what it is, to open."""
    return mark_safe("\n".join(_item(line, now, matters) for line in lines))  # noqa: S308  (_item escapes what people wrote)


def _item(line: Line, now: datetime, matters: bool) -> str:
    sentence = line.sentence if line.sentence != line.title else ""
    says = f'<p class="x-timeline-says">{escape(sentence)}</p>' if sentence else ""
    return (
        f'<li class="x-timeline-item x-tone-{line.tone or "plain"}">'
        f'<span class="x-timeline-dot">{icon(line.icon or "point")}</span>'
        f'<div class="x-timeline-body"><p class="x-timeline-head"><b>{escape(line.title)}</b>'
        f'<time datetime="{timezone.localtime(line.at).isoformat()}">{when(line.at, now)}</time></p>'
        f"{_matter(line) if matters else ''}{says}{_evidence(line.evidence) if line.evidence else ''}"
        f'<p class="x-timeline-by">{escape(line.actor_label)}</p></div></li>'
    )


def _matter(line: Line) -> str:
    """What the line is about, by the name and number it had then, and a way to it; "" where it has no page of its own."""
    page = registry.page_of(line.entry.subject_type)
    if not page:
        return ""
    address = reverse(page, args=[line.entry.subject_id])
    return f'<p class="x-timeline-of"><a href="{address}">{escape(_label(line.entry.subject_label))}</a></p>'


def _label(label: str) -> str:
    """A label is a name with its number in brackets; the name may have another in the reader's tongue."""
    if not label:
        return str(tongue.reread(NOBODY))
    name, bracket, number = label.rpartition("（")
    return f"{tongue.named(name)}{bracket}{number}" if bracket else tongue.named(label)


def _evidence(shown: list[dict[str, Any]]) -> str:
    """Pictures of tickets; those of a round's stop or of a plant stand on their own pages, the line keeps their hashes."""
    numbers = [one["photo"] for one in shown if "photo" in one]
    if not numbers:
        return ""
    urls = [reverse("photo_shown", args=[one, photo_key(one)]) for one in numbers]
    photos = "".join(_photo(url, number) for number, url in enumerate(urls, start=1))
    return f'<div class="x-photos x-photos--small">{photos}</div>'


def _photo(url: str, number: int) -> str:
    photo = gettext("现场照片")
    alt = f"{escape(photo)} {number}"
    picture = f'<img src="{url}?size=small" alt="{alt}" loading="lazy" width="72" height="72">'
    return f'<a class="x-photo" href="{url}">{picture}</a>'
