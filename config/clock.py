"""All that happens by time, in one list: who runs it is xiwei.ledger.worker, and nothing else in the product waits.

Each line names a function `job(now: datetime) -> int` (how many it did), safe to run twice. An app adds its line here.
"""

from xiwei.ledger.worker import Daily, Every

EVERY: list[Every | Daily] = [
    Every(5, "xiwei.notices.jobs.deliver"),
    Every(15, "xiwei.service.jobs.speak_clocks"),
    Every(30, "xiwei.service.jobs.end_waits"),
    Every(60, "xiwei.service.jobs.keep_duty"),
    Every(20, "xiwei.ledger.jobs.seal"),
    Every(300, "xiwei.rounds.jobs.plan_days"),
    Every(300, "xiwei.rounds.jobs.keep_staffed"),
    Every(60, "xiwei.rounds.jobs.find_missed"),
    Every(900, "xiwei.rounds.jobs.tally"),
    Daily(at="08:20", job="xiwei.rounds.jobs.remind_equipment"),
    Every(300, "xiwei.service.jobs.lapse_unconfirmed"),
    Every(5, "xiwei.estate.jobs.read_documents"),
    Daily(at="08:40", job="xiwei.estate.jobs.remind"),
    Daily(at="03:55", job="xiwei.estate.jobs.forget_batches"),
    Every(300, "xiwei.estate.jobs.forget_staged"),
    Every(300, "xiwei.people.jobs.carry_out_transfers"),
    Every(300, "xiwei.notices.jobs.send_roots"),
    Every(300, "xiwei.people.jobs.notice_looks"),
    Every(60, "xiwei.people.jobs.erase_granted"),
    Daily(at="03:30", job="xiwei.ledger.jobs.tidy"),
    Daily(at="03:50", job="xiwei.people.jobs.forget_sheets"),
    Daily(at="03:40", job="xiwei.people.jobs.keep_no_longer"),
    Daily(at="04:00", job="xiwei.service.jobs.forget_packs"),
    Daily(at="04:10", job="xiwei.service.jobs.learn_corrections"),  # in earnest once a month
    Daily(at="09:00", job="xiwei.service.jobs.remind_sign_off"),
]
