"""Short codes for walls, tickets and invitations: read aloud, typed by thumb, not guessed."""

import secrets

# Crockford's alphabet: no I, L, O, U, so that nothing is misread on a scratched plate.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": "", "\0": ""})


def fresh(length: int = 8) -> str:
    """A code drawn at random; 8 characters are 40 bits, so a stranger does not walk from one lift to the next."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read(typed: str) -> str:
    """What was meant by what was typed: case, dashes and look-alikes are forgiven."""
    return typed.strip().upper().translate(_MISREAD)
