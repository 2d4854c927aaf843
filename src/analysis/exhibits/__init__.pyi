from .displayed import (
    MIME as MIME,
)
from .formats import (
    FONT_SETTING as FONT_SETTING,
    FORMATS as FORMATS,
    Format as Format,
)
from .keys import (
    key_entries as key_entries,
    sign_key as sign_key,
)
from .model import (
    Align as Align,
    Annex as Annex,
    Callout as Callout,
    Cell as Cell,
    Column as Column,
    Exhibit as Exhibit,
    Exhibits as Exhibits,
    Figure as Figure,
    Heading as Heading,
    Hint as Hint,
    Letterhead as Letterhead,
    Prose as Prose,
    RowGroup as RowGroup,
    Signatories as Signatories,
    Table as Table,
)
from .notebook import (
    OWN_KERNEL as OWN_KERNEL,
    read_report as read_report,
)
from .palette import (
    ACCENT as ACCENT,
    HEAD_FILL as HEAD_FILL,
    INK as INK,
    MUTED as MUTED,
    RULE as RULE,
    TONES as TONES,
    exhibit_css as exhibit_css,
)
from .pdf import (
    typeset as typeset,
)
from .pictures import (
    as_svg as as_svg,
    drawing as drawing,
)
from .svg import (
    SCREEN_ONLY as SCREEN_ONLY,
)
from .text_widths import (
    text_width as text_width,
)
from .tiles import (
    TILE_MM as TILE_MM,
    Mark as Mark,
    Tile as Tile,
    Tiles as Tiles,
)
