"""What reading a large sheet costs: `python -m bench.sheets [rows]` makes one of 20 columns and reads it."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HEADERS = [
    *("楼号", "单元", "房间", "楼层", "总层数", "是否有电梯", "房屋类型", "房屋户型", "建筑面积(㎡)"),
    *("室内面积", "租金", "房屋状态", "业主姓名", "性别", "手机号码", "身份证号", "业主类型"),
    *("联系人", "联系电话", "备注"),
]


def rows(count: int) -> Iterator[list[object]]:
    """Homes of 30 floors with 10 doors, three units to a building."""
    for n in range(count):
        building, rest = divmod(n, 900)
        unit, door = divmod(rest, 300)
        floor, room = door // 10 + 1, door % 10 + 1
        yield [
            building + 1, unit + 1, f"{floor}{room:02d}", floor, 30, "有", 110, 10102, 60 + n % 9000 / 100,
            50.5, 0, 2001, f"住户{n}", "男" if n % 2 else "女", 13000000000 + n, "", 1001, "", "", f"第{n}行",
        ]  # fmt: skip


def megabytes() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(path: Path) -> None:
    """Read one file as the import does, and print what it took."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from xiwei.people.importing import columns
    from xiwei.shared import sheets

    before, begun = megabytes(), time.perf_counter()
    table = sheets.read(path, path.name, fields=columns.FIELDS)
    opened = time.perf_counter() - begun
    mapping = columns.guess(table.headers)
    good = sum(isinstance(columns.clean_row(mapping.record(row), row.number), columns.CleanRow) for row in table.rows())
    took = time.perf_counter() - begun
    print(
        f"{path.suffix[1:]}: {good:,} rows × {len(table.headers)} columns in {took:.2f} s "
        f"(opened in {opened:.2f} s), {good / took:,.0f} rows/s, "
        f"{megabytes():.0f} MB at most, {megabytes() - before:.0f} MB of them for the sheet"
    )


def main() -> None:
    """Make the files, then measure each in a process of its own, so that its memory is its own."""
    if len(sys.argv) > 2 and sys.argv[1] == "--measure":
        measure(Path(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    from xiwei.shared import sheets

    with tempfile.TemporaryDirectory() as folder:
        xlsx, text = Path(folder, "rooms.xlsx"), Path(folder, "rooms.csv")
        begun = time.perf_counter()
        sheets.write(xlsx, HEADERS, rows(count))
        took = time.perf_counter() - begun
        print(f"written: {count:,} rows in {took:.2f} s, {megabytes():.0f} MB at most")
        with text.open("w", encoding="gb18030") as out:
            out.writelines(",".join(map(str, line)) + "\n" for line in [HEADERS, *rows(count)])
        for path in (xlsx, text):
            subprocess.run([sys.executable, "-m", "bench.sheets", "--measure", str(path)], check=True)


if __name__ == "__main__":
    main()
