from .editions import (
    BEGUN as BEGUN,
    OVERVIEW as OVERVIEW,
    TRACK_RECORD as TRACK_RECORD,
    PublishedReport as PublishedReport,
    edition_folder as edition_folder,
    edition_lock as edition_lock,
    is_intact as is_intact,
    publish as publish,
    read_manifest as read_manifest,
    record_lock as record_lock,
    revisions_of as revisions_of,
    settle_all as settle_all,
    settle_edition as settle_edition,
)
from .index import (
    write_index as write_index,
)
from .parameters import (
    CLOSING as CLOSING,
    PARAMETERS_FOLDER as PARAMETERS_FOLDER,
    OverviewParameters as OverviewParameters,
    Parameters as Parameters,
    RecordParameters as RecordParameters,
    check_parameters as check_parameters,
    current_day as current_day,
    load_parameters as load_parameters,
    notebook_parameters as notebook_parameters,
    overview_parameters as overview_parameters,
    report_place as report_place,
)
from .places import (
    REPORTS_SETTING as REPORTS_SETTING,
    REVISION as REVISION,
    check_reports_folder as check_reports_folder,
    reports_folder as reports_folder,
)
from .published import (
    Publication as Publication,
    compare_publications as compare_publications,
    list_publications as list_publications,
    verify_publication as verify_publication,
)
from .reports import (
    KINDS as KINDS,
    VALUE_FILE as VALUE_FILE,
    AnyParameters as AnyParameters,
    Job as Job,
    ReportKind as ReportKind,
    as_revision as as_revision,
    changed_since as changed_since,
    is_current as is_current,
    make_job as make_job,
    make_report as make_report,
    program_hash as program_hash,
    running_cell as running_cell,
)
from .storage import (
    ReportsPlace as ReportsPlace,
    reports_at as reports_at,
)
from .values import (
    assess_overview as assess_overview,
    assess_report as assess_report,
    overview_ids as overview_ids,
    read_overview_inputs as read_overview_inputs,
    read_report_inputs as read_report_inputs,
    summarise_record as summarise_record,
)
