"""May it: take over another project's arrangements, and call a project a sample."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext

from xiwei.estate.arrangements import Shown, parts
from xiwei.estate.models import Company, Project
from xiwei.estate.rules import By, check_may_manage, check_may_open_project
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may


def check_may_copy(by: By | None, source: Project, target: Project) -> None:
    """Raises NotAllowed unless `by` makes both ready and both are one company's, BadInput for one and the same."""
    check_may_manage(by, target)
    if source.company_id != target.company_id:
        raise NotAllowed(gettext("只能照本公司的小区来，别家公司的不行。什么也没有带过来。"))
    check_may_manage(by, source)
    if source.pk == target.pk:
        raise BadInput(gettext("选的就是{project}自己，请选另一个小区。").format(project=target.name))


def check_ticked(codes: Collection[str]) -> None:
    """Raises BadInput where no part is ticked, or one that there is not."""
    if not codes:
        raise BadInput(gettext("还没有勾选要带的部分。请至少勾一样，这里什么也没有改。"))
    if not set(codes) <= {part.code for part in parts()}:
        raise BadInput(gettext("勾选里有一样已经没有了。请刷新页面再选，这里什么也没有改。"))


def check_brings(shown: Sequence[Shown], source: Project, target: Project) -> None:
    """Raises NotAllowed for a part that is not theirs to bring, NotNow where nothing would come."""
    if refused := next((one for one in shown if one.refused), None):
        raise NotAllowed(
            gettext("“{title}”不归您的岗位管，什么也没有带过来。请去掉这一样，或请公司经理来带。").format(
                title=refused.part.title
            )
        )
    if not any(one.comes for one in shown):
        raise NotNow(
            gettext("勾选的这几样，{source}有的{target}都已经有了，或者还带不过来。这里什么也没有改。").format(
                source=source.name, target=target.name
            )
        )


def check_may_mark(by: By | None, company: Company) -> None:
    """A sample is the whole company's: only a company-wide post names it."""
    check_may_open_project(by, company)


may_mark = may(check_may_mark)


def check_marking(project: Project, *, sample: bool) -> None:
    """Raises NotNow where it stands so already."""
    if project.sample == sample:
        said = gettext("{project}已经是样板了。") if sample else gettext("{project}已经不是样板了。")
        raise NotNow(said.format(project=project.name))
