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
    MIME as MIME,
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
