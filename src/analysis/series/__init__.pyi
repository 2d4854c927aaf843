from .peers import (
    peer_figures as peer_figures,
    peer_ids as peer_ids,
)
from .series import (
    SERIES as SERIES,
    build_series as build_series,
    choose_source as choose_source,
    comparable_rows as comparable_rows,
    figure_rows as figure_rows,
)
from .trajectories import (
    JUDGED_TARGETS as JUDGED_TARGETS,
    RECENT_YEARS as RECENT_YEARS,
    TRAJECTORIES as TRAJECTORIES,
    base_of_reduction as base_of_reduction,
    baseline_year as baseline_year,
    deciding_years as deciding_years,
    goal_value as goal_value,
    judged_targets as judged_targets,
    trace_trajectories as trace_trajectories,
)
from .weights import (
    HeldWeights as HeldWeights,
    find_weights as find_weights,
    measure_of as measure_of,
)
