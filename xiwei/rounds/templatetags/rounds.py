"""What the pages of rounds say in their own way."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from xiwei.people import certificates
from xiwei.rounds.models import WeatherKind
from xiwei.rounds.queries.checking import Cell, Matrix
from xiwei.rounds.rules.fitting import Spot, key_of
from xiwei.rounds.saying import said_hours, said_spans, said_time
from xiwei.shared import tongue
from xiwei.shared.tongue import WEEKDAYS

register = template.Library()


@register.filter
def addid(prefix: str, number: int) -> str:
    """An element's id of a prefix and a number."""
    return f"{prefix}{number}"


@register.filter
def split(words: str) -> list[str]:
    """Its parts, parted by spaces."""
    return words.split()


@register.simple_tag
def matrix_table(matrix: Matrix) -> SafeString:
    """The matrix as a table, put together here: a hundred sites by forty standards are four thousand cells."""
    month = f"{matrix.month:%Y-%m}"
    links = [reverse("matrix_cell", args=[project.pk, "CODE"]).replace("CODE", "{}") for project in matrix.projects]
    head = "".join(f'<th scope="col"><span>{escape(project.name)}</span></th>' for project in matrix.projects)
    body = "".join(
        f'<tr><th scope="row">{escape(tongue.reread(name))}</th>'
        + "".join(
            _cell(cell, link, code, month) if cell else "<td></td>" for cell, link in zip(cells, links, strict=True)
        )
        + "</tr>"
        for code, name, cells in matrix.rows
    )
    standard = gettext("标准")
    return mark_safe(  # noqa: S308  (every name is escaped above; codes are capitals, digits and dashes)
        f'<div class="x-matrix" tabindex="0"><table><thead><tr><th scope="col">{standard}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(cell: Cell, link: str, code: str, month: str) -> str:
    said = f"{cell.percent}%" if cell.percent is not None else "—"
    times = gettext("抽查 {n} 次有问题").format(n=cell.tally.failed)
    failed = f"<small>{times}</small>" if cell.tally.failed else ""
    return f'<td class="x-cell x-cell--{cell.tone}"><a href="{link.format(code)}?month={month}">{said}</a>{failed}</td>'


@register.filter
def hours(minutes: int) -> str:
    """A working time in words."""
    return said_time(minutes)


@register.filter
def hours_of(minutes: int) -> str:
    """A working time in hours, as a bare number."""
    return said_hours(minutes)


@register.filter
def as_state(state: str) -> str:
    """The key whose colour and icon a round's or a stop's state has: what is done here is not a ticket that waits for a word."""
    return "finished" if state == "done" else state


@register.filter
def months(numbers: list[int]) -> str:
    """Months, those next to each other as a span: 3–5、9 月."""
    return said_spans(numbers)


@register.filter
def certificate(code: str) -> str:
    """What a certificate is called."""
    return certificates.name_of(code)


@register.filter
def within(spots: Sequence[Spot], led: Collection[Spot]) -> int:
    """How many of these spots a route leads to."""
    keys = {key_of(one) for one in led}
    return sum(key_of(one) in keys for one in spots)


@register.filter
def weather_name(kind: str) -> str:
    """A kind of weather in words."""
    return str(dict(WeatherKind.choices).get(kind, kind))


@register.filter
def of_code(words: Mapping[str, str], code: str) -> str:
    """What a code says in a table of words; the bare code where it has none any more."""
    return words.get(code, code)


@register.filter
def adday(words: str, day: date) -> str:
    """Words that end in a day, as an address has it."""
    return f"{words}{day:%Y-%m-%d}"


@register.filter
def weekday(day: date) -> str:
    """周日."""
    return str(WEEKDAYS[day.weekday()])
