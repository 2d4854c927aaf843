from .engine import (
    How as How,
    OverviewOutcome as OverviewOutcome,
    Run as Run,
    make_assessments as make_assessments,
    make_edition_overview as make_edition_overview,
    make_track_record as make_track_record,
    run_in as run_in,
)
from .jobs import (
    SCHEDULER_SETTING as SCHEDULER_SETTING,
    USUAL as USUAL,
    Limits as Limits,
    Outcome as Outcome,
    Progress as Progress,
    Silence as Silence,
)
from .processes import (
    adopt_orphans as adopt_orphans,
)
from .warming import (
    begin_to_warm as begin_to_warm,
)
