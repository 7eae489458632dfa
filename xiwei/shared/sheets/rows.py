"""How a row is named to people: by Excel's number, and by its sheet where several are read as one table."""

_STEP = 1_000_000  # more rows than Excel has


def numbered(sheet: int, row: int) -> int:
    """One number for a row of the `sheet`-th sheet, counted from 1; they sort as the sheets stand."""
    return sheet * _STEP + row


def in_sheet(number: int) -> int:
    """Excel's number of the row."""
    return number % _STEP


def said(number: int) -> str:
    """第 5 行, or 第 2 张表第 5 行."""
    sheet, row = divmod(number, _STEP)
    return f"第 {sheet} 张表第 {row} 行" if sheet else f"第 {row} 行"
