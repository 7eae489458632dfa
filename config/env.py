"""Read the environment, and fail loudly: a wrong value stops the start with a sentence that names it."""

import os

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class WrongEnvironment(SystemExit):
    """A variable of the environment is missing or cannot be understood."""


def text(name: str, default: str | None = None) -> str:
    """The variable as it stands; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise WrongEnvironment(f"环境变量 {name} 没有设置，程序不能启动。见 docs/operations.md。")
    return value


def flag(name: str, default: bool) -> bool:
    """Yes or no, said as 1/0, true/false, yes/no or on/off."""
    value = text(name, "1" if default else "0").strip().lower()
    if value not in TRUE | FALSE:
        raise WrongEnvironment(f"环境变量 {name} 应为 1 或 0，现在是“{value}”。")
    return value in TRUE


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default)).strip()
    if not value.lstrip("-").isdigit():
        raise WrongEnvironment(f"环境变量 {name} 应为整数，现在是“{value}”。")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list, parted by commas; empty parts are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]
