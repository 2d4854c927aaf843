from .communes import (
    Communes as Communes,
    read_communes as read_communes,
)
from .due import (
    Due as Due,
    DueList as DueList,
    forms_folder as forms_folder,
    list_due as list_due,
)
from .making import (
    make_workspace as make_workspace,
)
from .new_units import (
    Details as Details,
    add_rows as add_rows,
    add_unit as add_unit,
    id_faults as id_faults,
    known_nearby as known_nearby,
    make_unit as make_unit,
    namesakes as namesakes,
)
from .notifying import (
    Notice as Notice,
    notice_settings as notice_settings,
    send_notice as send_notice,
)
from .readiness import (
    Gap as Gap,
    find_gaps as find_gaps,
)
from .reference import (
    changed_reference as changed_reference,
    program_version as program_version,
    reference_notebooks as reference_notebooks,
)
from .roster import (
    RosterRow as RosterRow,
    list_units as list_units,
)
from .routine import (
    Owed as Owed,
    Standing as Standing,
    find_standing as find_standing,
)
from .skeletons import (
    plan_skeleton as plan_skeleton,
)
