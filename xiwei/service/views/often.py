"""How often one address may write without an account."""

from datetime import timedelta

from django.core.cache import cache

HOUR = int(timedelta(hours=1).total_seconds())


def too_often(name: str, key: str, *, most: int) -> bool:
    """Whether more than `most` forms came under this name within the hour; the same form sent again counts once."""
    keys = set(cache.get(name, ())) | {key}
    if len(keys) > most:
        return True
    cache.set(name, list(keys), timeout=HOUR)
    return False
