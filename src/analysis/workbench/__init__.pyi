from .lab import (
    LANG_SETTING as LANG_SETTING,
    keep_bare as keep_bare,
    run_lab as run_lab,
)
