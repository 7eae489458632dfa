"""How those who asked take it: stars, chips and words that fit what happened, and a word of thanks."""

from xiwei.service.demo.deeds import ending
from xiwei.service.demo.seasons import awake
from xiwei.service.demo.speaking import Speaking
from xiwei.service.models import TicketState
from xiwei.service.rules.ending import BAD

# How likely one to five stars are, by how it went.
CONTENT, WAITED, LET_DOWN, CROSS = (0.2, 0.7, 5, 26, 68), (2, 6, 26, 36, 30), (9, 17, 30, 26, 18), (5, 12, 28, 31, 24)
RATES, WRITES, THANKS = 0.44, 0.6, 0.2
# Whoever is let down says so more often.
COMPLAINS = 0.9
CONTENTED = 4


def rate(life: Speaking, *, unhappy: bool) -> None:
    """Two in five of those who have an account say how it went."""
    if life.asker is None or not life.happens(RATES):
        return
    if life.tale.ticket.state == TicketState.DECLINED:
        _rate_declined(life)
        return
    stars = _stars(life, unhappy)
    entry = life.sayings.entry("rating", life.facts, life.chance, stars=str(stars))
    chips, words = _chips(life, stars), ""
    if entry:
        chips = entry["chips"].split() or chips
        if life.happens(COMPLAINS if stars <= BAD else WRITES):
            words = life.sayings.rest(entry["say"], life.chance)
        if words and stars >= CONTENTED and "谢" not in words:
            words += life.say("rating_tail")
    at = awake(life.later(40), life.chance)
    ending.rate(life.tale, by=life.asker, at=at, stars=stars, chips=sorted(chips), words=words)
    if stars == 5 and life.happens(THANKS):
        _thank(life)


def _rate_declined(life: Speaking) -> None:
    assert life.asker is not None
    at = awake(life.later(200), life.chance)
    stars = life.chance.choice((3, 4, 4, 5))
    ending.rate(life.tale, by=life.asker, at=at, stars=stars, chips=["told"], words=life.say("rating_declined"))


def _thank(life: Speaking) -> None:
    assert life.asker is not None
    words = life.say("thanks")
    if not words:
        return
    staff = life.worker if life.tale.orders else life.tale.ticket.first_contact
    ending.thank(life.tale, by=life.asker, at=life.later(3), staff=staff, words=words)


def _stars(life: Speaking, unhappy: bool) -> int:
    facts = life.facts
    let_down = {"late", "reopened"} & facts
    weights = LET_DOWN if let_down else WAITED if "waited" in facts else CROSS if unhappy else CONTENT
    return life.chance.choices((1, 2, 3, 4, 5), weights)[0]


def _chips(life: Speaking, stars: int) -> list[str]:
    """For a rating without words that fit."""
    if stars <= BAD:
        return ["slow"] if "late" in life.facts else ["untold"]
    return ["kind"] if stars >= 4 else []
