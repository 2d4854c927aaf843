from . import (
    numerals as numerals,
)
from .catalogue import (
    LANGS as LANGS,
    Lang as Lang,
    area_texts as area_texts,
    read_texts as read_texts,
    text as text,
)
from .characters import (
    INVISIBLE as INVISIBLE,
    LINE_BREAKS as LINE_BREAKS,
    TURNING as TURNING,
    name_sign as name_sign,
    shown as shown,
    text_fault as text_fault,
    unfit_lines as unfit_lines,
    unfit_sign as unfit_sign,
    visible as visible,
)
from .damage import (
    Damage as Damage,
    compose as compose,
    find_damage as find_damage,
    find_legacy_font as find_legacy_font,
    is_sound as is_sound,
)
from .faults import (
    BadInput as BadInput,
    Fault as Fault,
)
from .numerals import (
    NBSP as NBSP,
    Shown as Shown,
    as_published as as_published,
    day as day,
    number as number,
    possible_readings as possible_readings,
    within as within,
    write_number as write_number,
)
from .slugs import (
    LONGEST_SLUG as LONGEST_SLUG,
    SLUG as SLUG,
    is_slug as is_slug,
    slug_of as slug_of,
)
from .spelling import (
    fold as fold,
    legacy_font as legacy_font,
    without_marks as without_marks,
)
from .yaml_text import (
    KeyPath as KeyPath,
    NotRead as NotRead,
    parse_yaml as parse_yaml,
)
