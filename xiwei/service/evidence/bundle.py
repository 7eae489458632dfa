"""Put a pack together: one zip with the paper, the lines with their proofs, the pictures, and what checks them."""

import hashlib
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from xiwei.ledger import registry
from xiwei.ledger.seals import leaves, proving
from xiwei.ledger.seals.proving import Under
from xiwei.service.evidence import reading, withholding
from xiwei.service.evidence.reading import LeftOut
from xiwei.service.models import Photo
from xiwei.service.queries.packs import Gathered
from xiwei.shared import pictures
from xiwei.shared import print as printing

HERE = Path(__file__).resolve().parent
VERIFIER, PAPER = HERE / "verify.py", HERE / "evidence.typ"
MANIFEST, SUM = "manifest.json", "manifest.sha256"
README = """这是一个证据包。

证据.pdf        给人看的：经过、照片、经办的人、略去了什么
entries.json    台账原文，每一行带着封存的证明
photos/         照片原件（物业收到时的样子）
略去清单.json    没有放进来的内容和原因
verify.py       核对程序：在有 Python 3 的电脑上运行 python3 verify.py，不联网
manifest.json   每个文件的 SHA-256

核对说“没有改动”，就是放进来的这些行和台账封存的一样；改动过任何一处，它会说出是哪一处。放哪些行由整理的人定，事后少放一行，
它看不出来：请拿压缩包的 SHA-256 同证据包页面上的比，那个数也写在台账里。证据.pdf 是整理出来给人读的，自己不在封存里：
有出入时，以 python3 verify.py --show 念出来的台账为准。

要证明封存是当初就有的，而不是后来另造的：向外面的保管人（或在物业的“台账封存”页）取一份打包以后公布的封存，在证据包的页面
下载“后来的封存.jsonl”，再运行 python3 verify.py --against 公布的封存.jsonl --links 后来的封存.jsonl
"""
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Made:
    """A pack as it was put together; `file` is open at its beginning and gone when the block ends."""

    file: IO[bytes]
    size: int
    sha256: str
    photos: int
    left_out: list[list[Any]]
    seals: list[list[Any]]


@contextmanager
def made(found: Gathered, unders: Sequence[Under], progress: Progress) -> Iterator[Made]:
    """The zip of a pack, in a temporary file. `progress` is told how many lines and pictures are behind it.

    Raises OSError where the disk is full: then nothing is left of it.
    """
    reader = withholding.Reader(found.pack.reader, found.pack.about, found.theirs)
    hidden = _hidden(unders, reader)
    with tempfile.TemporaryDirectory(prefix="xiwei-pack-") as folder:
        at = Path(folder)
        kept, gone = _copy_photos(found, reader, at, done=len(found.lines), progress=progress)
        files = _written(found, unders, hidden, kept, gone, at)
        path = at / "pack.zip"
        _zip(path, at, files)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            yield Made(file, path.stat().st_size, digest, len(kept), reading.counted(hidden, gone), _seals(unders))


def _hidden(unders: Sequence[Under], reader: withholding.Reader) -> LeftOut:
    found: LeftOut = {}
    for under in unders:
        for proved in under.lines:
            columns = {name: getattr(proved.entry, name) for name in leaves.WORDS}
            parts = withholding.left_out(proved.entry, leaves.parted(columns), proved.leaf.salt, reader)
            if parts:
                found[proved.entry.pk] = parts
    return found


def _copy_photos(
    found: Gathered, reader: withholding.Reader, at: Path, *, done: int, progress: Progress
) -> tuple[dict[int, str], dict[str, int]]:
    """The pictures this reader gets, each with its small one for the paper; and how many stayed out, by reason."""
    kept: dict[int, str] = {}
    gone: Counter[str] = Counter()
    cited = {one["photo"] for line in found.lines for one in line.evidence}
    for folder in ("photos", "small"):
        (at / folder).mkdir()
    for number, pk in enumerate(sorted(cited), start=1):
        photo = found.photos.get(pk)
        why = withholding.photo_left_out(photo, reader)
        if why or photo is None or not _copied(photo, at, name=f"{pk}.jpg"):
            gone[why or "photo_gone"] += 1
        else:
            kept[pk] = f"{pk}.jpg"
        if number % 20 == 0:
            progress(done + number)
    return kept, dict(gone)


def _copied(photo: Photo, at: Path, *, name: str) -> bool:
    """Whether its files are there still; one that is gone from the disk is told as gone, and the pack goes on."""
    try:
        for folder, small in (("photos", False), ("small", True)):
            with pictures.open_kept(photo.path, small=small) as kept, (at / folder / name).open("wb") as copy:
                shutil.copyfileobj(kept, copy)
    except FileNotFoundError:
        return False
    return True


def _written(
    found: Gathered, unders: Sequence[Under], hidden: LeftOut, kept: dict[int, str], gone: dict[str, int], at: Path
) -> list[str]:
    """Write all files but the zip; their names, the manifest's last."""
    shutil.copy(PAPER, at / PAPER.name)
    small = {pk: f"small/{name}" for pk, name in kept.items()}
    data = reading.data_of(found, unders, hidden, small, gone)
    (at / "证据.pdf").write_bytes(printing.pdf(at / PAPER.name, data))
    _write_json(at / "entries.json", _entries(found, unders, hidden, kept))
    _write_json(at / "略去清单.json", _left_out(hidden, gone))
    (at / "读我.txt").write_text(README, encoding="utf-8")
    shutil.copy(VERIFIER, at / VERIFIER.name)
    files = ["读我.txt", "证据.pdf", "entries.json", "略去清单.json", VERIFIER.name]
    files += [f"photos/{name}" for name in kept.values()]
    _write_manifest(found, files, at)
    return [*files, MANIFEST, SUM]


def _write_json(path: Path, value: Any) -> None:
    path.write_text(leaves.canonical(value), encoding="utf-8")


def _entries(found: Gathered, unders: Sequence[Under], hidden: LeftOut, kept: dict[int, str]) -> dict[str, Any]:
    """What verify.py reads: the chains with their lines and proofs, which picture is which, and what kinds are called."""
    chains = [
        {
            **proving.told(under),
            "lines": [proving.shown(one, hidden.get(one.entry.pk, {})) for one in under.lines],
        }
        for under in unders
    ]
    hashes = {one["photo"]: one["sha256"] for line in found.lines for one in line.evidence}
    photos = [{"file": f"photos/{name}", "photo": pk, "sha256": hashes[pk]} for pk, name in kept.items()]
    kinds = {line.kind: str(registry.words_or_kind(line.kind).title) for line in found.lines}
    return {"form": leaves.VERSION, "chains": chains, "photos": photos, "kinds": kinds}


def _left_out(hidden: LeftOut, gone: dict[str, int]) -> dict[str, Any]:
    lines = [
        {"line": line, "part": leaves.PARTS[part], "reason": str(withholding.REASONS[why])}
        for line, parts in sorted(hidden.items())
        for part, why in sorted(parts.items())
    ]
    photos = [{"count": count, "reason": str(withholding.REASONS[why])} for why, count in sorted(gone.items())]
    return {"lines": lines, "photos": photos}


def _write_manifest(found: Gathered, files: Sequence[str], at: Path) -> None:
    """The hash of every file, and apart from it the hash of that: neither can be changed alone."""
    pack = found.pack
    digests = {name: _digest(at / name) for name in files}
    told = {"label": pack.label, "purpose": pack.purpose, "asked_at": leaves.moment(pack.asked_at), "files": digests}
    _write_json(at / MANIFEST, told)
    (at / SUM).write_text(f"{_digest(at / MANIFEST)}\n", encoding="ascii")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _zip(path: Path, at: Path, files: Sequence[str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in files:
            # Pictures and the paper are compressed already.
            way = zipfile.ZIP_STORED if name.endswith((".jpg", ".pdf")) else zipfile.ZIP_DEFLATED
            pack.write(at / name, name, compress_type=way)


def _seals(unders: Sequence[Under]) -> list[list[Any]]:
    return [[str(under.chain), under.seal.number, under.seal.root] for under in unders]
