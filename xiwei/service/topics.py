"""What this app's messages are about, as a person may mute it.

Under no topic, so that nobody can mute them: a price that waits for a yes, a wish declined, clocks that run out, a duty
that passes to another, and whatever else waits for this one person's answer.
"""

from django.utils.translation import gettext_lazy as _

from xiwei.notices import topics


def offer() -> None:
    """Name them for the settings page."""
    topics.offer("service.beginning", _("收到和承诺"), _("谁接的、几时办好"), {"service.received", "service.promised"})
    topics.offer(
        "service.steps",
        _("办理中的每一步"),
        _("接单、到场、等待"),
        {
            "service.order_accepted",
            "service.order_arrived",
            "service.waiting",
            "service.resumed",
            "service.merged",
            "service.hand_over_accepted",
        },
    )
    topics.offer(
        "service.results",
        _("办好了、改时间了"),
        _("请您确认、改期"),
        {
            "service.done",
            "service.answered",
            "service.promise_moved",
            "service.order_could_not_finish",
            "service.lapsed",
            "service.reopened",
        },
    )
    topics.offer(
        "service.answers",
        _("业主的回音"),
        _("确认、补充、评价"),
        {"service.confirmed", "service.remarked", "service.rated"},
        for_staff=True,
    )
    topics.offer("service.thanks", _("感谢"), _("有人谢谢您"), {"service.thanked"}, for_staff=True)
