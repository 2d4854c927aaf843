from .editions import (
    OVERVIEW as OVERVIEW,
    REPORTS_SETTING as REPORTS_SETTING,
    PublishedUnit as PublishedUnit,
    edition_folder as edition_folder,
    edition_lock as edition_lock,
    is_intact as is_intact,
    publish_unit as publish_unit,
    read_manifest as read_manifest,
    reports_folder as reports_folder,
    restore_interrupted as restore_interrupted,
)
from .index import (
    write_index as write_index,
)
from .parameters import (
    OverviewParameters as OverviewParameters,
    Parameters as Parameters,
    check_parameters as check_parameters,
    load_parameters as load_parameters,
    notebook_parameters as notebook_parameters,
    overview_parameters as overview_parameters,
)
from .previous import (
    assess_overview as assess_overview,
    assess_report as assess_report,
    left_out_reason as left_out_reason,
    read_overview_inputs as read_overview_inputs,
)
from .reports import (
    NOTEBOOK as NOTEBOOK,
    OVERVIEW_NOTEBOOK as OVERVIEW_NOTEBOOK,
    inputs_hash as inputs_hash,
    is_whole as is_whole,
    make_overview_report as make_overview_report,
    make_track_record as make_track_record,
    make_unit as make_unit,
    read_entry as read_entry,
    readable_units as readable_units,
    run_digest as run_digest,
)
