"""What the pages of rounds say in their own way."""

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from xiwei.rounds.queries.checking import Cell, Matrix
from xiwei.shared import tongue

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
    return mark_safe(  # noqa: S308  (every name is escaped above; codes are capitals, digits and dashes)
        f'<div class="x-matrix" tabindex="0"><table><thead><tr><th scope="col">{gettext("标准")}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(cell: Cell, link: str, code: str, month: str) -> str:
    said = f"{cell.percent}%" if cell.percent is not None else "—"
    failed = f"<small>{gettext('抽查 {n} 次有问题').format(n=cell.tally.failed)}</small>" if cell.tally.failed else ""
    return f'<td class="x-cell x-cell--{cell.tone}"><a href="{link.format(code)}?month={month}">{said}</a>{failed}</td>'
