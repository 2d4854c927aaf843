from .checks import (
    CHECKS as CHECKS,
    list_quality_issues as list_quality_issues,
)
from .issues import (
    QUALITY_COLUMNS as QUALITY_COLUMNS,
    SEVERITIES as SEVERITIES,
    Examined as Examined,
)
from .unit import (
    UnitCheck as UnitCheck,
    check_unit as check_unit,
)
from .wording import (
    Speaker as Speaker,
    spans as spans,
)
