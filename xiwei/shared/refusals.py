"""How the domain says no: always a whole sentence, fit for the person who asked."""

from collections.abc import Callable
from typing import Any

from xiwei.shared.tongue import Said


class Refused(Exception):
    """The domain will not do it. `str(refused)` is shown as it stands."""

    status = 409

    def __init__(self, sentence: Said):
        super().__init__(str(sentence))
        self.sentence = str(sentence)


class NotAllowed(Refused):
    """This person may not do it, whatever the moment."""

    status = 403


class NotNow(Refused):
    """Nobody may do it now: the thing's state does not allow it."""


class BadInput(Refused):
    """What was given cannot be understood or kept; nothing was written."""

    status = 422


def may(check: Callable[..., Any]) -> Callable[..., bool]:
    """Derive the question from the check, so that a button and its refusal cannot disagree."""

    def asked(*args: Any, **kwargs: Any) -> bool:
        try:
            check(*args, **kwargs)
        except Refused:
            return False
        return True

    asked.__name__ = check.__name__.replace("check_", "", 1)
    asked.__doc__ = f"Whether {check.__name__} would let it pass."
    return asked
