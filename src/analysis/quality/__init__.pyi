from .checks import (
    Examined as Examined,
    list_quality_issues as list_quality_issues,
)
from .issues import (
    QUALITY_COLUMNS as QUALITY_COLUMNS,
    SEVERITIES as SEVERITIES,
    as_rows as as_rows,
)
from .unit import (
    UnitCheck as UnitCheck,
    check_unit as check_unit,
)
from .wording import (
    Speaker as Speaker,
)
