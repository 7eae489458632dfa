"""The bytes of the archive in the file store: kept under their SHA-256, with a part of the path that nobody can guess."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.files.base import File
from django.core.files.storage import default_storage

from xiwei.estate.papers import formats

CHUNK = 1024 * 1024


class Sent(Protocol):
    """An uploaded file, or any open file with a name."""

    name: Any

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, offset: int, /) -> Any: ...


@dataclass(frozen=True)
class Kept:
    """A file that passed the door: its clean name, format, SHA-256, size, and where it lies."""

    filename: str
    format: str
    sha256: str
    size: int
    path: str


def look_at(file: Sent) -> tuple[str, str, str, int]:
    """(clean name, format, SHA-256, size) of a file, read once from its beginning. Raises BadInput for what is not taken."""
    name = formats.clean_name(str(file.name or ""))
    found = formats.check_name(name)
    file.seek(0)
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    while chunk := file.read(CHUNK):
        if not head:
            head = chunk[: formats.HEAD]
        size += len(chunk)
        formats.check_size(name, size)
        digest.update(chunk)
        tail = (tail + chunk)[-128 * 1024 :] if found in formats.INSIDE else b""
    formats.check_size(name, size)
    formats.check_bytes(name, found, head, tail)
    file.seek(0)
    return name, found, digest.hexdigest(), size


def fresh_path(company_id: int, sha256: str) -> str:
    """Where bytes of this hash will lie."""
    return f"archive/{company_id}/{sha256[:2]}/{sha256}-{secrets.token_hex(4)}"


def staged_path(company_id: int) -> str:
    """Where a file lies that waits for its form."""
    return f"archive/{company_id}/staged/{secrets.token_hex(16)}"


def keep(file: Sent, path: str) -> str:
    """Store an open file there."""
    file.seek(0)
    # An upload that lies on the disk already is moved, not copied.
    return default_storage.save(path, file if isinstance(file, File) else File(file))  # type: ignore[arg-type]


def drop(path: str, pages: int = 0) -> None:
    """Take the bytes away, and the pages drawn of them; what is gone already is no error."""
    for one in (path, *(page_path(path, number) for number in range(1, pages + 1))):
        with suppress(FileNotFoundError):
            default_storage.delete(one)


def drop_all(paths: Iterable[str]) -> None:
    """Take several away."""
    for path in paths:
        drop(path)


def page_path(path: str, number: int) -> str:
    """Where the picture of a page lies, from 1 on."""
    return f"{path}.{number}.jpg"


def open_kept(path: str) -> File:
    """The bytes, open. Raises FileNotFoundError where they are gone."""
    return default_storage.open(path)


def chunks(file: Any) -> Iterator[bytes]:
    """A file piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk
