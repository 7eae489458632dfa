"""Find it: by which names people of a project are called, so that no copied arrangement names one."""

from xiwei.estate.models import Project
from xiwei.people.models import Staff, Tenure


def names_about(project: Project) -> set[str]:
    """All who ever served the company or lived in the project; two queries."""
    served = Staff.objects.filter(company_id=project.company_id).values_list("name", "person__name")
    lived = Tenure.objects.filter(household__project=project).values_list("person__name", flat=True)
    return {name for pair in served for name in pair} | set(lived)
