from .sdmx import (
    Names as Names,
    observation_cells as observation_cells,
    result_cells as result_cells,
    write_observations as write_observations,
    write_results as write_results,
)
from .tables import (
    describe_figures as describe_figures,
    describe_results as describe_results,
    write_csv as write_csv,
    write_parquet as write_parquet,
    write_xlsx as write_xlsx,
)
