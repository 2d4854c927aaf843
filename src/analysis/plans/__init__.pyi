from .agencies import (
    agency_name as agency_name,
    find_agency as find_agency,
)
from .comparing import (
    changed_frame as changed_frame,
    changed_targets as changed_targets,
    compare_plans as compare_plans,
    staged_targets as staged_targets,
    standing_beside as standing_beside,
)
from .documents.checking import (
    Disagreement as Disagreement,
    check_plan as check_plan,
)
from .documents.extraction import (
    extract_targets as extract_targets,
)
from .documents.found import (
    Extraction as Extraction,
    FoundTarget as FoundTarget,
    LeftOver as LeftOver,
)
from .documents.keeping import (
    keep_document as keep_document,
    kept_document as kept_document,
)
from .documents.proposal import (
    Proposal as Proposal,
    name_of as name_of,
    propose_plan as propose_plan,
)
from .documents.review import (
    check_acceptance as check_acceptance,
    review_page as review_page,
)
from .findings import (
    plan_findings as plan_findings,
)
from .inheriting import (
    InheritedPlan as InheritedPlan,
    inherited_plans as inherited_plans,
    plan_in_force as plan_in_force,
    succeeded as succeeded,
)
from .models import (
    AbsentTarget as AbsentTarget,
    Agency as Agency,
    BilingualText as BilingualText,
    Plan as Plan,
    Reporting as Reporting,
)
from .numbering import (
    OddNumber as OddNumber,
    odd_numbers as odd_numbers,
)
from .plans import (
    lead_agency as lead_agency,
    load_plan as load_plan,
    load_plans as load_plans,
    parse_plan as parse_plan,
    read_plan as read_plan,
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
    plan_indicators as plan_indicators,
    plan_targets as plan_targets,
)
