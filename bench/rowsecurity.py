"""What row security costs: `python -m bench.rowsecurity [--tickets N] [--rounds N]`, on the PostgreSQL of DATABASE_URL.

The same pages and the same line of the ledger, by turns with the policies and without. All of it in one transaction
that is rolled back: NO FORCE lets the tables' owner past their policies, and nobody else ever sees that.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from bench import common
from bench.pages import call, pages

MEASURED = ("worklist 25", "worklist words", "board", "ticket", "home")
TURNS = 10


def each_measure() -> dict[str, Callable[[int], object]]:
    """What is done once a round, by name."""
    from django.core.wsgi import get_wsgi_application

    from xiwei.ledger import actions as ledger
    from xiwei.people.models import Staff
    from xiwei.service.models import Ticket
    from xiwei.shared import moment, scope

    application = get_wsgi_application()
    ticket = Ticket.objects.select_related("project").first()
    assert ticket is not None, "a filled database"
    staff = Staff.objects.filter(company_id=ticket.company_id).first()
    now = moment.now()

    def line(turn: int) -> None:
        with scope.within({ticket.company_id}):
            ledger.record("service.begun", ticket, by=staff, at=now + timedelta(seconds=turn))

    asked = {page.name: page for page in pages()}
    drawn = {
        name: lambda turn, page=asked[name]: call(application, page.path(turn), page.cookie)  # type: ignore[misc]
        for name in MEASURED
    }
    return {**drawn, "one line": line}


def measure(rounds: int) -> dict[str, dict[bool, list[float]]]:
    """Milliseconds by name, with (True) and without; the two take turns, so that both meet the same machine."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, connection, transaction

    from xiwei.shared import scope
    from xiwei.shared.rowsecurity import policies

    tables = [connection.ops.quote_name(model._meta.db_table) for model in policies.tenants()]
    for signal in (request_started, request_finished):  # they would close the connection, and our transaction with it
        signal.disconnect(close_old_connections)
    with transaction.atomic():
        with scope.everywhere("the measure of row security"):
            does = each_measure()
        took: dict[str, dict[bool, list[float]]] = {name: {True: [], False: []} for name in does}
        for turn in range(-2, 2 * TURNS):
            forced = turn % 2 == 0
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                for table in tables:
                    cursor.execute(f"ALTER TABLE {table} {'FORCE' if forced else 'NO FORCE'} ROW LEVEL SECURITY")
            for name, do in does.items():
                walls = [timed(do, number) for number in range(max(1, rounds // TURNS) + 1)][1:]
                took[name][forced] += walls if turn >= 0 else []
        transaction.set_rollback(True)
    return took


def timed(do: Callable[[int], object], turn: int) -> float:
    """Milliseconds by the wall."""
    began = time.perf_counter()
    do(turn)
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    """On PostgreSQL alone: SQLite has no row security."""
    parser = common.arguments(__doc__ or "")
    parser.add_argument("--rounds", type=int, default=200)
    args = parser.parse_args()
    if "postgresql" not in common.urls(args.tickets):
        print("Row security is PostgreSQL's: set DATABASE_URL to measure it.")
        return
    common.fill(args.tickets, "postgresql")
    print(f"\npostgresql, {args.tickets:,} tickets, {args.rounds} rounds: p50 ms without row security, and with it")
    for name, walls in measure(args.rounds).items():
        without, guarded = (common.percentile(walls[forced], 0.5) for forced in (False, True))
        print(f"{name:16}{without:8.2f}{guarded:8.2f}{100 * (guarded / without - 1):+7.0f} %")


if __name__ == "__main__":
    main()
