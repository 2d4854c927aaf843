from .ambition import (
    TRENDS as TRENDS,
    beside_trend as beside_trend,
)
from .assessment import (
    Assessment as Assessment,
    assess as assess,
    edition_hashes as edition_hashes,
)
from .attainability import (
    attainment_probability as attainment_probability,
    judge_targets as judge_targets,
)
from .basis import (
    BASES as BASES,
    aggregate_basis as aggregate_basis,
)
from .changes import (
    CAUSES as CAUSES,
    Revision as Revision,
    compare_editions as compare_editions,
)
from .ending import (
    Ending as Ending,
    ending_of as ending_of,
    unit_ending as unit_ending,
)
from .extent import (
    has_few_figures as has_few_figures,
    judged_count as judged_count,
)
from .gains import (
    sure_gains as sure_gains,
)
from .inputs import (
    InheritedTargets as InheritedTargets,
    Inputs as Inputs,
    PreviousEdition as PreviousEdition,
    ReadTogether as ReadTogether,
    read_inputs as read_inputs,
    read_together as read_together,
    year_before as year_before,
)
from .moves import (
    Move as Move,
    longest_move as longest_move,
)
from .pace_needed import (
    NeededPace as NeededPace,
    needed_pace as needed_pace,
)
from .readings.aarr import (
    aarr as aarr,
    required_aarr as required_aarr,
)
from .readings.cagr import (
    cagr_ratio as cagr_ratio,
)
from .readings.escap import (
    anticipated_value as anticipated_value,
    escap_anticipated_progress as escap_anticipated_progress,
    escap_current_status as escap_current_status,
)
from .readings.progress_chart import (
    progress_chart_share as progress_chart_share,
)
from .readings.readings import (
    METHODS as METHODS,
    READINGS as READINGS,
    read_targets as read_targets,
)
from .results import (
    MEASURED as MEASURED,
    RESULTS as RESULTS,
    RESULTS_DEFAULTS as RESULTS_DEFAULTS,
)
from .scenarios import (
    Pace as Pace,
    Scenario as Scenario,
    Shock as Shock,
    SupposedFigure as SupposedFigure,
    SupposedTarget as SupposedTarget,
    make_scenario as make_scenario,
    parse_scenarios as parse_scenarios,
    read_scenarios as read_scenarios,
    save_scenario as save_scenario,
)
from .verdicts import (
    QUANTILE_LEVELS as QUANTILE_LEVELS,
    Verdicts as Verdicts,
    judge_unit as judge_unit,
)
from .what_if import (
    Case as Case,
    Played as Played,
    open_case as open_case,
    play as play,
)
