from .engine import (
    make_assessments as make_assessments,
    make_edition_overview as make_edition_overview,
)
from .jobs import (
    Outcome as Outcome,
)
