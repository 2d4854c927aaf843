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
from .explorer import (
    Explorer as Explorer,
    explore as explore,
)
from .indicator import (
    Indicator as Indicator,
)
from .lab import (
    keep_bare as keep_bare,
    run_lab as run_lab,
)
from .scenarios import (
    WhatIf as WhatIf,
    WhatItTakes as WhatItTakes,
)
from .tour import (
    Tour as Tour,
    begin_tour as begin_tour,
)
from .whole_unit import (
    Unit as Unit,
)
