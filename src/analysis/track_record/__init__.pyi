from . import (
    methods as methods,
    panels as panels,
    scoring as scoring,
    sections as sections,
    tables as tables,
)
from .goals import (
    brief_record as brief_record,
)
from .record import (
    RECORD_FOLDER as RECORD_FOLDER,
    RecordSummary as RecordSummary,
    load_record as load_record,
    measure_record as measure_record,
    record_hashes as record_hashes,
    write_record as write_record,
)
