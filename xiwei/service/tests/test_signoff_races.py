"""A day signed twice at once is signed once; the control meets the table's own refusal."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from xiwei.service.actions import signoffs
from xiwei.service.models import SignOff
from xiwei.service.tests import make
from xiwei.service.tests.test_races import DID, at_once, control, either_late, said, threads_meet, without_lock


@pytest.fixture
def w(db):
    return make.world()


@threads_meet
@either_late
def test_a_day_signed_twice_at_once_is_signed_once(w, late):
    day, now = (w.now - timedelta(days=1)).date(), w.now

    def sign() -> SignOff:
        return signoffs.sign_day(w.project, day=day, told={}, by=w.staff_zheng, now=now, knowing=True)

    assert sorted(at_once(sign, sign, late=late)) == ["NotNow", DID]
    assert (SignOff.objects.count(), said("day_signed")) == (1, 1)


@control
def test_the_control_meets_the_table_s_own_refusal(w):
    def write() -> None:
        SignOff.objects.create(
            company=w.company, project=w.project, period="day", day=w.now.date(), content={}, by=w.staff_zheng, at=w.now
        )

    with pytest.raises(IntegrityError):
        without_lock((lambda: None, write), (lambda: None, write))
