"""Tables from and to the office's sheets: .xlsx, .xls and .csv in, .xlsx out.

table = read(upload.read(), upload.name, fields=FIELDS)  # raises SheetError, a sentence for the user
mapping = guess(table.headers, FIELDS)  # mapping.unmapped; mapping.override({"area": "使用面积"})
for row in table.rows():  # row.number is Excel's
    record = mapping.record(row)
write(path, ["房号", "面积"], rows)
"""

from xiwei.shared.sheets.cells import EMPTY, clean, date_of, decimal_of, integer_of, known
from xiwei.shared.sheets.files import SheetError
from xiwei.shared.sheets.mapping import Mapping, guess
from xiwei.shared.sheets.rows import in_sheet, said
from xiwei.shared.sheets.table import TAB, Row, Table, read
from xiwei.shared.sheets.writing import Page, write, write_pages

__all__ = [
    "EMPTY",
    "TAB",
    "Mapping",
    "Page",
    "Row",
    "SheetError",
    "Table",
    "clean",
    "date_of",
    "decimal_of",
    "guess",
    "in_sheet",
    "integer_of",
    "known",
    "read",
    "said",
    "write",
    "write_pages",
]
