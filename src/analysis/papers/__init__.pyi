from .mapped import (
    Mapped as Mapped,
    joined as joined,
)
from .papers import (
    Paper as Paper,
    read_paper as read_paper,
)
from .paragraphs import (
    ITEM as ITEM,
    Paragraph as Paragraph,
    paragraphs_of as paragraphs_of,
)
from .table_rows import (
    LINE_IN_A_CELL as LINE_IN_A_CELL,
)
