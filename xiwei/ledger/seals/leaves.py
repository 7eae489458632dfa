"""How a line and a seal are hashed: the same bytes from either database, and from the verifier inside an evidence pack.

A line has what it is (kind, subject, place, people's ids, moments, hashes of photos) and four parts that say something:
its subject's name, who did it, what was said, and what the product told of it. Each part is hashed with a salt of its
own (a *commitment*), and the hash of the four stands in the leaf. So a part can be left out of an evidence pack, or
erased for ever, while the leaf still verifies: only its commitment is shown or kept, and without the salt nobody can try
out what it may have been.

Canonical form: JSON (RFC 8259) in UTF-8, keys sorted, no spaces, moments in UTC with six decimals and a Z.
"""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from operator import itemgetter
from typing import Any

from xiwei.ledger.models import Chain, Seal
from xiwei.shared import merkle

VERSION = 2
PARTS = ("subject_label", "actor_label", "said", "told")
SUBJECT, ACTOR, SAID, TOLD = range(len(PARTS))
# What the product itself tells in a line's data: counts, moments, choices from a list, who of the staff has the work.
# Every other key is what somebody said, or a name. The list is part of the form: it changes with VERSION alone.
TELLS = frozenset({
    "answer", "building", "channel", "chips", "clock", "code", "cost", "count", "created", "done", "due", "entries",
    "first", "answering", "floors", "from_day", "giver", "hours", "kind", "level", "line", "moment", "of", "old", "paused",
    "project", "refused", "relation", "role", "room", "shifts", "staff", "stand_in", "stars", "taker", "times", "to",
    "to_day", "told", "until", "updated", "way", "window", "worker", "yuan",
})  # fmt: skip
WORDS = ("subject_label", "actor_label", "data")
PLAIN = (
    "kind", "subject_type", "subject_id", "company_id", "project_id", "building_id", "place_id", "room_id",
    "household_id", "person_id", "actor_person_id", "actor_staff_id", "seen_by", "evidence",
)  # fmt: skip
MOMENTS = ("at", "written_at")
COLUMNS = ("id", *WORDS, *PLAIN, *MOMENTS)
APART, GONE = ".", "="  # between the salts of the parts, and before the commitment of one whose salt is gone
HALF = 16  # bytes of a salt
_MEAN_UTC = (None, UTC)
_plain = itemgetter(*PLAIN)
_MARKS = tuple(bytes((part,)) for part in range(len(PARTS)))

canonical: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def parted(entry: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """What a line says, by its parts; said and told are canonical JSON, "" where there is nothing."""
    said: dict[str, Any] = {}
    told: dict[str, Any] = {}
    for name, value in entry["data"].items():
        (told if name in TELLS else said)[name] = value
    return (
        entry["subject_label"],
        entry["actor_label"],
        canonical(said) if said else "",
        canonical(told) if told else "",
    )


def salts_of(salt: str) -> list[str]:
    """The salt of each part, hex; GONE and its commitment where it was taken away. `salt` is a leaf's."""
    if APART in salt:
        return salt.split(APART)
    whole = bytes.fromhex(salt)
    return [sha256(whole + mark).digest()[:HALF].hex() for mark in _MARKS]


def commitment(salt: str, said: str) -> bytes:
    """What stands for one part; 32 bytes."""
    return sha256(bytes.fromhex(salt) + said.encode()).digest()


def commitments(entry: Mapping[str, Any], salt: str) -> list[bytes]:
    """What stands for each part of a line under its leaf's salt."""
    return [
        bytes.fromhex(own[1:]) if own.startswith(GONE) else commitment(own, said)
        for own, said in zip(salts_of(salt), parted(entry), strict=True)
    ]


def words_of(entry: Mapping[str, Any], salt: str) -> str:
    """The hash of the commitments of all that a line says, hex."""
    if APART in salt:
        return sha256(b"".join(commitments(entry, salt))).hexdigest()
    # Nothing was erased, as of nearly every line: in one go, for a million of them are verified in a minute.
    whole, hashed = bytes.fromhex(salt), sha256()
    for mark, said in zip(_MARKS, parted(entry), strict=True):
        hashed.update(sha256(sha256(whole + mark).digest()[:HALF] + said.encode()).digest())
    return hashed.hexdigest()


def without(entry: Mapping[str, Any], salt: str, parts: Collection[int]) -> str:
    """The leaf's salt once these parts of its line are erased, of which only the commitments stay."""
    kept = zip(salts_of(salt), commitments(entry, salt), strict=True)
    return APART.join(
        GONE + stands.hex() if part in parts or own.startswith(GONE) else own for part, (own, stands) in enumerate(kept)
    )


def erased(salt: str) -> list[int]:
    """Which parts were erased under a leaf's salt."""
    return [part for part, own in enumerate(salts_of(salt)) if own.startswith(GONE)] if APART in salt else []


def emptied(entry: Mapping[str, Any], parts: Collection[int]) -> dict[str, Any]:
    """The line's columns of words without these parts."""
    data = {name: value for name, value in entry["data"].items() if (TOLD if name in TELLS else SAID) not in parts}
    return {
        "subject_label": "" if SUBJECT in parts else entry["subject_label"],
        "actor_label": "" if ACTOR in parts else entry["actor_label"],
        "data": data,
    }


def leaf(entry: Mapping[str, Any], *, chain: str, position: int, words: str) -> bytes:
    """The hash of the leaf of this line at this position of its chain; 32 bytes.

    The position is in the leaf, so that two lines that changed places are named both, and not only the seal they are in.
    """
    header = [
        VERSION,
        chain,
        position,
        entry["id"],
        *_plain(entry),
        moment(entry["at"]),
        moment(entry["written_at"]),
        words,
    ]
    return merkle.leaf_hash(canonical(header).encode())


def sealed(seal: Seal, chain: Chain, *, before: str) -> str:
    """The hash a seal must bear after one with the hash `before` ("" for the first), hex; of all that verifying goes by."""
    return sha256(canonical([VERSION, before, *told_of(seal, chain)]).encode()).hexdigest()


def told_of(seal: Seal, chain: Chain) -> list[Any]:
    """What a seal tells besides the hash of the one before, in the order it is hashed."""
    return [
        str(chain),
        chain.before,
        seal.number,
        seal.size,
        seal.last_id,
        seal.full,
        seal.root,
        moment(seal.sealed_at),
    ]


def moment(value: datetime) -> str:
    """A moment in its one writing: 2026-09-21T02:00:00.000000Z. SQLite's driver gives it bare, and means UTC."""
    known = value if value.tzinfo in _MEAN_UTC else value.astimezone(UTC)
    return f"{known.isoformat(timespec='microseconds')[:26]}Z"
