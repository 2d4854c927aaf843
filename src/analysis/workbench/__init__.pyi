from .lab import (
    desk_lang as desk_lang,
    keep_bare as keep_bare,
    run_lab as run_lab,
)
from .tour import (
    Tour as Tour,
    begin_tour as begin_tour,
)
