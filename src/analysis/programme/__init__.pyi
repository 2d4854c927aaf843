from . import (
    measures as measures,
    wording as wording,
)
from .agency_names import (
    ShortName as ShortName,
    find_short_name as find_short_name,
)
from .boundaries import (
    first_year as first_year,
)
from .bounds import (
    digits_of as digits_of,
    exact_figures as exact_figures,
    is_bound as is_bound,
    meets as meets,
    reduced_goal as reduced_goal,
    shown_decimals as shown_decimals,
    statement_meets as statement_meets,
)
from .columns import (
    number_column as number_column,
    slug_column as slug_column,
    text_column as text_column,
    year_column as year_column,
)
from .commentary import (
    PROPOSALS as PROPOSALS,
    commentary_file as commentary_file,
    commentary_sections as commentary_sections,
    parse_commentary as parse_commentary,
    read_commentary as read_commentary,
)
from .indicator_table import (
    INDICATORS as INDICATORS,
    indicator_name as indicator_name,
    nested_rates as nested_rates,
    programme_indicators as programme_indicators,
    same_children as same_children,
)
from .indicators import (
    Indicator as Indicator,
)
from .letterheads import (
    LETTERHEADS_FILE as LETTERHEADS_FILE,
)
from .measures import (
    AT_RISK as AT_RISK,
    BOUNDS as BOUNDS,
    COMPARATORS as COMPARATORS,
    COMPARATORS_OF_KIND as COMPARATORS_OF_KIND,
    COMPUTED_NATURES as COMPUTED_NATURES,
    DIRECTIONS as DIRECTIONS,
    EVIDENCE_GRADES as EVIDENCE_GRADES,
    KINDS as KINDS,
    MEASURES as MEASURES,
    NATURES as NATURES,
    NATURES_BY_FIRMNESS as NATURES_BY_FIRMNESS,
    OBSERVATION_STATUSES as OBSERVATION_STATUSES,
    OUTLOOK_STATUSES as OUTLOOK_STATUSES,
    QUALIFIERS as QUALIFIERS,
    RANKED_STATUSES as RANKED_STATUSES,
    SCALES as SCALES,
    SENDER_STATUSES as SENDER_STATUSES,
    SIGNS as SIGNS,
    SIMULATED as SIMULATED,
    STATUSES as STATUSES,
    STATUSES_BY_FIRMNESS as STATUSES_BY_FIRMNESS,
    UNDECIDED_STATUSES as UNDECIDED_STATUSES,
    UNITS_OF_MEASURE as UNITS_OF_MEASURE,
    UNSURE_STATUSES as UNSURE_STATUSES,
    UPWARD as UPWARD,
    Comparator as Comparator,
    Direction as Direction,
    Kind as Kind,
    UnitOfMeasure as UnitOfMeasure,
    comparators_towards as comparators_towards,
    sign_of as sign_of,
)
from .own_indicators import (
    OwnIndicator as OwnIndicator,
    as_indicator as as_indicator,
)
from .programme import (
    PLANS_FOLDER as PLANS_FOLDER,
    Programme as Programme,
    load_programme as load_programme,
    plan_file as plan_file,
)
from .status_rules import (
    StatusRules as StatusRules,
)
from .successors import (
    SUCCESSORS_FILE as SUCCESSORS_FILE,
    Successor as Successor,
    find_successor as find_successor,
)
from .unit_names import (
    LEVEL_OF_WORD as LEVEL_OF_WORD,
    LEVEL_WORDS as LEVEL_WORDS,
    bare_name as bare_name,
    english_name as english_name,
    level_word as level_word,
)
from .units import (
    NATION as NATION,
    PROGRAMME_START as PROGRAMME_START,
    UNITS_FILE as UNITS_FILE,
    Level as Level,
    Territory as Territory,
    Unit as Unit,
)
from .wording import (
    change as change,
    graded_probability as graded_probability,
    graded_sign as graded_sign,
    interval as interval,
    latest as latest,
    observed as observed,
    points as points,
    probability as probability,
    qualified as qualified,
    quantity as quantity,
    shown_change as shown_change,
    stated as stated,
    target_sign as target_sign,
    target_words as target_words,
)
