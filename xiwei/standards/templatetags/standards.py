"""How a standard's fields are said on a page."""

from typing import Any

from django import template

from xiwei.standards import saying_standards

register = template.Library()
register.filter("said_grade", saying_standards.said_grade)
register.filter("said_check", saying_standards.said_check)


@register.filter
def said_field(value: Any, name: str) -> str:
    """One field as the history says it."""
    return saying_standards.said_value(name, value)
