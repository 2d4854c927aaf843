from .assessment import (
    Assessment as Assessment,
    assess as assess,
)
from .changes import (
    CAUSES as CAUSES,
    Revision as Revision,
)
from .inputs import (
    Inputs as Inputs,
    PreviousEdition as PreviousEdition,
    read_inputs as read_inputs,
    year_before as year_before,
)
from .readings.readings import (
    METHODS as METHODS,
)
from .results import (
    MEASURED as MEASURED,
    RESULTS as RESULTS,
    RESULTS_DEFAULTS as RESULTS_DEFAULTS,
)
from .verdicts import (
    judge_unit as judge_unit,
)
