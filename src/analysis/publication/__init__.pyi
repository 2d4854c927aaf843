from .editions import (
    OVERVIEW as OVERVIEW,
    REPORTS_SETTING as REPORTS_SETTING,
    TRACK_RECORD as TRACK_RECORD,
    PublishedReport as PublishedReport,
    edition_folder as edition_folder,
    edition_lock as edition_lock,
    is_intact as is_intact,
    publish as publish,
    read_manifest as read_manifest,
    reports_folder as reports_folder,
    revisions_of as revisions_of,
    settle_edition as settle_edition,
)
from .index import (
    write_index as write_index,
)
from .parameters import (
    OverviewParameters as OverviewParameters,
    Parameters as Parameters,
    RecordParameters as RecordParameters,
    check_parameters as check_parameters,
    load_parameters as load_parameters,
    notebook_parameters as notebook_parameters,
    overview_parameters as overview_parameters,
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
    Job as Job,
    ReportKind as ReportKind,
    as_revision as as_revision,
    changed_since as changed_since,
    is_current as is_current,
    make_job as make_job,
    make_report as make_report,
)
from .values import (
    assess_overview as assess_overview,
    assess_report as assess_report,
    overview_ids as overview_ids,
    read_overview_inputs as read_overview_inputs,
    read_report_inputs as read_report_inputs,
    summarise_record as summarise_record,
)
