"""The month as a book of sheets: the same tables, with numbers, days and moments as such."""

import io

from django.utils import timezone

from xiwei.service.monthly.telling import Told
from xiwei.shared import sheets
from xiwei.shared.sheets import Page

WIDTHS = {
    "事项": 24,
    "措施": 40,
    "说明": 60,
    "内容": 14,
    "说的": 60,
    "签收时间": 17,
    "应在": 17,
    "时间": 17,
    "编号": 12,
}


def xlsx(told: Told) -> bytes:
    """The bytes of it; while it is not signed each tab says so, and the top of every printed page."""
    out = io.BytesIO()
    tail = f"（{told.state}）" if told.mark else ""
    first = Page(f"月结{tail}", ("项目", "说的"), told.facts, WIDTHS)
    notes = [(one.title, one.says) for one in told.tables if one.says]
    pages = [Page(f"{one.title}{tail}", one.columns, one.rows, WIDTHS) for one in told.tables]
    sheets.write_pages(
        out, [first._replace(rows=[*told.facts, *notes]), *pages],
        timezone=timezone.get_current_timezone(), mark=told.mark,
    )  # fmt: skip
    return out.getvalue()
