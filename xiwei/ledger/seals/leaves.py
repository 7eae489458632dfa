"""How a line and a seal are hashed: the same bytes from either database, and from the verifier inside an evidence pack.

A line has two parts. What it says in words (labels, data) is hashed with a salt; the salted hash, and what the line is
(kind, subject, place, people's ids, moments, hashes of photos), make the leaf. When words are erased, so is their salt:
the leaf still verifies, and nobody can try out what the words may have been.

Canonical form: JSON (RFC 8259) in UTF-8, keys sorted, no spaces, moments in UTC with six decimals and a Z.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from xiwei.ledger.models import Chain, Seal
from xiwei.shared import merkle

VERSION = 1
WORDS = ("subject_label", "actor_label", "data")
ERASED = {"subject_label": "", "actor_label": "", "data": {}}  # what a line says once its words are erased
PLAIN = (
    "kind", "subject_type", "subject_id", "company_id", "project_id", "building_id", "place_id", "room_id",
    "household_id", "person_id", "actor_person_id", "actor_staff_id", "seen_by", "evidence",
)  # fmt: skip
MOMENTS = ("at", "written_at")
COLUMNS = ("id", *WORDS, *PLAIN, *MOMENTS)

canonical: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def words_of(entry: Mapping[str, Any], salt: str) -> str:
    """The salted hash of what a line says in words, hex; `salt` is hex too."""
    words = canonical([entry["subject_label"], entry["actor_label"], entry["data"]])
    return sha256(bytes.fromhex(salt) + words.encode()).hexdigest()


def leaf(entry: Mapping[str, Any], *, chain: str, position: int, words: str) -> bytes:
    """The hash of the leaf of this line at this position of its chain; 32 bytes.

    The position is in the leaf, so that two lines that changed places are named both, and not only the seal they are in.
    """
    plain = [entry[name] for name in PLAIN]
    moments = [moment(entry[name]) for name in MOMENTS]
    return merkle.leaf_hash(canonical([VERSION, chain, position, entry["id"], *plain, *moments, words]).encode())


def sealed(seal: Seal, chain: Chain, *, before: str) -> str:
    """The hash a seal must bear after one with the hash `before` ("" for the first), hex; of all that verifying goes by."""
    told = [
        str(chain),
        chain.before,
        seal.number,
        seal.size,
        seal.last_id,
        seal.full,
        seal.root,
        moment(seal.sealed_at),
    ]
    return sha256(canonical([VERSION, before, *told]).encode()).hexdigest()


def moment(value: datetime) -> str:
    """A moment in its one writing: 2026-09-21T02:00:00.000000Z. SQLite's driver gives it bare, and means UTC."""
    known = value.astimezone(UTC) if value.tzinfo else value
    return f"{known.isoformat(timespec='microseconds')[:26]}Z"
