from .forms.forms import (
    Form as Form,
    agency_name as agency_name,
    find_form as find_form,
    make_forms as make_forms,
)
from .forms.layout import (
    SheetKind as SheetKind,
    heading as heading,
    sheet_name as sheet_name,
)
from .forms.sheets import (
    deadline as deadline,
)
from .forms.workbook import (
    write_forms as write_forms,
)
from .importer import (
    Ask as Ask,
    FileResult as FileResult,
    import_files as import_files,
)
from .judging.doubts import (
    Doubt as Doubt,
)
from .received import (
    kept_files as kept_files,
)
from .repeated import (
    spans as spans,
)
from .results import (
    as_json as as_json,
    describe as describe,
    describe_changes as describe_changes,
    describe_doubt as describe_doubt,
    describe_faults as describe_faults,
    describe_undo as describe_undo,
    next_step as next_step,
    undo_json as undo_json,
)
from .undo import (
    undo_last as undo_last,
)
