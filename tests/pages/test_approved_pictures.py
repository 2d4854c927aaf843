"""Pages as they were looked at and approved: ``make approve`` takes the pictures anew."""

from __future__ import annotations

import io
import os
from base64 import b64encode
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
import nbformat
import pypdfium2
import pytest
from making.opened_pages import PHONE, WIDE, Reader, opened
from making.pictures import difference, save, side_by_side, thumbnail
from making.reports import MadeReports
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser, Page

from analysis.exhibits import Figure, read_report, typeset

pytestmark = pytest.mark.slow

APPROVED = Path(__file__).parent / "approved"
APPROVING = bool(os.environ.get("MANGNON_APPROVE"))
UNITS = ("ninh_binh", "vinh_long")
LOOKS = (Reader(WIDE), Reader(WIDE, dark=True), Reader(PHONE))
# How far down the page is looked at, in widths of its reader's screen.
TALLEST = 14


@pytest.fixture(scope="module", params=UNITS)
def folder(request: pytest.FixtureRequest, made_reports: MadeReports) -> Path:
    found: Path = getattr(made_reports, request.param)
    return found


def shown_as_approved(picture: Image.Image, name: str) -> None:
    file = APPROVED / f"{name}.png"
    if APPROVING:
        save(picture, file)
    assert file.is_file(), f"{file} is missing: look at the page, then run `make approve`"
    with Image.open(file) as approved:
        told = difference(picture, approved)
    if told:
        picture.save(file.with_suffix(".new.png"))
    assert told == "", f"{name}: {told}; see {file.with_suffix('.new.png')}"


def with_packaged_fonts(page: Page) -> None:
    """Set the page in the fonts of the PDF: those of the machine would break lines elsewhere."""
    serif = files("fontpkg_noto_serif").joinpath("files")
    sans = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    faces = {
        ("Noto Serif", "normal"): serif.joinpath("NotoSerif[wdth,wght].ttf").read_bytes(),
        ("Noto Serif", "italic"): serif.joinpath("NotoSerif-Italic[wdth,wght].ttf").read_bytes(),
        ("DejaVu Sans", "normal"): sans.read_bytes(),
    }
    rules = "".join(
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: 100 900; '
        f"src: url(data:font/ttf;base64,{b64encode(face).decode()}); }}"
        for (family, style), face in faces.items()
    )
    page.add_style_tag(content=rules)
    page.evaluate("document.fonts.ready.then(() => Promise.all([...document.fonts].map("
                  "(face) => face.load()))).then(() => true)")  # fmt: skip


def screen_picture(browser: Browser, file: Path, reader: Reader, script: str = "") -> Image.Image:
    with opened(browser, file, reader, own_rules=False) as page:
        with_packaged_fonts(page)
        if script:
            page.evaluate(script)
        tall = page.evaluate("document.documentElement.scrollHeight")
        clip = {
            "x": 0.0,
            "y": 0.0,
            "width": float(reader.width),
            "height": float(min(tall, TALLEST * reader.width)),
        }
        shot = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    return thumbnail(shot)


def paper_picture(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return side_by_side([thumbnail(sheet.render(scale=1).to_pil()) for sheet in document])
    finally:
        document.close()


@pytest.mark.parametrize("reader", LOOKS, ids=str)
def test_screen_shows_what_was_approved(browser: Browser, folder: Path, reader: Reader) -> None:
    picture = screen_picture(browser, folder / "assessment.html", reader)
    shown_as_approved(picture, f"{folder.name}-{reader}")


def test_paper_shows_what_was_approved(folder: Path) -> None:
    picture = paper_picture((folder / "assessment.pdf").read_bytes())
    shown_as_approved(picture, f"{folder.name}-paper")


@pytest.mark.parametrize("reader", [Reader(WIDE), Reader(PHONE)], ids=str)
def test_index_shows_what_was_approved(
    browser: Browser, made_reports: MadeReports, reader: Reader
) -> None:
    index = made_reports.illustrative / "editions" / "2026" / "index.html"
    # File sizes change with every figure of the report.
    script = "document.querySelectorAll('.size').forEach((size) => { size.textContent = '1 kB'; })"
    shown_as_approved(screen_picture(browser, index, reader, script), f"index-{reader}")


def test_approved_pictures_are_small() -> None:
    kept = [path for path in APPROVED.glob("*.png") if not path.name.endswith(".new.png")]
    assert kept
    assert sum(path.stat().st_size for path in kept) < 300_000


# What is noticed, and what is let pass


def test_a_lost_chart_is_noticed_on_the_screen(browser: Browser, folder: Path) -> None:
    page = folder / "assessment.html"
    whole = screen_picture(browser, page, Reader())
    for script in (
        "document.querySelector('figure').remove()",
        "document.querySelector('figure svg').innerHTML = ''",
    ):
        assert difference(screen_picture(browser, page, Reader(), script), whole)


def test_a_lost_chart_is_noticed_on_paper(folder: Path) -> None:
    notebook = nbformat.read(folder / "assessment.ipynb", as_version=nbformat.NO_CONVERT)
    report = read_report(notebook)
    whole = paper_picture((folder / "assessment.pdf").read_bytes())
    figures = [exhibit for exhibit in report.body if isinstance(exhibit, Figure)]
    lost = figures[len(figures) // 2]
    blank = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 62"/>'
    emptied = replace(lost, svg=blank)
    for body in (
        tuple(exhibit for exhibit in report.body if exhibit is not lost),
        tuple(emptied if exhibit is lost else exhibit for exhibit in report.body),
    ):
        pdf = typeset(report.letterhead, body, report.dated)
        assert difference(paper_picture(pdf), whole)


def test_other_smoothing_and_a_slip_of_a_pixel_are_let_pass(folder: Path) -> None:
    document = pypdfium2.PdfDocument((folder / "assessment.pdf").read_bytes())
    plain, changed = [], []
    for sheet in document:
        picture = sheet.render(scale=2).to_pil().convert("L")
        plain.append(thumbnail(picture))
        soft = picture.filter(ImageFilter.GaussianBlur(0.8))
        changed.append(thumbnail(ImageChops.offset(soft, 2, 3)))
    document.close()
    assert difference(side_by_side(changed), side_by_side(plain)) == ""


def test_a_saved_picture_is_the_same_when_read(folder: Path, tmp_path: Path) -> None:
    picture = paper_picture((folder / "assessment.pdf").read_bytes())
    save(picture, tmp_path / "picture.png")
    with Image.open(io.BytesIO((tmp_path / "picture.png").read_bytes())) as read:
        assert difference(picture, read) == ""
