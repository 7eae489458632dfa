"""How often a stranger's address may write: counted one after the other, however many come at once. With its control."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import connection

from xiwei.service.views import often

MOST, TRIES = 2, 6


@contextmanager
def no_lock(name: str) -> Iterator[bool]:
    yield True


def taken_at_once(monkeypatch: Any) -> int:
    """How many of TRIES forms, let go together, are not too many; each read is held long enough to meet the others."""
    cache.clear()
    read, start, taken = cache.get, threading.Barrier(TRIES, timeout=10), []

    def slowly(*args: Any) -> Any:
        found = read(*args)
        time.sleep(0.05)
        return found

    def send(place: int) -> None:
        start.wait()
        try:
            taken.append(not often.too_often("race", f"key-{place}", to=1, most=MOST))
        finally:
            connection.close()

    class Slow:
        get, set = staticmethod(slowly), staticmethod(cache.set)

    monkeypatch.setattr(often, "cache", Slow)
    threads = [threading.Thread(target=send, args=(place,)) for place in range(TRIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(taken) == TRIES
    return sum(taken)


@pytest.mark.django_db(transaction=True)
def test_of_many_forms_sent_at_once_no_more_are_taken_than_within_the_hour(monkeypatch):
    assert taken_at_once(monkeypatch) == MOST


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_each_counts_the_same_few(monkeypatch):
    monkeypatch.setattr(ratelimit, "cache_lock", no_lock)
    assert taken_at_once(monkeypatch) > MOST
