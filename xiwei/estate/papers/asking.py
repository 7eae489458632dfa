"""Ask the child process (papers/reader.py) to read files, one after another; one that hangs or dies costs its own file only."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop as _

from xiwei.estate.papers import files

SECONDS = 20.0  # for the words, and again for the pages
TOO_LONG = _("读了太久还没有读完")
DIED = _("文件太复杂，读到一半停了")
GONE = _("文件不在了")


@dataclass(frozen=True)
class Read:
    """What came of reading one file: its words, or why there are none; pages drawn beside it, and how many it has."""

    text: str = ""
    problem: str = ""
    pages: int = 0
    count: int = 0


class Child:
    """One reader, while it lives."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "xiwei.estate.papers.reader"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=settings.ROOT,
            env=_bare_environment(), start_new_session=True,
        )  # fmt: skip
        self.lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def ask(self, asked: dict[str, str]) -> None:
        """Send one file's name."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()

    def answer(self, seconds: float) -> dict[str, Any]:
        """The next answer. Raises TimeoutError, or EOFError where the child died."""
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty as late:
            raise TimeoutError from late
        if line is None:
            raise EOFError
        return json.loads(line)

    def end(self) -> None:
        """Whatever it is at."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


def _bare_environment() -> dict[str, str]:
    """No key, no database: a file that took the child over would find nothing to take."""
    kept = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return {**found, "DJANGO_SETTINGS_MODULE": "config.settings", "XIWEI_DEMO": "1", "XIWEI_VAR": tempfile.gettempdir()}


def read_all(wanted: Sequence[tuple[str, str]], *, seconds: float = SECONDS) -> Iterator[Read]:
    """Read stored files, given as (path, format), in order; drawn pages are stored beside each."""
    child: Child | None = None
    try:
        for path, form in wanted:
            child = child or Child()
            with tempfile.TemporaryDirectory(prefix="xiwei-") as folder:
                try:
                    result, lives = _read(child, path, form, Path(folder), seconds)
                except FileNotFoundError:
                    result, lives = Read(problem=GONE), True
            if not lives:
                child.end()
                child = None
            yield result
    finally:
        if child:
            child.end()


def _read(child: Child, path: str, form: str, folder: Path, seconds: float) -> tuple[Read, bool]:
    source, out = folder / f"file.{form}", folder / "page"
    with files.open_kept(path) as kept, source.open("wb") as copy:
        for piece in files.chunks(kept):
            copy.write(piece)
    said: dict[str, Any] = {}
    try:
        child.ask({"path": str(source), "format": form, "out": str(out)})
        said |= child.answer(seconds)
        said |= child.answer(seconds)
    except TimeoutError:
        return _failed(said, TOO_LONG), False
    except (EOFError, OSError):
        return _failed(said, DIED), False
    return Read(pages=_stored(path, out, said["pages"]), **_plain(said)), True


def _failed(said: dict[str, Any], why: str) -> Read:
    """Words that were read before the pages hung are kept."""
    return Read(text=said["text"]) if said.get("text") else Read(problem=said.get("problem", why))


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return {"text": said.get("text", ""), "problem": said.get("problem", ""), "count": said.get("count", 0)}


def _stored(path: str, out: Path, count: int) -> int:
    for number in range(1, count + 1):
        default_storage.delete(files.page_path(path, number))
        default_storage.save(files.page_path(path, number), ContentFile(Path(f"{out}.{number}.jpg").read_bytes()))
    return count
