"""A scan is read where Tesseract has Vietnamese, and told as one where not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import matplotlib as mpl
import pytest
from PIL import Image, ImageDraw, ImageFont

from analysis.language import BadInput
from analysis.papers import read_paper

LINES = (
    "II. MỤC TIÊU CỤ THỂ",
    "- Chỉ tiêu 14: Tỷ lệ trẻ em dưới 5 tuổi được đăng ký khai sinh",
    "đạt 98,5% vào năm 2025 và 99,5% vào năm 2030.",
)


def has_vietnamese() -> bool:
    program = shutil.which("tesseract")
    if program is None:
        return False
    told = subprocess.run([program, "--list-langs"], capture_output=True, check=False).stdout
    return b"vie" in told.split()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A page of A4 at 200 dots an inch, in which the text is a picture."""
    font = ImageFont.truetype(f"{mpl.get_data_path()}/fonts/ttf/DejaVuSerif.ttf", 34)
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    for place, line in enumerate(LINES):
        pen.text((150, 200 + 70 * place), line, fill=0, font=font)
    page.save(tmp_path / "scan.pdf", resolution=200)
    return tmp_path / "scan.pdf"


@pytest.mark.slow
@pytest.mark.skipif(not has_vietnamese(), reason="Tesseract with Vietnamese is not installed")
def test_the_letters_of_a_scan_are_recognised(scan: Path) -> None:
    paper = read_paper(scan)
    assert paper.recognised
    for words in ("MỤC TIÊU", "đăng ký khai sinh", "98,5%", "99,5%"):
        assert words in " ".join(paper.text.split())


def test_without_tesseract_a_scan_is_told(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(scan.parent))
    with pytest.raises(BadInput) as refused:
        read_paper(scan)
    (fault,) = refused.value.faults
    assert fault.key == "papers.scan" and "tesseract-ocr-vie" in fault.message("vi")
