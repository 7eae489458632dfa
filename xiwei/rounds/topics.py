"""What this app's messages are about, as a person may mute it. What waits for a director's hand cannot be muted."""

from django.utils.translation import gettext_lazy as _

from xiwei.notices import topics


def offer() -> None:
    """Name them for the settings page."""
    topics.offer("rounds.changes", _("路线有变"), _("换人、改时间、取消"), {"rounds.changed"}, for_staff=True)
