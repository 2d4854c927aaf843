from .bench import (
    Workbench as Workbench,
    indicators as indicators,
    open as open,
    panel as panel,
    unit as unit,
    units as units,
)
from .indicator import (
    Indicator as Indicator,
)
from .scenarios import (
    WhatIf as WhatIf,
    WhatItTakes as WhatItTakes,
)
from .whole_unit import (
    Unit as Unit,
)
