"""A zip that somebody sent: its files one by one, each looked at before it is unpacked; what is dangerous says why.

Names of Chinese Windows come in GBK without a mark; programs there call it the machine's own spelling.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils.translation import gettext

from xiwei.estate.papers import formats
from xiwei.estate.papers.files import CHUNK
from xiwei.shared.refusals import BadInput

MOST_BYTES = 1024 * 1024 * 1024  # of the zip itself
MOST_UNPACKED = 4 * 1024 * 1024 * 1024
MOST_FILES = 10_000
# Drawings and texts pack 5 to 30 times; a bomb a thousand times.
RATIO, RATIO_FROM = 200, 5 * 1024 * 1024
IN_MEMORY = 4 * 1024 * 1024
LITTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
UTF8 = 0x800


@dataclass(frozen=True)
class Entry:
    """One file of the zip: its folders and name as they were meant."""

    path: str
    info: zipfile.ZipInfo


class Bag:
    """An open zip. Raises BadInput where it is none, is too large, or has too many files."""

    def __init__(self, file: IO[bytes], name: str):
        try:
            self.zip = zipfile.ZipFile(file)
            infos = [one for one in self.zip.infolist() if not one.is_dir()]
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise BadInput(
                gettext("“{name}”打不开：不是 zip，或者没有传完整。请重新压缩成 zip 再传。").format(name=name)
            ) from error
        self.entries = [Entry(meant_name(one), one) for one in infos if not _litter(meant_name(one))]
        self.unpacked = 0
        if len(self.entries) > MOST_FILES:
            raise BadInput(
                gettext("“{name}”里有 {count} 份文件，一次最多 {most} 份。请分几个 zip 传。").format(
                    name=name, count=len(self.entries), most=MOST_FILES
                )
            )

    @contextmanager
    def unpack(self, entry: Entry) -> Iterator[Any]:
        """The file, unpacked to a place that goes with the block. Raises BadInput with its sentence for what is not taken."""
        name = formats.clean_name(entry.path)
        self.check(entry, name)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as target:
            try:
                with self.zip.open(entry.info) as source:
                    self._pour(source, target, name)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
                raise BadInput(gettext("“{name}”在压缩包里坏了，解不开，没有收。").format(name=name)) from error
            yield target

    def _pour(self, source: IO[bytes], target: Any, name: str) -> None:
        size = 0
        while chunk := source.read(CHUNK):
            size, self.unpacked = size + len(chunk), self.unpacked + len(chunk)
            formats.check_size(name, size)
            if self.unpacked > MOST_UNPACKED:
                raise BadInput(
                    gettext("压缩包解开后超过 4 GB，“{name}”和后面的没有收。请分几个 zip 传。").format(name=name)
                )
            target.write(chunk)

    def check(self, entry: Entry, name: str) -> None:
        """What can be told before a byte is unpacked. Raises BadInput."""
        info = entry.info
        if _leads_out(entry.path) or stat.S_ISLNK(info.external_attr >> 16):
            raise BadInput(gettext("“{name}”的路径指向文件夹外面，可能有毒，没有收。").format(name=name))
        if info.flag_bits & 1:
            raise BadInput(gettext("“{name}”加了密码，没有收。请用没有密码的压缩包再传。").format(name=name))
        if formats.extension(name) in formats.BAGS:
            raise BadInput(gettext("“{name}”是套在里面的压缩包，没有收。请先解开再放进来。").format(name=name))
        formats.check_name(name)
        formats.check_size(name, info.file_size)
        if info.file_size > RATIO_FROM and info.file_size > RATIO * max(info.compress_size, 1):
            raise BadInput(gettext("“{name}”压得不正常（解开大 {times} 倍），可能有毒，没有收。").format(
                name=name, times=info.file_size // max(info.compress_size, 1)
            ))  # fmt: skip


def meant_name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: where the zip says nothing of its spelling, UTF-8 if it is, else GBK."""
    if info.flag_bits & UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for spelling in ("utf-8", "gb18030"):
        try:
            return raw.decode(spelling)
        except UnicodeDecodeError:
            continue
    return info.filename


def _litter(path: str) -> bool:
    """What computers leave in folders by themselves."""
    low = path.lower()
    last = low.rpartition("/")[2]
    return low.startswith(LITTER[0]) or last in LITTER[1:] or last.startswith(("~$", "._"))


def _leads_out(path: str) -> bool:
    plain = path.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or ":" in plain.split("/")[0]
