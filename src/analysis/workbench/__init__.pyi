from .behind import (
    Verdict as Verdict,
)
from .bench import (
    Workbench as Workbench,
    compare as compare,
    indicators as indicators,
    open as open,
    panel as panel,
    plans as plans,
    unit as unit,
    units as units,
)
from .comparing import (
    Comparison as Comparison,
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
