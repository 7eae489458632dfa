from django.apps import AppConfig

from xiwei.ledger import registry


class Service(AppConfig):
    """Storey 4: the heart."""

    name = "xiwei.service"

    def ready(self) -> None:
        """Give the ledger this app's words, messages their sentences, the settings page its topics, the first day its steps.

        People knows certificates by their codes only; the names are standards', its neighbour: both are below us.
        """
        from django.conf import settings

        from xiwei.estate import arrangements, firstday
        from xiwei.notices import heard
        from xiwei.people import bonds, care, certificates, erasures, known, retention
        from xiwei.service import listeners, topics
        from xiwei.service.actions import copying, erasing
        from xiwei.service.bonds import Tickets
        from xiwei.service.firstday import STEPS
        from xiwei.service.heard import BODIES, TITLES
        from xiwei.service.keeps import KEEPS, PERIODS
        from xiwei.service.queries import caring
        from xiwei.service.triage import installed
        from xiwei.service.words import WORDS
        from xiwei.standards import catalogue

        installed.keep_in(settings.VAR / "triage")
        registry.speak(WORDS)
        heard.know([*TITLES, *BODIES])
        registry.open_at("service.ticket", "ticket")
        registry.listen("people.staff_left", listeners.staff_left)
        registry.listen("people.post_ended", listeners.post_ended)
        registry.listen("service.link_texted", listeners.link_texted)
        topics.offer()
        bonds.bind(Tickets())
        erasures.know("service", erasing.PART)
        certificates.know({code: one["name"] for code, one in catalogue.certificates().items()})
        for period in PERIODS:
            retention.know(period)
        for kept in KEEPS:
            known.tell(kept)
        care.know(caring.sheltered)
        care.know(caring.in_hand)
        for step in STEPS:
            firstday.need(step)
        arrangements.offer(copying.GROUPS)
