"""Find what is promised: the menu of today, the time promises, the calendar they are counted on."""

from xiwei.standards.queries.kept import forget
from xiwei.standards.queries.timing import calendar, exceptions, hours, promises

__all__ = ["calendar", "exceptions", "forget", "hours", "promises"]
