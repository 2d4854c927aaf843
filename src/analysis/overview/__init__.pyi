from . import (
    ambition_section as ambition_section,
    map_section as map_section,
    sections as sections,
)
from .files import (
    write_overview as write_overview,
)
from .inputs import (
    OverviewInputs as OverviewInputs,
    assess_all as assess_all,
    overview_units as overview_units,
    read_overview as read_overview,
)
from .overview import (
    Overview as Overview,
)
