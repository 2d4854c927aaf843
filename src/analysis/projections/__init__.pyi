from .calibration import (
    FILE as FILE,
    Calibration as Calibration,
    read_calibration as read_calibration,
)
from .last_figure import (
    figure_quantiles as figure_quantiles,
)
from .outlook import (
    Outlook as Outlook,
    outlooks as outlooks,
    probabilities_below as probabilities_below,
    probability_below as probability_below,
    probability_met as probability_met,
    probability_met_throughout as probability_met_throughout,
)
from .panels import (
    build_panel as build_panel,
    panel_scale as panel_scale,
)
from .projection import (
    PROJECTIONS as PROJECTIONS,
    Parents as Parents,
    project as project,
    project_leaning as project_leaning,
)
from .signals import (
    damped_years as damped_years,
)
from .states import (
    Floats as Floats,
    Scale as Scale,
    fit_scale as fit_scale,
    states_of as states_of,
    values_of as values_of,
)
from .training import (
    FIRST_ORIGIN as FIRST_ORIGIN,
    learn_calibration as learn_calibration,
)
