"""From a batch of rooms to its Plan."""

from collections.abc import Callable, Iterable
from datetime import datetime

from xiwei.estate.models import Room
from xiwei.people.importing import homes, noticing, rooms
from xiwei.people.importing.homes import Company, Met, Sheet
from xiwei.people.importing.naming import Occupant
from xiwei.people.importing.plan import Home, Known, Plan
from xiwei.people.importing.reading import Group
from xiwei.people.importing.telling import Telling
from xiwei.people.models import Household, Person, Relation, Tenure
from xiwei.shared.tongue import kept


def plan_batch(
    groups: Iterable[Group],
    *,
    known: Known,
    sheet: Sheet,
    labels: dict[str, str],
    password: Callable[[], str],
    now: datetime,
) -> Plan:
    """What these rooms' rows would change in the estate as `known`.

    `password` gives a mark that no password matches, for each who is new; they join at `now`.
    """
    planner = Planner(known, sheet, labels, password, now)
    for group in groups:
        planner.room(group)
    return planner.plan


class Planner:
    """One batch being planned. What it would make it adds to `known`, so that a later room meets it."""

    def __init__(self, known: Known, sheet: Sheet, labels: dict[str, str], password: Callable[[], str], now: datetime):
        self.known, self.sheet, self.labels = known, sheet, labels
        self.password, self.now = password, now
        self.plan = Plan()

    def room(self, group: Group) -> None:
        """Plan one room: its rows' refusals first, then what the accepted ones make or change."""
        telling = Telling(self.labels, self.sheet.told)
        label = rooms.label_of(group, self.known)
        standing = self.known.rooms.get(label)
        home = self.known.homes.get(standing.pk) if standing else None
        _notice_filled(group, telling)
        rooms.check_joined(group, self.known, telling)
        rooms.check_agreement(group.rows, telling)
        people = homes.meet(
            [row for row in group.rows if row.row not in telling.refused], home, self.known, self.sheet, telling
        )
        accepted = [row for row in group.rows if row.row not in telling.refused]
        if accepted:
            room = rooms.settle(group, accepted, label, self.known, self.plan, telling, self.sheet.told)
            household = self._household(room, home, people)
            for one in people.met:
                self._person(one, household, telling)
            noticing.owners(sorted(people.met, key=lambda one: one.occupant.row), telling)
            self._count(people, household)
            if household is not None:
                self.plan.homes_met |= {row.row: household for row in accepted}
        self.plan.fates += [telling.fate(row, label) for row in group.rows]

    def _household(self, room: Room, home: Home | None, people: Company) -> Household | None:
        """The room's household: the one that stands, or a new one named after its first owner."""
        if home is not None:
            return home.household
        if not people.met:
            return None
        first = _first(people)
        household = Household(
            company_id=self.known.project.company_id,
            project=self.known.project,
            room=room,
            name=first.name,
            since=first.since,
        )
        self.plan.households.append(household)
        return household

    def _person(self, one: Met, household: Household | None, telling: Telling) -> None:
        assert household is not None
        if one.tenure is None:
            person = one.holder or self.known.persons.get(one.occupant.phone) or self._new(one.occupant)
            self._open(one, household, person, contact=not household.pk and self._is_first(household))
            self._add_spare(one.occupant, person, self.plan.tenures[-1])
            telling.created.add(one.occupant.row)
        else:
            person = self._update(one, one.tenure, household, telling)
        noticing.numbers(one.occupant, person, telling)

    def _is_first(self, household: Household) -> bool:
        """Whom to call first: the first that the plan opens in a new household."""
        return not self.plan.tenures or self.plan.tenures[-1].household is not household

    def _update(self, one: Met, tenure: Tenure, household: Household, telling: Telling) -> Person:
        """Make the one who stands as the row says; who they are then."""
        occupant, row = one.occupant, one.occupant.row
        person = tenure.person
        holder = self.known.persons.get(occupant.phone) if occupant.phone else None
        if occupant.phone and person.mobile != occupant.phone:
            telling.change(row, "phone", f"{_tail(person)}改为尾号 {occupant.phone[-4:]}")
            if holder is not None and holder != person:
                # Someone of that phone is known: they take the place of the one noted without it, in the same household.
                # It is the only tie a sheet ends, so no import leaves a home's open matters with nobody.
                self.plan.ended.append(tenure)
                self._open(one, household, holder, contact=tenure.contact)
                return holder
            self._give_phone(person, occupant.phone)
            self.known.persons[occupant.phone] = person
            self._changed(person, tenure, "手机号")
        if self._add_spare(occupant, person, tenure):
            telling.change(row, "contact_phone", "补上备用电话")
        if self.sheet.tells_relations and tenure.relation != occupant.relation:
            old = kept(Relation(tenure.relation).label)
            tenure.relation = occupant.relation
            telling.change(row, "relation", f"{old}改为{kept(Relation(occupant.relation).label)}")
            self.plan.related.append((tenure, str(old)))
        return person

    def _add_spare(self, occupant: Occupant, person: Person, tenure: Tenure) -> bool:
        """Keep the further number where they have none; whether it was."""
        if not occupant.other_phone or person.other_phone or person.pk in self.known.fixed:
            return False
        person.other_phone = occupant.other_phone
        self._changed(person, tenure, "备用电话")
        return True

    def _give_phone(self, person: Person, phone: str) -> None:
        """Their way in; only noted where an account holds it that this company is told nothing of."""
        taken = phone in self.known.taken
        person.phone, person.noted_phone = (None, phone) if taken else (phone or None, None)

    def _changed(self, person: Person, tenure: Tenure, what: str) -> None:
        if person.pk:
            self.plan.changed_persons.setdefault(person.pk, (person, tenure, []))[2].append(what)

    def _new(self, occupant: Occupant) -> Person:
        person = Person(
            other_phone=occupant.other_phone,
            name=occupant.name,
            password=self.password(),
            joined_at=self.now,
        )
        self._give_phone(person, occupant.phone)
        self.plan.persons.append(person)
        if occupant.phone:
            self.known.persons[occupant.phone] = person
        return person

    def _open(self, one: Met, household: Household, person: Person, *, contact: bool) -> None:
        self.plan.tenures.append(
            Tenure(
                company_id=self.known.project.company_id,
                household=household,
                person=person,
                relation=one.occupant.relation,
                contact=contact,
                since=one.occupant.since,
            )
        )

    def _count(self, people: Company, household: Household | None) -> None:
        self.plan.room_count += 1
        self.plan.household_count += bool(people.met and household)
        for one in people.met:
            if one.occupant.phone:
                self.plan.phones.add(one.occupant.phone)
            else:
                self.plan.nameless += 1


def _notice_filled(group: Group, telling: Telling) -> None:
    for row in group.rows:
        if row.filled:
            telling.notice(row.row, row.filled[-1], "空着，按上面一行读")


def _first(people: Company) -> Occupant:
    """Whose name the household goes by; they also stand first, to be called first."""
    owner = next((one for one in people.met if one.occupant.relation == Relation.OWNER), people.met[0])
    people.met.remove(owner)
    people.met.insert(0, owner)
    return owner.occupant


def _tail(person: Person) -> str:
    return f"尾号 {person.phone_tail} " if person.mobile else "空 "
