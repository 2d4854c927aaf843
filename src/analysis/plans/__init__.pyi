from .agencies import (
    agency_name as agency_name,
    find_agency as find_agency,
)
from .findings import (
    plan_findings as plan_findings,
)
from .models import (
    NOT_ENTERED as NOT_ENTERED,
    Agency as Agency,
    BilingualText as BilingualText,
    Plan as Plan,
    Reporting as Reporting,
)
from .plans import (
    lead_agency as lead_agency,
    load_plan as load_plan,
    load_plans as load_plans,
    readable_plans as readable_plans,
    target_rows as target_rows,
)
from .reporting import (
    current_edition as current_edition,
    due_date as due_date,
    edition_begins as edition_begins,
    figure_due as figure_due,
    list_owed_figures as list_owed_figures,
)
from .targets import (
    TARGETS as TARGETS,
    plan_targets as plan_targets,
)
