"""What a report says of the documents its figures rest on."""

from __future__ import annotations

import pandas as pd

from analysis.report.cells import source_document, source_year


def test_a_report_cites_the_newest_document_of_a_source() -> None:
    points = pd.DataFrame({
        "year": [2024, 2025, 2025],
        "source": ["so-y-te", "so-y-te + gso-imr", "gso-imr"],
        "note": ["Văn bản: Báo cáo 1", "Ghi chú; Văn bản: Báo cáo 2", None],
        "published": ["2024-11", "2025-11-10", None],
    })  # fmt: skip
    told = source_document("so-y-te", "Báo cáo của Sở", points, "vi")
    assert told == "Báo cáo 2 và 1 văn bản trước"
    assert source_document("so-y-te", "Báo cáo của Sở", points[:1], "vi") == "Báo cáo 1"
    assert source_document("gso-imr", "Tỷ suất chết", points[2:], "vi") == "Tỷ suất chết"
    assert source_year("so-y-te", "", points) == "2025"
    assert source_year("so-y-te", "2020", points) == "2020"
    assert source_year("gso-imr", "", points[2:]) == "–"
