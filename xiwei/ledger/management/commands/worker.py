"""`manage.py worker`: carry facts, run the clock's list, run tasks, until told to stop."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from xiwei.ledger.worker import facts, leases
from xiwei.ledger.worker.loop import Worker, breathing, run_due
from xiwei.shared import moment


class Command(BaseCommand):
    """The second process beside the web server."""

    help = "Carry facts, run what config/clock.py lists, run tasks. Any number may run at once."
    requires_system_checks = []  # the pages' addresses are none of its business

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do all that is due now, print it, and exit")
        parser.add_argument("--again", action="store_true", help="put given-up facts in line anew, and exit")
        parser.add_argument("--clock", default="config.clock.EVERY", help="the list of what happens by time")
        parser.add_argument("--lease", type=float, default=leases.LENGTH.total_seconds(), help="seconds of a lease")

    def handle(self, *, once: bool, again: bool, clock: str, lease: float, **options: Any) -> None:
        """Do what the flags say; without one, work until SIGTERM."""
        timed, length = import_string(clock), timedelta(seconds=lease)
        if again:
            self.stdout.write(f"{facts.again(moment.now())} facts are in line anew")
        elif once:
            name = leases.new_name()
            with breathing(name, length):
                done = run_due(now=moment.now(), clock=timed, worker=name, length=length)
            self.stdout.write("、".join(f"{kind} {count}" for kind, count in done.items()))
        else:
            Worker(timed, length).run()
