"""One DAG for all units: each notebook by Airflow's own PapermillOperator, one page by nbconvert.

Put it into Airflow's folder of DAGs and change ``WORKSPACE``, ``ENVIRONMENT`` and ``UNITS``. What
is made here is for looking at: it stands in no edition, no manifest names it. Editions are
published by ``mangnon run-due`` alone, which the last task calls.
"""

from __future__ import annotations

from pathlib import Path

import pendulum
from airflow import DAG
from airflow.providers.papermill.operators.papermill import PapermillOperator

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator

WORKSPACE = Path("/srv/mangnon/ninh-binh")
ENVIRONMENT = Path("/srv/mangnon/env")
UNITS = ("ninh-binh",)

with DAG(
    dag_id="mangnon",
    schedule="0 6 * * 1-5",
    start_date=pendulum.datetime(2026, 1, 1, tz="Asia/Ho_Chi_Minh"),
    catchup=False,
    max_active_runs=1,
) as dag:
    publish = BashOperator(
        task_id="run_due",
        bash_command=f"{ENVIRONMENT}/bin/mangnon run-due",
        env={"MANGNON_HOME": str(WORKSPACE)},
        append_env=True,
    )
    for unit_id in UNITS:
        made = f"{WORKSPACE}/reports/airflow/{unit_id}.ipynb"
        notebook = PapermillOperator(
            task_id=f"look_at_{unit_id.replace('-', '_')}",
            input_nb=f"{WORKSPACE}/notebooks/province_assessment.ipynb",
            output_nb=made,
            parameters={"unit_id": unit_id, "lang": "vi", "data": "real"},
        )
        page = BashOperator(
            task_id=f"show_{unit_id.replace('-', '_')}",
            bash_command=f"{ENVIRONMENT}/bin/jupyter nbconvert --to mangnon-html {made}",
        )
        notebook >> page >> publish
