"""Where the passphrase comes from: never from the command line, where every user of the machine could read it."""

import sys
from getpass import getpass
from pathlib import Path

from django.conf import settings

SHORTEST = 12


class NoPassphrase(Exception):
    """None was given, or none that will do; a sentence says what to do."""


def chosen(file: Path | None) -> str:
    """For a new backup: long enough, and at a terminal typed twice. Raises NoPassphrase, OSError."""
    given = _given(file)
    passphrase = given or _asked("备份口令：")
    if len(passphrase) < SHORTEST:
        raise NoPassphrase(f"口令至少要 {SHORTEST} 个字符。没有写下任何东西。")
    if not given and _asked("再输一遍：") != passphrase:
        raise NoPassphrase("两遍口令不一样。没有写下任何东西。")
    return passphrase


def known(file: Path | None) -> str:
    """For a backup there is. Raises NoPassphrase, OSError."""
    return _given(file) or _asked("备份口令：")


def _given(file: Path | None) -> str:
    if file:
        return file.read_text(encoding="utf-8").strip()
    return str(settings.BACKUP_PASSPHRASE)


def _asked(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise NoPassphrase("没有口令：请设 XIWEI_BACKUP_PASSPHRASE，或用 --passphrase-file 指一个文件。")
    return getpass(prompt)
