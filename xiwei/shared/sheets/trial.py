"""A stranger's workbook is opened first in a child process of bounded memory: one that lays out too much ends that process only.

The gate (package.py, compound.py) measures what it looks at; the reader may find a sheet where the gate looked for none, by
another name or in another encoding. Then it asks for all the memory there is, and Rust ends its process without asking
anybody. So no process that serves pages opens a file that no child has opened before. It costs 25 ms.

This file is also the child's program: it holds no key and no database, and imports nothing of ours.
"""

import resource
import subprocess
import sys
from pathlib import Path

MEMORY = 1024**3  # bytes; 8 million cells of 32 bytes, their strings, and the file itself fit
SECONDS = 60


def survives(content: bytes, *, most_cells: int) -> bool:
    """Whether the reader can lay out all that this workbook claims, within the memory and the time, and so many cells.

    True, too, for one that it refuses: that refusal has sentences of its own.
    """
    import python_calamine

    installed = str(Path(python_calamine.__file__).resolve().parent.parent)
    child = subprocess.run(  # noqa: S603 - this very file
        [sys.executable, "-I", "-S", __file__, installed, str(most_cells)],
        input=content, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env={},
    )  # fmt: skip
    return child.returncode == 0


def main(installed: str, most_cells: int) -> None:
    """Lay out every sheet of the workbook that comes on the input; what it says is in how it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.append(installed)
    import io

    import python_calamine

    content = sys.stdin.buffer.read()
    try:
        book = python_calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        for sheet in book.sheets_metadata:
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                laid = book.get_sheet_by_name(sheet.name)
                _ = laid.merged_cell_ranges
                if laid.end is not None and (laid.end[0] + 1) * (laid.end[1] + 1) > most_cells:
                    sys.exit(1)
    except (MemoryError, SystemExit):
        sys.exit(1)
    except BaseException:  # noqa: S110 - locked, broken, a panic: whoever opens it next hears of it and says it
        pass


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
