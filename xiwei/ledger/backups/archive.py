"""What lies in a backup: a tar of parts, packed and encrypted, whose last part says what all the others are."""

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from xiwei.ledger.backups.stream import Broken, Reader, Writer

MANIFEST = "manifest.json"
PIECE = 1024 * 1024
Manifest = dict[str, Any]
FORMAT = 1  # of the file's parts and of its manifest; one more whenever an older product could not read them


class _Hashed:
    """Reads through, and knows what was read."""

    def __init__(self, source: Any):
        self._source, self.sha256, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        some: bytes = self._source.read(size)
        self.sha256.update(some)
        self.size += len(some)
        return some

    @property
    def told(self) -> dict[str, Any]:
        return {"size": self.size, "sha256": self.sha256.hexdigest()}


class Packer:
    """Puts parts into the encrypted file one after another; `close` puts the manifest last."""

    def __init__(self, out: BinaryIO, passphrase: str):
        self._sealed = Writer(out, passphrase)
        self._zip = gzip.GzipFile(fileobj=self._sealed, mode="wb", compresslevel=1, mtime=0)
        self._tar = tarfile.open(fileobj=self._zip, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by close
        self._parts: dict[str, dict[str, Any]] = {}

    def add(self, name: str, source: BinaryIO, size: int) -> None:
        """Exactly `size` bytes of `source`; OSError where it has fewer."""
        info, hashed = tarfile.TarInfo(name), _Hashed(source)
        info.size = size
        self._tar.addfile(info, hashed)
        self._parts[name] = hashed.told

    def give_up(self) -> None:
        """The file will not be whole, and will be thrown away."""
        self._sealed.give_up()

    def close(self, manifest: Manifest) -> None:
        """The manifest with every part's size and hash, then the end."""
        said = json.dumps({**manifest, "parts": self._parts}, ensure_ascii=False).encode()
        self.add(MANIFEST, io.BytesIO(said), len(said))
        self._tar.close()
        self._zip.close()
        self._sealed.close()


def unpack(source: BinaryIO, passphrase: str, take: Callable[[str], BinaryIO | None]) -> Manifest:
    """Read the whole file to its end; each part goes to what `take` gives for its name. Raises Broken.

    Only when this returns is the file known to be whole: nothing may be believed of it before.
    """
    sealed = Reader(source, passphrase)
    try:
        # It is read forwards alone, so a reader that cannot go back will do.
        with gzip.GzipFile(fileobj=cast(BinaryIO, sealed), mode="rb") as unzipped:
            parts, manifest = _parts(unzipped, take)
            while unzipped.read(PIECE):
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError) as wrong:
        raise Broken("备份文件里面的内容读不懂。") from wrong
    if sealed.read(1) or manifest.get("parts") != parts:
        raise Broken("备份文件里的内容与它的清单对不上。")
    return manifest


def _parts(unzipped: Any, take: Callable[[str], BinaryIO | None]) -> tuple[dict[str, Any], Manifest]:
    parts: dict[str, Any] = {}
    manifest: Manifest = {}
    with tarfile.open(fileobj=unzipped, mode="r|") as tar:
        for info in tar:
            content = tar.extractfile(info) if _is_plain(info) else None
            if content is None:
                raise Broken("备份文件里有不该有的内容。")
            if info.name == MANIFEST:
                manifest = json.loads(content.read())
                continue
            hashed = _Hashed(content)
            _through(hashed, take(info.name))
            parts[info.name] = hashed.told
    return parts, manifest


def _is_plain(info: tarfile.TarInfo) -> bool:
    """A file whose name leads nowhere else."""
    return info.isreg() and not info.name.startswith("/") and ".." not in info.name.split("/")


def _through(source: _Hashed, out: BinaryIO | None) -> None:
    while some := source.read(PIECE):
        if out:
            out.write(some)
    if out:
        out.close()
