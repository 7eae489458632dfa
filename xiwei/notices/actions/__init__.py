"""The writers of what is said, by subject: telling, reading, channels, delivering."""

from xiwei.notices.actions.reading import outdate
from xiwei.notices.actions.telling import tell, tell_many

__all__ = ["outdate", "tell", "tell_many"]
