"""What this app's messages are about, as a person may mute it.

Under no topic, so that nobody can mute them: a price that waits for a yes, a wish declined, clocks that run out, a duty
that passes to another, and whatever else waits for this one person's answer.
"""

from xiwei.notices import topics


def offer() -> None:
    """Name them for the settings page."""
    topics.offer("service.beginning", "收到和承诺", "谁接的、几时办好", {"service.received", "service.promised"})
    topics.offer(
        "service.steps",
        "办理中的每一步",
        "接单、到场、等待",
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
        "办好了、改时间了",
        "请您确认、改期",
        {
            "service.done",
            "service.promise_moved",
            "service.order_could_not_finish",
            "service.lapsed",
            "service.reopened",
        },
    )
    topics.offer(
        "service.answers",
        "业主的回音",
        "确认、补充、评价",
        {"service.confirmed", "service.remarked", "service.rated"},
        for_staff=True,
    )
    topics.offer("service.thanks", "感谢", "有人谢谢您", {"service.thanked"}, for_staff=True)
