from . import (
    ods as ods,
    texts as texts,
)
from .cells import (
    Block as Block,
    Broken as Broken,
    Cell as Cell,
    Number as Number,
    PartOfDay as PartOfDay,
    Row as Row,
    Sheet as Sheet,
    cell_address as cell_address,
    column_letters as column_letters,
    native_number as native_number,
    read_format as read_format,
)
from .files import (
    read_file as read_file,
)
from .formats import (
    shows as shows,
)
from .texts import (
    is_raised as is_raised,
    seen_text as seen_text,
)
from .words import (
    BOUNDARY_WORDS as BOUNDARY_WORDS,
    CASE_WORDS as CASE_WORDS,
    COUNTED_WORDS as COUNTED_WORDS,
    EXACT_WORDS as EXACT_WORDS,
    IGNORED as IGNORED,
    MEASURE_WORDS as MEASURE_WORDS,
    MISSING_WORDS as MISSING_WORDS,
    MULTIPLIERS as MULTIPLIERS,
    MULTIPLYING_WORDS as MULTIPLYING_WORDS,
    NATION_WORDS as NATION_WORDS,
    NATURE_WORDS as NATURE_WORDS,
    NEUTRAL_WORDS as NEUTRAL_WORDS,
    PARTS_OF as PARTS_OF,
    QUALIFIER_WORDS as QUALIFIER_WORDS,
    QUALIFYING_ENDS as QUALIFYING_ENDS,
    STATUS_WORDS as STATUS_WORDS,
    ZERO_OR_NOTHING as ZERO_OR_NOTHING,
    column_of as column_of,
)
