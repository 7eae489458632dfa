"""What the measured databases hold: the demo's ground, and N tickets with 20 lines, three clocks, an order, a promise.

Tickets of five years stand in their order; one in a hundred is open, a thousand at most: history grows with the years,
what is open with the people who work. All of them are among the latest three in a hundred.
What happens to be said comes from a list, so that a common word is in one ticket of six and a rare one in few.
`python -m bench.common` calls this.
"""

import random
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from xiwei.ledger.models import Entry
from xiwei.notices.models import Message, Weight
from xiwei.people.actions import roles
from xiwei.service.demo import world
from xiwei.service.demo.ground import Scale, Site
from xiwei.service.index import INDEX, words_of
from xiwei.service.models import Channel, Clock, Outcome, Promise, Ticket, TicketState, WorkOrder
from xiwei.shared import bulk, codes

SPAN = timedelta(days=5 * 365)
BATCH = 5000
OPEN = 1000
SHARES = {"CH": 45, "AJ": 25, "YF": 20, "SD": 10}
THINGS = (
    "水管", "水龙头", "马桶", "地漏", "下水道", "热水器", "灯", "开关", "插座", "门禁", "对讲", "门锁", "窗户", "纱窗", "墙面",
    "天花板", "地砖", "楼道", "电梯", "车库", "道闸", "快递柜", "垃圾桶", "草坪", "桂花树", "健身器材", "儿童滑梯", "消防栓",
)  # fmt: skip
TROUBLES = (
    "漏水",
    "不亮了",
    "坏了",
    "堵了",
    "有异味",
    "松动",
    "有裂缝",
    "打不开",
    "一直响",
    "很脏",
    "跳闸",
    "掉皮",
    "渗水",
    "关不上",
)
PLACES = (
    "厨房",
    "卫生间",
    "客厅",
    "主卧",
    "阳台",
    "门口",
    "地下车库",
    "单元门厅",
    "楼下",
    "消防通道",
    "小广场",
    "东门",
)
ASKED = (
    "麻烦来看看",
    "下班后在家",
    "已经两天了",
    "请尽快",
    "楼上也这样",
    "上次修过又坏",
    "老人不方便",
    "周末有人",
    "谢谢",
    "急用",
)
STATES = (
    TicketState.RECEIVED, TicketState.PROMISED, TicketState.IN_PROGRESS, TicketState.IN_PROGRESS, TicketState.WAITING,
    TicketState.DONE,
)  # fmt: skip
# Twenty lines of an ordinary ticket: kind, who may read it, what it keeps.
LINES = [
    ("service.received", 2, '{"first": "赵敏", "channel": "业主页面", "words": "厨房水管漏水，麻烦来看看"}'),
    ("service.order_offered", 1, '{"worker": "孙师傅", "line": "维修", "why": "本组维修"}'),
    ("service.promised", 2, '{"moment": "11月24日 18:00", "words": "今天下班前上门"}'),
    ("service.order_accepted", 2, "{}"),
    ("service.noted", 1, '{"words": "业主说下班后在家"}'),
    ("service.remarked", 2, '{"words": "地上已经有一摊水"}'),
    ("service.order_set_out", 1, "{}"),
    ("service.order_arrived", 2, "{}"),
    ("service.order_ticked", 1, '{"done": 1, "of": 4}'),
    ("service.order_ticked", 1, '{"done": 2, "of": 4}'),
    ("service.order_quoted", 2, '{"yuan": "35.00", "words": "换一截软管"}'),
    ("service.order_agreed", 2, '{"yuan": "35.00"}'),
    ("service.order_booked", 1, '{"name": "软管", "cost": "35.00"}'),
    ("service.order_ticked", 1, '{"done": 4, "of": 4}'),
    ("service.order_finished", 2, '{"note": "换了软管，试水不漏", "reading": ""}'),
    ("service.done", 2, '{"note": "换了软管，试水不漏"}'),
    ("service.called_back", 2, '{"answer": "已解决", "words": "很满意"}'),
    ("service.confirmed", 2, "{}"),
    ("service.rated", 2, '{"stars": 5, "chips": "上门快", "words": "师傅很细心"}'),
    ("service.thanked", 2, '{"staff": "孙师傅", "words": "辛苦了"}'),
]


def count() -> int:
    """How many tickets there are."""
    return Ticket.objects.count()


def fill(tickets: int, now: datetime) -> None:
    """The ground, the tickets, and in a few large statements all that hangs on them. Nothing is committed until all is."""
    with transaction.atomic(), connection.cursor() as cursor:
        roles.load()
        sites = list(world.build(Scale(now=now), with_members=False).sites.values())
        again = [str(index.create_sql(Entry, connection.schema_editor())) for index in Entry._meta.indexes]
        for index in Entry._meta.indexes:  # twice as fast without, and made anew in one go
            cursor.execute(f"DROP INDEX {index.name}")
        rows = (_ticket(n, tickets, sites, now) for n in range(tickets))
        while batch := list(islice(rows, BATCH)):
            bulk.insert(Ticket, batch)
            INDEX.put_many((ticket.pk, words_of(ticket)) for ticket in batch)
        _hang()
        for statement in again:
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # what autovacuum does within the hour
            cursor.execute("VACUUM ANALYZE")


def _ticket(n: int, total: int, sites: list[Site], now: datetime) -> Ticket:
    chance = random.Random(n)
    site = chance.choices(sites, [SHARES[site.project.code] for site in sites])[0]
    asked = now - timedelta(minutes=5) - SPAN * ((total - n) / total)
    home = chance.choice(site.homes) if site.homes and chance.random() < 0.7 else None
    place = None if home else chance.choice(site.places)
    line = chance.choices(("repair", "cleaning", "order", "greening", "butler"), (55, 18, 12, 7, 8))[0]
    first = site.staff[chance.choice([key for key in site.staff if key.startswith(("butler", "director"))])]
    ticket = Ticket(
        company=site.company, project=site.project, room=home.room if home else None, place=place,
        building=home.room.building if home else place.building if place else None,
        household=home.household if home else None, kind="repair" if line == "repair" else "help", line=line,
        urgency=chance.choices(("ordinary", "planned", "complaint", "urgent"), (80, 8, 7, 5))[0],
        item=chance.choice(list(site.items.values())) if chance.random() < 0.6 else None,
        words=said(chance), channel=chance.choice((Channel.PAGE, Channel.CODE, Channel.PHONE, Channel.GATE)),
        asker=chance.choice(home.people) if home else None, asker_name="" if home else "路过的人",
        follow_code=codes.fresh(12), asked_at=asked, keyed_at=asked, first_contact=first, answering=first,
        due_at=asked + timedelta(days=3), promised_for=asked + timedelta(days=2),
        level=chance.choices((0, 1, 2, 3), (80, 12, 6, 2))[0],
    )  # fmt: skip
    ticket.breached = ticket.level >= 2
    _end(ticket, chance, n, total, now)
    return ticket


def _end(ticket: Ticket, chance: random.Random, n: int, total: int, now: datetime) -> None:
    """One in three of the latest is open, with a promise ahead of it or lately over; the others are closed."""
    if n >= total - min(total * 0.03, 3 * OPEN) and n % 3 == 0:
        ticket.state = chance.choice(STATES)
        ticket.due_at = now + timedelta(minutes=chance.randint(-600, 5000))
        ticket.promised_for = ticket.due_at if ticket.state != TicketState.RECEIVED else None
        ticket.reopened = int(chance.random() < 0.02)
        return
    ticket.state, ticket.due_at = TicketState.CLOSED, None
    ticket.done_at = ticket.asked_at + timedelta(hours=chance.randint(1, 70))
    ticket.closed_at = min(now, ticket.done_at + timedelta(hours=5))
    ticket.outcome = chance.choice((Outcome.CONFIRMED, Outcome.CONFIRMED, Outcome.CALLED_BACK, Outcome.NOT_CONFIRMED))
    ticket.stars = chance.choices((None, 5, 4, 3, 2, 1), (50, 32, 10, 4, 2, 2))[0]


def said(chance: random.Random) -> str:
    """Words as people say them."""
    rare = f"，编号{chance.randint(1000, 9999)}" if chance.random() < 0.1 else ""
    return (
        f"{chance.choice(PLACES)}{chance.choice(THINGS)}{chance.choice(TROUBLES)}，"
        f"{chance.choice(ASKED)}{rare}，{chance.choice(ASKED)}"
    )


def _hang() -> None:
    """Lines, clocks, an order, a promise and a message for each ticket, made by the database itself."""
    sqlite = connection.vendor == "sqlite"
    values = ", ".join(["(%s, %s, %s, %s)"] * len(LINES))
    given = [part for n, (kind, seen, data) in enumerate(LINES) for part in (n, kind, seen, data)]
    json_of, none = ("{}", "'[]'") if sqlite else ("CAST({} AS jsonb)", "CAST('[]' AS jsonb)")
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH lines(n, kind, seen, data) AS (VALUES {values}) "
            f"INSERT INTO {Entry._meta.db_table} (kind, subject_type, subject_id, subject_label, company_id, project_id, "
            "building_id, place_id, room_id, household_id, actor_person_id, actor_staff_id, actor_label, at, written_at, "
            "seen_by, data, evidence) "
            "SELECT l.kind, 'service.ticket', t.id, '厨房水管漏水', t.company_id, t.project_id, t.building_id, t.place_id, "
            f"t.room_id, t.household_id, NULL, t.answering_id, '维修工 孙师傅', {_after('l.n * 600', sqlite)}, "
            f"{_after('l.n * 600', sqlite)}, l.seen, {json_of.format('l.data')}, {none} "
            f"FROM {Ticket._meta.db_table} t CROSS JOIN lines l ORDER BY t.id, l.n",
            given,
        )
        for kind, hours in (("response", 2), ("arrival", 24), ("resolution", 72)):
            cursor.execute(_clock_sql(sqlite, hours), [kind, hours * 60])
        cursor.execute(_order_sql(sqlite))
        cursor.execute(_promise_sql())
        cursor.execute(_message_sql(sqlite))


def _after(seconds: str, sqlite: bool) -> str:
    """So many seconds after the asking."""
    if sqlite:
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', t.asked_at, '+' || ({seconds}) || ' seconds')"
    return f"t.asked_at + ({seconds}) * interval '1 second'"


def _clock_sql(sqlite: bool, hours: int) -> str:
    due = _after(str(hours * 3600), sqlite)
    return (
        f"INSERT INTO {Clock._meta.db_table} (company_id, ticket_id, kind, minutes, round_the_clock, started_at, due_at, "
        f"next_at, level, stopped_at, breached) SELECT t.company_id, t.id, %s, %s, false, t.asked_at, {due}, "
        "CASE WHEN t.closed_at IS NULL AND t.level = 0 THEN t.due_at END, 0, t.closed_at, false "
        f"FROM {Ticket._meta.db_table} t ORDER BY t.id"
    )


def _order_sql(sqlite: bool) -> str:
    offered, ended = _after("600", sqlite), _after("8400", sqlite)
    none = "'[]'" if sqlite else "CAST('[]' AS jsonb)"
    return (
        f"INSERT INTO {WorkOrder._meta.db_table} (company_id, project_id, ticket_id, line, worker_id, state, why_them, "
        "offered_at, accepted_at, ended_at, reason, needs, ticked, reading, signed_by, note) "
        "SELECT t.company_id, t.project_id, t.id, t.line, t.answering_id, "
        f"CASE WHEN t.closed_at IS NULL THEN 'accepted' ELSE 'finished' END, '本组维修', {offered}, {offered}, "
        f"CASE WHEN t.closed_at IS NULL THEN NULL ELSE {ended} END, '', '', {none}, '', '', '' "
        f"FROM {Ticket._meta.db_table} t ORDER BY t.id"
    ).replace("%%", "%")


def _promise_sql() -> str:
    return (
        f"INSERT INTO {Promise._meta.db_table} (company_id, ticket_id, moment, by_id, at, words, reason) "
        "SELECT t.company_id, t.id, t.promised_for, t.answering_id, t.asked_at, '', '' "
        f"FROM {Ticket._meta.db_table} t WHERE t.promised_for IS NOT NULL ORDER BY t.id"
    )


def _message_sql(sqlite: bool) -> str:
    """To the asker, read long ago."""
    number = "t.id || ':received'" if sqlite else "CAST(t.id AS text) || ':received'"
    return (
        f"INSERT INTO {Message._meta.db_table} (company_id, project_id, person_id, about, title, body, link, weight, at, "
        "key, read_at) SELECT t.company_id, t.project_id, t.asker_id, 'service.received', '已受理：厨房水管漏水', "
        f"'首问人赵敏会跟到办好为止。', '/', {int(Weight.PLAIN)}, t.asked_at, {number}, "
        f"t.asked_at FROM {Ticket._meta.db_table} t WHERE t.asker_id IS NOT NULL ORDER BY t.id"
    )
