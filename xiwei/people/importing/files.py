"""The files of one import, kept together in the file store so that they go together."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

SHEET, FATES, REFUSED = "sheet", "fates.jsonl", "refused.xlsx"
FACTS, LEFT_OUT, ASIDE = "facts.json", "left-out.json", "aside.json"
GROUND = "ground.json"


def new_folder() -> str:
    """A name nobody can guess."""
    return f"imports/{uuid4().hex}"


class Folder:
    """One import's files. Writing a name again replaces it: a second run says what the first said."""

    def __init__(self, path: str):
        self.path = path

    def put(self, name: str, content: bytes | File) -> None:
        """Keep a file."""
        where = f"{self.path}/{name}"
        default_storage.delete(where)
        default_storage.save(where, ContentFile(content) if isinstance(content, bytes) else content)

    def get(self, name: str) -> bytes:
        """A file's content. Raises FileNotFoundError once it went."""
        with default_storage.open(f"{self.path}/{name}") as file:
            return file.read()

    def has(self, name: str) -> bool:
        """Whether it is there."""
        return bool(self.path) and default_storage.exists(f"{self.path}/{name}")

    def put_json(self, name: str, value: Any) -> None:
        """Keep a value."""
        self.put(name, json.dumps(value, ensure_ascii=False).encode())

    def get_json(self, name: str) -> Any:
        """A value kept."""
        return json.loads(self.get(name))

    def put_lines(self, name: str, values: Iterable[Any]) -> None:
        """Keep a list a line each, so that a page of it can be read."""
        self.put(name, "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode())

    def lines(self, name: str, start: int, stop: int) -> Iterator[Any]:
        """Some of a list."""
        with default_storage.open(f"{self.path}/{name}") as file:
            yield from (json.loads(line) for line in islice(file, start, stop))

    def drop(self, *names: str) -> None:
        """Remove these; they may be gone already."""
        for name in names:
            default_storage.delete(f"{self.path}/{name}")

    def drop_all(self) -> None:
        """Remove everything and the folder."""
        if not self.path or not default_storage.exists(self.path):
            return
        folders, names = default_storage.listdir(self.path)
        for name in names:
            default_storage.delete(f"{self.path}/{name}")
        for folder in folders:
            Folder(f"{self.path}/{folder}").drop_all()
        default_storage.delete(self.path)
