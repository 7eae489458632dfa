from django.apps import AppConfig

from xiwei.ledger import registry


class Notices(AppConfig):
    """Storey 3."""

    name = "xiwei.notices"

    def ready(self) -> None:
        """Give the ledger this app's words, and listen to what people say of leave and of homes."""
        from xiwei.notices import listeners
        from xiwei.notices.actions import erasing
        from xiwei.notices.words import WORDS
        from xiwei.people import erasures

        registry.speak(WORDS)
        erasures.know("notices", erasing.PART)
        registry.listen("people.leave_asked", listeners.leave_asked)
        registry.listen("people.leave_granted", listeners.leave_granted)
        registry.listen("people.leave_refused", listeners.leave_refused)
        registry.listen("people.leave_withdrawn", listeners.leave_withdrawn)
        registry.listen("people.transferred", listeners.transferred)
        registry.listen("people.transfer_undone", listeners.transfer_undone)
        registry.listen("people.transfer_halted", listeners.transfer_halted)
