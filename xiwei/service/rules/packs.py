"""May it? Evidence packs: whoever answers for the estate, of anything in it; a resident, of what is their own."""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from xiwei.estate.models import Place, Project
from xiwei.people.models import Household, Person, Staff
from xiwei.people.rules import Permission, check_permission
from xiwei.service.models import Pack, PackFor, PackState, Ticket
from xiwei.service.rules.parties import speaks_for
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may

Subject = Ticket | Household | Place | Project
LONGEST = timedelta(days=366)
PURPOSE = (4, 200)


def check_may_make(subject: Subject, by: Person | Staff | None) -> None:
    """Raises NotAllowed unless `by` may have a pack of this."""
    if isinstance(by, Person):
        if not _is_own(subject, by):
            raise NotAllowed(gettext("证据包只能整理您自己的报事或您这一户的。"))
        return
    project = subject.pk if isinstance(subject, Project) else subject.project_id
    check_permission(by, Permission.EVIDENCE_MAKE, company_id=subject.company_id, project_id=project)


may_make = may(check_may_make)


def _is_own(subject: Subject, person: Person) -> bool:
    if isinstance(subject, Ticket):
        return speaks_for(subject, person)
    return isinstance(subject, Household) and person.tenures.filter(household=subject, until=None).exists()


def check_asked(subject: Subject, *, purpose: str, since: datetime | None, until: datetime | None) -> None:
    """Raises BadInput where it is not said what for, or the period cannot be."""
    least, most = PURPOSE
    if not least <= len(purpose.strip()) <= most:
        raise BadInput(gettext("请写明用途，{least} 到 {most} 个字，会印在证据包里。").format(least=least, most=most))
    if since and until and since >= until:
        raise BadInput(gettext("起止日期反了：开始要在结束之前。请改一改，其他内容都还在。"))
    if isinstance(subject, Project) and not (since and until):
        raise BadInput(gettext("整个项目的证据包要选起止日期。"))
    if isinstance(subject, Project) and since and until and until - since > LONGEST:
        raise BadInput(gettext("一个证据包最多一年。请把日期缩短一些，或分几个做。"))


def check_again(pack: Pack, *, stranded: bool) -> None:
    """Raises NotNow unless it failed or stopped midway."""
    if pack.state != PackState.FAILED and not stranded:
        raise NotNow(gettext("这个证据包正在整理或已经整理好了，不用再做一次。"))


def check_can_fetch(pack: Pack) -> None:
    """Raises NotNow where there is no file, or no longer."""
    if pack.state == PackState.GONE:
        raise NotNow(gettext("这个证据包的文件已经清理。需要的话再整理一个，内容和当初一样。"))
    if pack.state != PackState.DONE:
        raise NotNow(gettext("证据包还没有整理好，请稍等。"))


def reader_for(by: Person | Staff, wanted: str) -> str:
    """What a resident gets is for the resident, whatever was posted."""
    return PackFor.RESIDENT if isinstance(by, Person) else wanted
