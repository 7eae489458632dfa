"""The writers of what is said, by subject: telling, reading, channels, delivering."""

from xiwei.notices.actions.reading import outdate
from xiwei.notices.actions.telling import Said, tell, tell_all, tell_many

__all__ = ["Said", "outdate", "tell", "tell_all", "tell_many"]
