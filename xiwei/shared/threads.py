"""What Django keeps for a request (its tongue, its zone, the address it came by) is kept by thread.

asgiref's Local also follows tasks of an event loop, and takes a lock and five calls at each reading: 5 µs, where a
thread's own takes 0.2. A page asks for its tongue some three hundred times. Xiwei is WSGI alone (docs/decisions/
by-thread.md): a request is one thread's from its first byte to its last.
"""

import threading

from asgiref.local import Local
from django.urls import base as urls
from django.utils import timezone
from django.utils.translation import trans_real

KEPT = ((trans_real, "_active"), (timezone, "_active"), (urls, "_prefixes"), (urls, "_urlconfs"))


def keep_by_thread() -> None:
    """Put a thread's own in the place of each; AssertionError where Django keeps it otherwise than it did."""
    for module, name in KEPT:
        kept = getattr(module, name)
        if isinstance(kept, threading.local):
            continue
        assert isinstance(kept, Local), f"{module.__name__}.{name} is no Local any more"
        setattr(module, name, threading.local())
