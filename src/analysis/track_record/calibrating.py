"""Learning the calibration that the package ships from a folder of panels.

python -m analysis.track_record.calibrating --data FOLDER
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from analysis.files import replace_text
from analysis.projections import FILE, FIRST_ORIGIN, learn_calibration
from analysis.track_record.panels import GLOBAL_FILES, PROVINCIAL_FILES, load_panels


def provenance(data: Path) -> dict[str, object]:
    """Where the calibration comes from: files and their hashes, and how series were chosen."""
    names = [f"global_{name}.csv" for name in GLOBAL_FILES]
    names += [f"vn_province_{name}.csv" for name in PROVINCIAL_FILES]
    hashes = {name: hashlib.sha256((data / name).read_bytes()).hexdigest() for name in names}
    return {
        "made_by": "python -m analysis.track_record.calibrating --data FOLDER",
        "part": "tuning (sha256 of the country, or of the provincial indicator, even)",
        "first_origin": FIRST_ORIGIN,
        "files_sha256": hashes,
    }


def main() -> None:
    """Learn the calibration from a folder of panels and write it beside this module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the panels")
    parser.add_argument(
        "--output", type=Path, default=Path(__file__).parents[1] / "projections" / FILE
    )
    chosen = parser.parse_args()
    panels = load_panels(chosen.data)
    learnt = learn_calibration(panels.series, panels.indicators)
    learnt = {"provenance": provenance(chosen.data)} | learnt
    text = json.dumps(learnt, ensure_ascii=False, separators=(",", ":"))
    replace_text(chosen.output, text.replace('},"', '},\n"') + "\n")


if __name__ == "__main__":
    main()
