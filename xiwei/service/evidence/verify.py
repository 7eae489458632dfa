#!/usr/bin/env python3
"""核对证据包：不联网，不用装别的软件，有 Python 3.8 以上就行。

    python3 verify.py            核对这个文件所在的文件夹
    python3 verify.py 证据包.zip  核对一个还没有解开的证据包
    python3 verify.py --show     核对以后，把每一行按时间念出来（北京时间）
    python3 verify.py --help     这一篇说明
    python3 verify.py --against 公布的封存.jsonl --links 后来的封存.jsonl
                                 再同公布过的、外面保管的封存比一比

核对四件事：一、每个文件都和打包时一样，不多也不少；二、每一行台账都在封存的哈希树里，一个字也没有改过（RFC 9162）；
三、每张照片就是当时那一行记下的那一张；四、封存自己的哈希对得上。

“证据.pdf”是整理出来给人读的，它自己不在封存里：以 --show 念出来的台账为准。这几次封存是不是当初就有的，要用 --against 同
打包以后公布过的、或者外面保管的比：只在这个包里核对，挡不住有人另造一套。每一次封存都带着前一次的哈希，所以公布过的那一次
不必正好是包里的这一次：中间隔着的，在“后来的封存.jsonl”里（物业的证据包页面上下载），一次一次连过去。
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    # What lies beside this file is evidence and no program: no import below may find its json.py (or a pathlib.py).
    _here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
    sys.path[:] = [one for one in sys.path if os.path.abspath(one or ".") != _here]  # noqa: PTH100

import hashlib
import json
import zipfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

VERSION = 2
PARTS = ("subject_label", "actor_label", "said", "told")
PLAIN = (
    "kind", "subject_type", "subject_id", "company_id", "project_id", "building_id", "place_id", "room_id",
    "household_id", "person_id", "actor_person_id", "actor_staff_id", "seen_by", "evidence",
)  # fmt: skip
MOMENTS = ("at", "written_at")
BEIJING = timedelta(hours=8)  # what is kept is UTC
PAPER = "· “证据.pdf”是整理出来给人读的，不在封存里：有出入时以 --show 念出来的台账为准。"
CHOSEN = (
    "· 核对的是放进来的这些行：没有改过。放哪些行由整理的人定，"
    "事后少放一行，这里看不出来；请拿压缩包的 SHA-256 同证据包页面上的比。"
)
ALONE = "· 还没有同公布过的封存比（--against）：要证明这几次封存是当初就有的，请再比一比。"
TAKE_A_FILE = ("--against", "--links")
MANIFEST, SUM = "manifest.json", "manifest.sha256"
NUMBER, SIZE, ROOT, AT = 2, 3, 6, 7  # places in what a seal tells


class Wrong(Exception):
    """有一处不相符。"""


def sha(*some: bytes) -> bytes:
    """SHA-256 of these bytes, one behind the other."""
    return hashlib.sha256(b"".join(some)).digest()


def canonical(value: Any) -> bytes:
    """The one writing of a value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Folder:
    """The pack as it lies in a folder, or in a zip."""

    def __init__(self, path: Path):
        self.zip = zipfile.ZipFile(path) if path.is_file() else None
        self.path = path

    def names(self) -> list[str]:
        """Every file in it."""
        if self.zip:
            # Of two files of one name this would read the one, and whoever opens the pack may be shown the other.
            twice = [name for name, many in Counter(self.zip.namelist()).items() if many > 1]
            if twice:
                raise Wrong(f"有两个文件都叫“{twice[0]}”。")
            return sorted(name for name in self.zip.namelist() if not name.endswith("/"))
        files = (one.relative_to(self.path) for one in self.path.rglob("*") if one.is_file())
        return sorted(one.as_posix() for one in files if "__pycache__" not in one.parts)

    def read(self, name: str) -> bytes:
        """A file's bytes; Wrong where it is not there or cannot be read."""
        try:
            return self.zip.read(name) if self.zip else (self.path / name).read_bytes()
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise Wrong(f"文件“{name}”打不开，或者不见了。") from error

    def json(self, name: str) -> Any:
        """A file's JSON; Wrong where it is none."""
        try:
            return json.loads(self.read(name).decode())
        except ValueError as error:
            raise Wrong(f"文件“{name}”读不懂，它被改过。") from error


def check_files(folder: Folder) -> None:
    """Every file is as it was packed; none is lost, none was put in. What lies beside in the same folder is no part of it."""
    if sha(folder.read(MANIFEST)).hex() + "\n" != folder.read(SUM).decode("ascii", "replace"):
        raise Wrong(f"清单“{MANIFEST}”与打包时不一样，它被改过。")
    files = folder.json(MANIFEST)["files"]
    for name, digest in sorted(files.items()):
        if sha(folder.read(name)).hex() != digest:
            raise Wrong(f"文件“{name}”与打包时不一样，它被改过。")
    own = folder.names() if folder.zip else [name for name in folder.names() if name.startswith("photos/")]
    more = [name for name in own if name not in files and name not in (MANIFEST, SUM)]
    if more:
        raise Wrong(f"多出了文件“{more[0]}”，它不是证据包里的。")


def stands(part: dict[str, str]) -> bytes:
    """What stands for a part of a line: reckoned where it is shown, given where it was left out."""
    if "stands" in part:
        return bytes.fromhex(part["stands"])
    return sha(bytes.fromhex(part["salt"]), part["text"].encode())


def leaf_of(line: dict[str, Any], chain: str) -> bytes:
    """The hash of a line's leaf."""
    words = sha(*[stands(line["parts"][name]) for name in PARTS]).hex()
    header = [line[name] for name in PLAIN + MOMENTS]
    return sha(b"\x00", canonical([VERSION, chain, line["position"], line["id"], *header, words]))


def root_of(leaf: bytes, position: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that the way from this leaf leads to (RFC 9162, 2.1.3.2); None where the way does not fit."""
    first, last, found = position, size - 1, leaf
    if not 0 <= position < size:
        return None
    for beside in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            found = sha(b"\x01", beside, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = sha(b"\x01", found, beside)
        first, last = first >> 1, last >> 1
    return found if last == 0 else None


def check_seal(chain: dict[str, Any]) -> None:
    """The seal's own hash is that of all it tells and of the seal before."""
    told = chain["seal"]
    if sha(canonical([VERSION, chain["before"], *told])).hex() != chain["hash"]:
        raise Wrong(f"链 {chain['chain']} 的封存对不上自己的哈希，它被改过。")
    if told[0] != chain["chain"]:
        raise Wrong(f"链 {chain['chain']} 的封存是另一条链的。")


def check_chains(chains: list[dict[str, Any]]) -> None:
    """Every chain is there once and has lines: another tree beside the true one would be as right in itself."""
    names = [chain["chain"] for chain in chains]
    for chain in chains:
        if names.count(chain["chain"]) > 1:
            raise Wrong(f"链 {chain['chain']} 出现了两次。")
        if not chain["lines"]:
            raise Wrong(f"链 {chain['chain']} 没有一行台账。")


def check_line(line: dict[str, Any], chain: dict[str, Any]) -> None:
    """The line is in the tree that the seal covers, just as it reads here."""
    told = chain["seal"]
    path = [bytes.fromhex(one) for one in line["path"]]
    root = root_of(leaf_of(line, chain["chain"]), line["position"], told[SIZE], path)
    if root is None or root.hex() != told[ROOT]:
        raise Wrong(f"第 {line['id']} 行不在封存里：它被改过，或者是后来添的。")


def check_photos(folder: Folder, lines: list[dict[str, Any]], photos: list[dict[str, Any]]) -> None:
    """Each photo in the pack is the very one that some line cites."""
    cited = {(one["photo"], one["sha256"]) for line in lines for one in line["evidence"]}
    for photo in photos:
        digest = sha(folder.read(photo["file"])).hex()
        if digest != photo["sha256"] or (photo["photo"], digest) not in cited:
            raise Wrong(f"照片“{photo['file']}”不是台账里记下的那一张。")


def check_against(chains: list[dict[str, Any]], published: Path, links: Path | None) -> str:
    """A published seal rests on each of the pack's, or is it. Raises Wrong where it does not, or none is there."""
    known = {(one["chain"], one["number"]): one["hash"] for one in _json_lines(published)}
    after: dict[tuple[str, int], dict[str, Any]] = {}
    for one in _json_lines(links) if links else []:
        after[one["chain"], one["seal"][NUMBER]] = one
    says = [_met(chain, known, after) for chain in chains]
    return "\n".join(says)


def _met(chain: dict[str, Any], known: dict[tuple[str, int], str], after: dict[tuple[str, int], dict[str, Any]]) -> str:
    name, number, stands = chain["chain"], chain["seal"][NUMBER], chain["hash"]
    while (name, number) not in known:
        number += 1
        link = after.get((name, number))
        if link is None:
            raise Wrong(
                f"链 {name} 的第 {chain['seal'][NUMBER]} 次封存，连不到公布过的任何一次，不能证明它是当初就有的。"
                "请取一份打包以后公布的封存，再从证据包的页面下载“后来的封存.jsonl”，用 --links 一起给。"
            )
        if link["before"] != stands or sha(canonical([VERSION, stands, *link["seal"]])).hex() != link["hash"]:
            raise Wrong(f"链 {name} 的第 {number} 次封存与前一次连不上。")
        stands = link["hash"]
    if known[name, number] != stands:
        raise Wrong(f"链 {name} 的第 {number} 次封存与公布过的不一样。")
    return f"✓ 链 {name}：公布过的第 {number} 次封存，是接着包里这一次的。"


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines() if text.strip()]


def read_out(line: dict[str, Any], kinds: dict[str, str]) -> str:
    """One line as a person reads it."""
    texts = {name: part.get("text", "（略）") for name, part in line["parts"].items()}
    at = datetime.fromisoformat(line["at"][:19]) + BEIJING
    says = [_plainly(texts[name]) for name in ("said", "told") if texts[name]]
    return "  ".join(
        [str(at), texts["actor_label"], kinds.get(line["kind"], line["kind"]), texts["subject_label"], *says]
    )


def _plainly(text: str) -> str:
    """What was kept as JSON, read out: its values, one after the other."""
    return "，".join(str(value) for value in json.loads(text).values() if value != "") if text[:1] == "{" else text


def check(folder: Folder) -> dict[str, Any]:
    """All of it; returns entries.json. Raises Wrong at the first that is not right."""
    check_files(folder)
    entries: dict[str, Any] = folder.json("entries.json")
    check_chains(entries["chains"])
    for chain in entries["chains"]:
        check_seal(chain)
        for line in chain["lines"]:
            check_line(line, chain)
    check_photos(folder, lines_of(entries), entries["photos"])
    return entries


def lines_of(entries: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of all chains in the order of time."""
    found = [line for chain in entries["chains"] for line in chain["lines"]]
    return sorted(found, key=lambda one: (one["at"], one["id"]))


def told_of(entries: dict[str, Any]) -> list[str]:
    """What is said of a pack that is right."""
    lines, says = lines_of(entries), []
    for chain in entries["chains"]:
        told = chain["seal"]
        at = datetime.fromisoformat(told[AT][:19]) + BEIJING
        says.append(
            f"✓ 链 {chain['chain']}：{len(chain['lines'])} 行在第 {told[NUMBER]} 次封存里（北京时间 {at}），根 {told[ROOT]}"
        )
    left = sum("stands" in part for line in lines for part in line["parts"].values())
    more = f"其中 {left} 处内容略去或已抹去，见“略去清单.json”。" if left else ""
    return [
        *says,
        f"✓ {len(lines)} 行台账、{len(entries['photos'])} 张照片都和当初一样，没有改动"
        f"（没有核对“证据.pdf”里写的是不是这些行）。{more}",
        CHOSEN,
        PAPER,
    ]


def _compared(entries: dict[str, Any], against: str, links: str | None) -> str:
    return check_against(entries["chains"], Path(against), Path(links) if links else None)


def _not_understood(given: list[str]) -> str:
    """The first that is no option here, or an option whose file is not named; "" where all is understood."""
    for at, one in enumerate(given):
        if one.startswith("-") and one not in (*TAKE_A_FILE, "--show"):
            return one
        if one in TAKE_A_FILE and (at + 1 == len(given) or given[at + 1].startswith("-")):
            return one
    return ""


def main(given: list[str]) -> int:
    """0 where all is right, 1 where something is not, 2 where what was typed is not understood and nothing was checked."""
    if {"-h", "--help"} & {*given}:
        print(__doc__)
        return 0
    if unknown := _not_understood(given):
        print(f"没有“{unknown}”这个写法，还没有核对。python3 verify.py --help 看怎样用。")
        return 2
    options = {name: given[at + 1] for at, name in enumerate(given[:-1]) if name in TAKE_A_FILE}
    paths = [one for one in given if not one.startswith("--") and one not in options.values()]
    against, links = options.get("--against"), options.get("--links")
    try:
        entries = check(Folder(Path(paths[0]) if paths else Path(__file__).resolve().parent))
        says = told_of(entries)
        says.append(_compared(entries, against, links) if against else ALONE)
    except Wrong as wrong:
        print(f"✗ 不相符：{wrong}")
        return 1
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OSError, zipfile.BadZipFile) as error:
        print(f"✗ 读不懂这个证据包，它不完整或者被改过。（{error!r}）")
        return 1
    for said in says:
        print(said)
    if "--show" in given:
        print("以下是每一行，时刻都是北京时间：")
    for line in lines_of(entries) if "--show" in given else []:
        print(read_out(line, entries["kinds"]))
    return 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
