"""Bytes encrypted in chunks, bound to their order and their end; memory is one chunk for any length.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a nonce is the chunk's number and whether it is the
last, so a chunk that is moved, left out or cut off does not open. The key is the passphrase's by scrypt with a salt of the
file's own; no two files share a key, and so none shares a nonce.
"""

import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"XIWEI-BACKUP-1\n\x00"
SALT, TAG = 16, 16
HEADER = len(MAGIC) + SALT
CHUNK = 1024 * 1024
COST = 2**16  # 64 MiB and a fraction of a second a guess


class Broken(Exception):
    """It cannot be opened; a sentence says why."""


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Writer:
    """Takes bytes, writes them sealed to `out`; without `close` the file has no last chunk and will not open."""

    def __init__(self, out: BinaryIO, passphrase: str, *, chunk: int = CHUNK):
        self._head = MAGIC + os.urandom(SALT)
        self._out, self._cipher, self._chunk = out, _cipher(passphrase, self._head[len(MAGIC) :]), chunk
        self._waiting, self._number, self._given_up = bytearray(), 0, False
        out.write(self._head)

    def write(self, some: bytes) -> int:
        """Sealed as soon as more than a chunk waits: the last chunk must be known as such."""
        if self._given_up:
            return len(some)
        self._waiting += some
        while len(self._waiting) > self._chunk:
            self._put(bytes(self._waiting[: self._chunk]), last=False)
            del self._waiting[: self._chunk]
        return len(some)

    def flush(self) -> None:
        """Nothing: what waits is less than a chunk."""

    def give_up(self) -> None:
        """Nothing more is written, whoever still tries: what packs into this one ends its own only when it is forgotten."""
        self._given_up = True

    def close(self) -> None:
        """Seal what waits as the last chunk; it may be empty."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last), plain, self._head))
        self._number += 1


class Reader:
    """Gives back what a Writer took. Raises Broken as soon as something is not as it was written."""

    def __init__(self, source: BinaryIO, passphrase: str, *, chunk: int = CHUNK):
        head = source.read(HEADER)
        if len(head) < HEADER or not head.startswith(MAGIC):
            raise Broken("这不是细微的备份文件，或者文件开头坏了。")
        self._head, self._source, self._chunk = head, source, chunk
        self._cipher = _cipher(passphrase, head[len(MAGIC) :])
        self._next = source.read(chunk + TAG)
        self._plain, self._number, self._ended = b"", 0, False

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, all that are left if negative; empty only at the end that was written as the end."""
        got = bytearray()
        while size < 0 or len(got) < size:
            if not self._plain and not self._open():
                break
            want = len(self._plain) if size < 0 else size - len(got)
            got += self._plain[:want]
            self._plain = self._plain[want:]
        return bytes(got)

    def _open(self) -> bool:
        """The next chunk; False after the last. Whether it is the last the file's end says, and the nonce confirms."""
        if self._ended:
            return False
        sealed, self._next = self._next, self._source.read(self._chunk + TAG)
        self._ended = not self._next
        try:
            self._plain = self._cipher.decrypt(_nonce(self._number, self._ended), sealed, self._head)
        except (InvalidTag, ValueError) as wrong:
            first = "口令不对，或者文件坏了：打不开。" if not self._number else "备份文件坏了或不完整：中间打不开。"
            raise Broken(first) from wrong
        self._number += 1
        return True
