"""What the pages of rounds say in their own way."""

from django import template

register = template.Library()


@register.filter
def addid(prefix: str, number: int) -> str:
    """An element's id of a prefix and a number."""
    return f"{prefix}{number}"


@register.filter
def split(words: str) -> list[str]:
    """Its parts, parted by spaces."""
    return words.split()
