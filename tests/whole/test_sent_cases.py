"""Files as people have sent them, through the command line: each does what its README says."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from making.reports import mangnon

ROOT = Path(__file__).parents[2]
CASES = ROOT.parent / "shared" / "cases"
# The place that is named where a file is refused, or what the ledger holds afterwards.
REFUSED = {
    "01-superscript/a.ods": "ô D2", "01-superscript/strike.xlsx": "ô D2",
    "01-superscript/whole-count.xlsx": "ô D2", "02-formula-zero/xlsxwriter.xlsx": "ô D2",
    "04-question-marks/a.csv": "dòng 2, cột publisher",
    "05-mojibake/a.csv": "dòng 2, cột publisher",
    "06-tcvn3-body/a.xlsx": "ô L2", "11-share/0.8txt.xlsx": "ô D2", "11-share/0.9.xlsx": "ô D2",
    "14-hidden-format/a.xlsx": "ô D2", "14-hidden-format/nghin.xlsx": "ô E2",
    "15-zero-height/row.xlsx": "dòng 3", "22-measure/nghin-cuoc.csv": "cột Đơn vị tính",
    "22-measure/head-nghintre.csv": "cột Tử số (nghìn trẻ)", "23-form-copy/a.xlsx": "ô J9",
    "40-size/rep.ods": "540000", "40-size/note140k.ods": "ô I2",
}  # fmt: skip
TAKEN = {
    "03-x000D/d.xlsx": "1,ninh-binh,birth_registration_u5,2025,98.5,",
    "07-invisible/publisher.xlsx": "1,ninh-binh,birth_registration_u5,2025,98.5,",
    "07-invisible/zwsp.xlsx": "1,ninh-binh,birth_registration_u5,2025,98.5,",
    "08-names/canuoc.csv": ",viet-nam,birth_registration_u5,2025,98.5,",
    "08-names/ethheader.csv": "1,ninh-binh,birth_registration_u5,2025,98.5,",
    "09-number-row/paren.xlsx": "1,ninh-binh,birth_registration_u5,2025,98.5,",
}  # fmt: skip

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for part in ("data", "parameters"):
        shutil.copytree(ROOT / part, tmp_path / "home" / part)
    return tmp_path / "home"


def case(name: str) -> Path:
    path = CASES / name
    if not path.is_file():
        pytest.skip("the files that were sent (../shared/cases) are not beside this project")
    return path


def digest(home: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted((home / "data").rglob("*")):
        if path.is_file():
            whole.update(str(path.relative_to(home)).encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.mark.parametrize("name", REFUSED)
def test_a_case_is_refused_with_its_place(home: Path, name: str) -> None:
    path, before = case(name), digest(home)
    done = mangnon("data", "import", path, home=home)
    assert done.returncode == 2
    assert REFUSED[name] in done.stderr
    assert digest(home) == before


@pytest.mark.parametrize("name", TAKEN)
def test_a_case_is_understood(home: Path, name: str) -> None:
    path = case(name)
    done = mangnon("data", "import", path, "--publisher", "Sở Tư pháp", home=home)
    assert done.returncode == 0, done.stderr
    ledgers = "".join(one.read_text("utf-8") for one in (home / "data/observations").glob("*.csv"))
    assert TAKEN[name] in ledgers
    assert "\u200b" not in ledgers + (home / "data" / "sources.csv").read_text("utf-8")
    assert "x000D" not in (home / "data" / "sources.csv").read_text("utf-8")
