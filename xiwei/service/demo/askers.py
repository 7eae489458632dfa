"""Who asks: by account or by a name at the gate, and the neighbours who say "me too"."""

import random
from dataclasses import dataclass

from xiwei.ledger.models import Actor
from xiwei.people.models import Person, Staff
from xiwei.service.actions.asking import Need
from xiwei.service.demo.deeds import asking as deeds
from xiwei.service.demo.deeds import declining
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.demo.ground import Home
from xiwei.service.demo.phrases import Case, Sayings
from xiwei.service.demo.seasons import minutes
from xiwei.service.models import Channel


@dataclass(frozen=True)
class Asked:
    """Who keyed it in, and who asked: by account, or by a name and a number."""

    by: Person | Staff | Actor
    asker: Person | None
    name: str = ""
    phone: str = ""


def stranger(chance: random.Random, name: str = "") -> tuple[str, str]:
    """Someone without an account, who may or may not leave a name."""
    left = chance.random()
    if left < 0.35 and not name:
        return "", ""
    surname = name[:1] or chance.choice("王李张刘陈杨赵黄周吴")
    phone = f"138{chance.randrange(0, 100_000):08d}" if left > 0.6 else ""
    return surname + chance.choice(("先生", "女士", "阿姨", "大爷", "师傅")), phone


@dataclass
class Joining:
    """A neighbour who says "me too": follows the ticket, or tells it anew and is merged into it."""

    sayings: Sayings
    into: Tale
    case: Case
    home: Home
    chance: random.Random
    merged: bool
    tale: Tale | None = None

    def __call__(self) -> None:
        """Happens within the first minutes, before anybody has answered."""
        at = self.into.cursor + minutes(self.chance.uniform(1, 4))
        if not self.merged:
            deeds.follow(self.into, by=self.home.contact, at=at)
            return
        self.into.until(at)
        ticket = self.into.ticket
        need = Need(
            project=ticket.project, words=self._words(), kind=ticket.kind, line=ticket.line,
            urgency=ticket.urgency, place=ticket.place, item=ticket.item, danger=ticket.danger, asker=self.home.contact,
        )  # fmt: skip
        self.tale = deeds.take(
            self.into.site, need, scale=self.into.scale, chance=self.chance, heard_by=self.into.heard_by,
            channel=Channel.PAGE, by=self.home.contact, at=at,
        )  # fmt: skip
        merging = at + minutes(self.chance.uniform(2, 9))
        self.into.until(merging)
        declining.merge(self.tale, into=self.into, by=self.tale.ticket.answering, at=merging)

    def _words(self) -> str:
        floors = self.home.room.building.floors if self.home.room.building else 6
        text = self.sayings.rest(self.case.say, self.chance)
        if len(self.case.say) == 1:
            text = f"我也看到了，{text}"
        return text.format(floor=self.home.room.floor or floors, up="", days="两天", now="刚才", car="一辆车")
