from django.apps import AppConfig

from xiwei.ledger import registry


class Notices(AppConfig):
    """Storey 3."""

    name = "xiwei.notices"

    def ready(self) -> None:
        """Give the ledger this app's words, and listen to what people say of leave and homes, and the archive of its papers."""
        from xiwei.notices import listeners
        from xiwei.notices.actions import erasing
        from xiwei.notices.keeps import KEEPS, PERIODS
        from xiwei.notices.stated import PURPOSES
        from xiwei.notices.words import WORDS
        from xiwei.people import erasures, known, purposes, retention

        for purpose in PURPOSES:
            purposes.know(purpose)
        for period in PERIODS:
            retention.know(period)
        for kept in KEEPS:
            known.tell(kept)
        registry.speak(WORDS)
        registry.listen("people.wish_asked", listeners.wish_asked)
        registry.listen("people.wish_answered", listeners.wish_answered)
        erasures.know("notices", erasing.PART)
        registry.listen("estate.document_expiring", listeners.document_expiring)
        registry.listen("estate.loan_overdue", listeners.loan_overdue)
        registry.listen("people.phone_changed", listeners.phone_changed)
        registry.listen("people.leave_asked", listeners.leave_asked)
        registry.listen("people.leave_granted", listeners.leave_granted)
        registry.listen("people.leave_refused", listeners.leave_refused)
        registry.listen("people.leave_withdrawn", listeners.leave_withdrawn)
        registry.listen("people.transferred", listeners.transferred)
        registry.listen("people.transfer_undone", listeners.transfer_undone)
        registry.listen("people.transfer_halted", listeners.transfer_halted)
