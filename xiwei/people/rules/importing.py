"""May it? Importing sheets."""

from django.utils.translation import gettext

from xiwei.estate.models import Project
from xiwei.estate.rules import By, check_permitted
from xiwei.people.models import Import, ImportState
from xiwei.people.rules.permissions import Permission
from xiwei.shared.refusals import NotNow, may


def check_may_import(by: By | None, project: Project) -> None:
    """Raises NotAllowed without people.import in the project."""
    check_permitted(by, Permission.PEOPLE_IMPORT, company_id=project.company_id, project_id=project.pk)


def check_can_choose(sent: Import) -> None:
    """Raises NotNow once the sheet is being written or was given up."""
    if sent.state not in (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED) or not sent.folder:
        raise NotNow(
            gettext("这个表现在是“{state}”，不能再改列。要重新来，请再上传一次。").format(
                state=sent.get_state_display()
            )
        )


def check_can_start(sent: Import) -> None:
    """Raises NotNow unless its preview stands."""
    if sent.state != ImportState.CHECKED:
        raise NotNow(
            gettext("这个表现在是“{state}”，不能开始导入。没有重复写入任何内容。").format(
                state=sent.get_state_display()
            )
        )


def check_is_stranded(stranded: bool) -> None:
    """Raises NotNow while a worker is at it."""
    if not stranded:
        raise NotNow(gettext("这个表正在处理，不用再次启动。"))


def check_can_drop(sent: Import) -> None:
    """Raises NotNow once it is being written, or is over."""
    if sent.state not in (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED):
        raise NotNow(gettext("这个表现在是“{state}”，不能放弃。").format(state=sent.get_state_display()))


may_import = may(check_may_import)
can_start = may(check_can_start)
can_drop = may(check_can_drop)
can_choose = may(check_can_choose)
