"""What certificates are called. A credential keeps only a code; standards, on people's own storey, knows the names,
and an app above both tells us them when it is ready, as each app gives the ledger its words."""

_names: dict[str, str] = {}


def know(names: dict[str, str]) -> None:
    """Register names by code."""
    _names.update(names)


def choices() -> list[tuple[str, str]]:
    """(code, name) of all that are known, for a form."""
    return list(_names.items())


def name_of(code: str) -> str:
    """How it is called; the bare code where nobody has named it."""
    return _names.get(code, code)
