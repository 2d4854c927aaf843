from .books import (
    STORE_SETTING as STORE_SETTING,
    Books as Books,
    open_address as open_address,
    open_books as open_books,
    open_store as open_store,
)
from .copying import (
    copy_store as copy_store,
)
from .corrections import (
    Correction as Correction,
    apply_corrections as apply_corrections,
    standing_corrections as standing_corrections,
)
from .history import (
    counted as counted,
    figure as figure,
    history_csv as history_csv,
    history_json as history_json,
    history_table as history_table,
    indicator_history as indicator_history,
)
from .lengths import (
    LONGEST as LONGEST,
    LONGEST_KEPT as LONGEST_KEPT,
)
from .observations import (
    OBSERVATION_COLUMNS as OBSERVATION_COLUMNS,
    Ledgers as Ledgers,
    current_observations as current_observations,
    find_store_faults as find_store_faults,
    load_ledgers as load_ledgers,
    load_sources as load_sources,
    load_statements as load_statements,
)
from .repairing import (
    Repair as Repair,
    find_repairs as find_repairs,
    repair_ledger as repair_ledger,
)
from .rules import (
    FIRST_YEAR as FIRST_YEAR,
    LAST_YEAR as LAST_YEAR,
    LedgerRules as LedgerRules,
    find_figure_faults as find_figure_faults,
    find_ledger_faults as find_ledger_faults,
)
from .soundness import (
    find_faults as find_faults,
    sound_figures as sound_figures,
)
from .sources import (
    CITED as CITED,
    cited_documents as cited_documents,
    join_sources as join_sources,
    licence_text as licence_text,
    source_slugs as source_slugs,
    used_sources as used_sources,
)
from .statements import (
    CONFIRMED as CONFIRMED,
    FIGURE as FIGURE,
    KEY as KEY,
    LEDGER_COLUMNS as LEDGER_COLUMNS,
    OBSERVATIONS as OBSERVATIONS,
    RECEIVED as RECEIVED,
    STATEMENTS as STATEMENTS,
    VIET_NAM_TIME as VIET_NAM_TIME,
    DataKind as DataKind,
    Row as Row,
    current_statements as current_statements,
    is_withdrawn as is_withdrawn,
    last_received as last_received,
    moment_after as moment_after,
    moment_received as moment_received,
    number_statements as number_statements,
    read_as_of as read_as_of,
    statements_as_of as statements_as_of,
)
from .stores.store import (
    SOURCE_COLUMNS as SOURCE_COLUMNS,
    Contents as Contents,
    Glance as Glance,
    Read as Read,
    Store as Store,
)
from .undoing import (
    UNDONE as UNDONE,
    Undone as Undone,
    undo_import as undo_import,
    without_undone as without_undone,
)
