from .displayed import (
    MIME as MIME,
)
from .formats import (
    FONT_SETTING as FONT_SETTING,
    FORMATS as FORMATS,
    Format as Format,
    Link as Link,
)
from .keys import (
    key_entries as key_entries,
    sign_key as sign_key,
)
from .model import (
    Annex as Annex,
    Blank as Blank,
    Callout as Callout,
    Exhibit as Exhibit,
    Exhibits as Exhibits,
    Figure as Figure,
    Heading as Heading,
    Hint as Hint,
    Letterhead as Letterhead,
    Prose as Prose,
    Signatories as Signatories,
)
from .notebook import (
    OWN_KERNEL as OWN_KERNEL,
    read_report as read_report,
)
from .palette import (
    ACCENT as ACCENT,
    CHART_FONTS as CHART_FONTS,
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
from .table import (
    Align as Align,
    Cell as Cell,
    Column as Column,
    Picture as Picture,
    RowGroup as RowGroup,
    Table as Table,
    Tools as Tools,
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
from .typesetting import (
    chart_font_files as chart_font_files,
)
from .word.document import (
    word_document as word_document,
)
