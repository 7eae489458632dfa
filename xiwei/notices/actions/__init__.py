"""The writers of what is said, by subject: telling, reading, channels, delivering."""

from xiwei.notices.actions.telling import tell, tell_many

__all__ = ["tell", "tell_many"]
