from . import (
    measures as measures,
    wording as wording,
)
from .boundaries import (
    BOUNDARIES_FILE as BOUNDARIES_FILE,
    WEIGHTS_FILE as WEIGHTS_FILE,
    first_year as first_year,
    load_boundaries as load_boundaries,
    load_weights as load_weights,
)
from .columns import (
    number_column as number_column,
    slug_column as slug_column,
    text_column as text_column,
    year_column as year_column,
)
from .commentary import (
    commentary_file as commentary_file,
    commentary_files as commentary_files,
    load_commentary as load_commentary,
)
from .indicators import (
    INDICATORS_FILE as INDICATORS_FILE,
    NESTED_RATES as NESTED_RATES,
    indicator_name as indicator_name,
    load_indicators as load_indicators,
    programme_indicators as programme_indicators,
)
from .letterheads import (
    LETTERHEADS_FILE as LETTERHEADS_FILE,
    load_letterhead as load_letterhead,
)
from .measures import (
    AT_RISK as AT_RISK,
    COMPARATORS as COMPARATORS,
    KINDS as KINDS,
    MEASURES as MEASURES,
    NATURES as NATURES,
    OBSERVATION_STATUSES as OBSERVATION_STATUSES,
    QUALIFIERS as QUALIFIERS,
    RATE_SCALES as RATE_SCALES,
    SCALES as SCALES,
    SIGNS as SIGNS,
    STATUSES as STATUSES,
    UNITS_OF_MEASURE as UNITS_OF_MEASURE,
    judged_value as judged_value,
    meets as meets,
    sign_of as sign_of,
)
from .status_rules import (
    OUTLOOK_STATUSES as OUTLOOK_STATUSES,
    STATUS_RULES_FILE as STATUS_RULES_FILE,
    StatusRules as StatusRules,
    load_status_rules as load_status_rules,
)
from .units import (
    NATION as NATION,
    PROGRAMME_START as PROGRAMME_START,
    UNITS_FILE as UNITS_FILE,
    UNITS_WITH_PLAN as UNITS_WITH_PLAN,
    Unit as Unit,
    find_unit as find_unit,
    load_units as load_units,
)
from .wording import (
    change as change,
    interval as interval,
    latest as latest,
    points as points,
    probability as probability,
    quantity as quantity,
    shown_change as shown_change,
    target_sign as target_sign,
    target_words as target_words,
)
