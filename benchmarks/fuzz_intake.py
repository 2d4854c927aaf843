"""Sent files changed in every way, and what the import promises of each.

    python benchmarks/fuzz_intake.py [--seed 1] [--count 1000] [--keep folder] [--kinds csv ...]

Small sound files are made by code: CSV in several encodings, .xlsx, .ods, .xls and a filled form.
hypothesis draws what is changed in them: bytes, members of the archive, XML, cells, headers,
encodings. The same seed draws the same files. Each is imported into a copied project, first as a
dry run; then one that would be taken is taken, checked and sent again. What must hold:

- nothing is raised but ``BadInput``, and every message can be written in both languages;
- no file takes long, or much memory;
- nothing below the project changes when a file is refused, or only tried;
- after an import every ledger can be read, is without a fault, and the same file adds nothing.

With ``project`` among the kinds, a file of the project itself is changed instead (a plan, a table
of parameters, a ledger), and must be read or refused with words. Prints how many files were tried,
accepted, refused and found to break a promise; those are kept with a note of what went wrong.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import openpyxl
import xlwt
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st

from analysis.assessment import read_inputs
from analysis.intake import (
    FileResult,
    as_json,
    describe,
    describe_changes,
    describe_faults,
    import_files,
    make_forms,
    write_forms,
)
from analysis.language import LANGS, BadInput
from analysis.ledger import load_ledgers, load_sources, open_books
from analysis.plans import load_plan
from analysis.programme import load_programme

ROOT = Path(__file__).parents[1]
UNIT = "vinh-long"
HEADS = ("unit_id", "indicator_id", "year", "value", "numerator", "denominator", "source",
         "published", "qualifier", "nature", "status", "publisher", "note")  # fmt: skip
ROWS = (
    ("vinh-long", "birth_registration_u5", "2025", "98,5", "", "", "Báo cáo 215/BC-STP",
     "31/10/2025", "", "", "", "Sở Tư pháp", "số sơ bộ"),
    ("vinh-long", "child_marriage", "2025", "12", "", "", "Báo cáo 9/BC-STP", "10/2025", "", "",
     "", "Sở Tư pháp", ""),
    ("vinh-long", "full_immunisation_u1", "2025", "", "118.801", "121.049", "Báo cáo 3/BC-SYT",
     "2025", "", "", "", "Sở Y tế", ""),
)  # fmt: skip
Table = list[list[str]]
MOST_SECONDS, MOST_GROWN = 10.0, 300
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
# What stands in tables that were made in haste, on purpose or by another program.
NASTY = (
    "", " ", "0", "-0", "1e999", "-1e-999", "NaN", "inf", "#DIV/0!", "=1+1", "'=1", "98,5%", "9,5‰",
    "95 % trở lên", "từ 90 trở xuống", "<5%", "12 nghìn", "1.234.567,89", "1,234", "１２", "98,5²",
    "118.801/121.049", "1/0", "0/0", "…", "-", "x", "không có số liệu", "2024-2025", "năm 2025",
    "31/02/2025", "01/13/2025", "9999-12-31", "0000-00-00", "1900-01-00", "3.000.000.000",
    "9" * 400, "1" + "0" * 5_000, "1/" + "1," * 400, "\ufeff98", "98\u200b,5", "\u202e5,89",
    "a\u0301\u0323", "S? T? ph?p", "Së Y tÕ", "Ñôn vò", "Báº£n", "\x00", "\x0b", "\U0001f600",
    "_x000D_", "_xD800_", "đã xác nhận: x", "; ; ;", "../../x", "tỉnh Vĩnh Long (cũ)", "Trà Vinh",
    "viet-nam", "simulated", "all: x", "é" * 40_000, "{found}", "%s", "\\N", "true",
)  # fmt: skip
XML_VALUES = (
    "", "0", "-1", "1", "99999999999999999999", "1" * 5_000, "NaN", "x", "A1:XFD1048576", "XFE1",
    "A0", "true", "s", "e", "d", "inlineStr", "1048577", "2147483648", "1e309", "&#x41;", "&lt;",
    "float", "percentage", "date", "boolean", "string", "2025-13-45", "of:=[.A1]", "../../../x.xml",
)  # fmt: skip

# Drawing: what to send.

cell_texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.integers(-(10**20), 10**20).map(str),
    st.floats(allow_nan=True).map(str),
    st.dates().map(str),
)
places = st.integers(0, 10**6).map(lambda place: place / 10**6)
table_changes = st.tuples(
    st.sampled_from(("cell", "head", "drop", "double", "swap", "widen", "shorten", "title")),
    st.integers(0, 1_000),
    st.integers(0, 1_000),
    cell_texts,
)
byte_changes = st.tuples(
    st.sampled_from(("flip", "cut", "double", "insert", "zero")),
    places,
    st.integers(1, 64),
    st.binary(min_size=1, max_size=16),
)
xml_changes = st.tuples(
    st.sampled_from(("attribute", "text", "name", "drop", "double", "wrap")),
    places,
    st.one_of(st.sampled_from(XML_VALUES), cell_texts),
)
CODES = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258", "cp1252", "latin-1")


def apply_to_table(table: Table, change: tuple[str, int, int, str]) -> Table:
    """Return the table with one thing changed, its header in the first row."""
    what, down, across, words = change
    rows = [row.copy() for row in table]
    row = rows[1 + down % max(len(rows) - 1, 1)] if len(rows) > 1 else rows[0]
    place = across % max(len(row), 1)
    if what in ("cell", "head"):
        target = row if what == "cell" else rows[0]
        target[place : place + 1] = [words]
    elif what == "drop":
        for one in rows:
            del one[place : place + 1]
    elif what == "double":
        rows += [row.copy() for _ in range(down % 40)]
    elif what == "swap":
        rows[down % len(rows)], rows[across % len(rows)] = (
            rows[across % len(rows)], rows[down % len(rows)],
        )  # fmt: skip
    elif what == "widen":
        row += [words] * (across % 300)
    elif what == "shorten":
        del row[place:]
    else:
        rows.insert(0, [words])
    return rows


def apply_to_bytes(raw: bytes, change: tuple[str, float, int, bytes]) -> bytes:
    """Return the bytes with one piece changed."""
    what, where, count, other = change
    place = int(where * len(raw))
    if what == "cut":
        return raw[:place]
    kept = {"flip": raw[place + len(other) :], "insert": raw[place:],
            "double": raw[max(place - count, 0) :], "zero": raw[place + count :]}[what]  # fmt: skip
    put = {"flip": other, "insert": other, "double": b"", "zero": bytes(count)}[what]
    return raw[:place] + put + kept


def apply_to_xml(content: str, change: tuple[str, float, str]) -> str:
    """Return XML with one attribute, text or element changed."""
    what, where, words = change
    forms = {"attribute": r'="([^"]*)"', "text": r">([^<]+)<", "name": r"</?([\w:]+)"}
    found = list(re.finditer(forms.get(what, r"(<[^<>]+>)"), content))
    if not found:
        return content
    hit = found[int(where * (len(found) - 1))]
    put = {"drop": "", "double": hit[1] * 3, "wrap": f"<a>{hit[1]}"}.get(what, words)
    return content[: hit.start(1)] + put + content[hit.end(1) :]


def apply_to_archive(raw: bytes, member: float, what: str, changes: list[tuple]) -> bytes:
    """Return the archive with one member changed, dropped, doubled or named otherwise."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    chosen = int(member * (len(parts) - 1))
    name, content = parts[chosen]
    if what == "xml":
        text = content.decode("utf-8", "replace")
        for change in changes:
            text = apply_to_xml(text, change)
        parts[chosen] = name, text.encode("utf-8", "replace")
    elif what == "drop":
        del parts[chosen]
    elif what == "double":
        parts.append((name, content))
    elif what == "name":
        parts[chosen] = name.swapcase(), content
    else:
        parts[chosen] = name, parts[0][1]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        # An archive with two members of one name is what was asked for.
        warnings.simplefilter("ignore")
        for one, content in parts:
            archive.writestr(zipfile.ZipInfo(one), content)
    return written.getvalue()


# Sound files.


def csv_bytes(table: Table, delimiter: str = ";", code: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue().encode(code, "replace")


def xlsx_bytes(table: Table) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append([_plain(cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def xls_bytes(table: Table) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Số liệu")
    for number, row in enumerate(table):
        for column, cell in enumerate(row[:256]):
            sheet.write(number, column, _plain(cell))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def ods_bytes(table: Table) -> bytes:
    spaces = " ".join(f'xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "table", "text"))
    rows = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{_escaped(cell)}</text:p>'
            "</table:table-cell>" for cell in row
        ) + "</table:table-row>"
        for row in table
    )  # fmt: skip
    content = (f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table '
               f'table:name="a">{rows}</table:table></office:spreadsheet></office:body>'
               "</office:document-content>")  # fmt: skip
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("content.xml"), content.encode("utf-8", "replace"))
    return written.getvalue()


def _plain(cell: str) -> str | float:
    if re.fullmatch(r"-?\d{1,15}", cell):
        return int(cell)
    kept = re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]", "", cell)
    return kept[:32_000]


def _escaped(cell: str) -> str:
    kept = re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]", "", cell)
    return kept.replace("&", "&amp;").replace("<", "&lt;")


@cache
def form_bytes() -> bytes:
    """Return a form of the project with some figures filled in."""
    inputs = read_inputs(ROOT, UNIT, "real")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_forms({path: make_forms(inputs, 2026)[0]})
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[1]
        sheet["D4"] = "Sở Y tế"
        heads = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=10)
                 for cell in row if cell.value}  # fmt: skip
        first = next(row for row in range(1, 20) if sheet.cell(row, 1).value == 1)
        for row in (first, first + 1):
            for head, value in (("Giá trị", 50), ("Nguồn", "Báo cáo 3/BC"), ("Tính chất", "x")):
                column = next((at for name, at in heads.items() if name.startswith(head)), None)
                if column:
                    sheet.cell(row, column).value = value
        book.save(path)
        return path.read_bytes()


MAKERS: dict[str, Callable[[Table], bytes]] = {
    "csv": csv_bytes, "xlsx": xlsx_bytes, "ods": ods_bytes, "xls": xls_bytes,
    "form": lambda _table: form_bytes(),
}  # fmt: skip
PROJECT_FILES = ("parameters/indicators.csv", "parameters/units.csv", "parameters/status_rules.yml",
                 "parameters/letterheads.yml", f"data/plans/{UNIT}.yml", "data/sources.csv",
                 f"data/observations/{UNIT}.csv", "data/corrections.csv",
                 "data/boundaries.csv")  # fmt: skip


@st.composite
def sent_files(draw: st.DrawFn, kinds: tuple[str, ...]) -> tuple[str, bytes]:
    """Draw a file: its name and what it holds."""
    kind = draw(st.sampled_from(kinds))
    if kind == "project":
        name = draw(st.sampled_from(PROJECT_FILES))
        raw = (ROOT / name).read_bytes()
    else:
        table = [list(HEADS), *(list(row) for row in ROWS)]
        for change in draw(st.lists(table_changes, max_size=4)):
            table = apply_to_table(table, change)
        if kind == "csv":
            raw = csv_bytes(table, draw(st.sampled_from(",;\t")), draw(st.sampled_from(CODES)))
        else:
            raw = MAKERS[kind](table)
        name = f"sent.{'xlsx' if kind == 'form' else kind}"
    if kind in ("xlsx", "ods", "form") and draw(st.booleans()):
        what = draw(
            st.sampled_from(("xml", "xml", "xml", "xml", "drop", "double", "name", "other"))
        )
        changes = draw(st.lists(xml_changes, min_size=1, max_size=4))
        raw = apply_to_archive(raw, draw(places), what, changes)
    if kind == "project" or draw(st.integers(0, 3)) == 0:
        for byte_change in draw(st.lists(byte_changes, min_size=1, max_size=3)):
            raw = apply_to_bytes(raw, byte_change)
    if kind != "project" and draw(st.integers(0, 19)) == 0:
        name = "sent." + draw(st.sampled_from(("csv", "xlsx", "ods", "xls", "xlsm", "tsv", "pdf")))
    return name, raw


# Trying.


@dataclass
class Trials:
    """What became of the files, in a folder with a copy of the project."""

    folder: Path
    keep: Path
    counts: Counter[str] = field(default_factory=Counter)

    def try_file(self, name: str, raw: bytes) -> None:
        """Try one file; keep it where a promise is broken."""
        self.counts["tried"] += 1
        began, grown = time.process_time(), _megabytes()
        try:
            wrong = self._project(name, raw) if "/" in name else self._sent(name, raw)
        except Exception:  # noqa: BLE001 - whatever is raised breaks the promise
            wrong = traceback.format_exc()
        seconds, grown = time.process_time() - began, _megabytes() - grown
        if seconds > MOST_SECONDS or grown > MOST_GROWN:
            wrong = f"{wrong}\n{seconds:.1f} s, {grown:.0f} MB more"
        if wrong:
            self.counts["found"] += 1
            self.keep.mkdir(parents=True, exist_ok=True)
            stem = f"{self.counts['tried']:06}"
            (self.keep / f"{stem}-{name.replace('/', '-')}").write_bytes(raw)
            (self.keep / f"{stem}.txt").write_text(wrong, "utf-8")

    def _sent(self, name: str, raw: bytes) -> str:
        root, path = self._root(), self.folder / name
        path.write_bytes(raw)
        before = _look(root)
        result = _import(root, path, dry_run=True)
        if _look(root) != before:
            return "a dry run changed the project"
        if result.outcome == "refused":
            self.counts["refused"] += 1
            if not result.faults:
                return "refused without a word"
            self.counts.update(f"  {fault.key}" for fault in result.faults[:1])
            result = _import(root, path)
            return "" if _look(root) == before else "a refused file changed the project"
        self.counts["accepted"] += 1
        wrong = self._taken(root, path, result)
        if _look(root) != before:
            shutil.rmtree(root)
        return wrong

    def _taken(self, root: Path, path: Path, tried: FileResult) -> str:
        taken = _import(root, path)
        expected = {"would_take": "taken"}.get(tried.outcome, tried.outcome)
        if taken.outcome != expected:
            return f"{tried.outcome}, and then {taken.outcome}: {taken.faults}"
        programme, books = load_programme(root), open_books(root)
        load_ledgers(programme.units, books, programme)
        load_sources(books)
        again = _import(root, path)
        return "" if again.outcome == "unchanged" else f"again {again.outcome}: {again.faults}"

    def _project(self, name: str, raw: bytes) -> str:
        root = self._root()
        (root / name).write_bytes(raw)
        sent = self.folder / "sent.csv"
        sent.write_bytes(csv_bytes([list(HEADS), *(list(row) for row in ROWS)]))
        try:
            _import(root, sent, dry_run=True)
            books = open_books(root)
            programme = load_programme(root)
            load_ledgers(programme.units, books, programme)
            load_plan(UNIT, programme)
            self.counts["accepted"] += 1
        except BadInput as error:
            self.counts["refused"] += 1
            return "" if all(error.message(lang) for lang in LANGS) else "refused without a word"
        finally:
            shutil.rmtree(root)
        return ""

    def _root(self) -> Path:
        """Return the project; a new copy where the last one was changed."""
        root = self.folder / "project"
        if not root.exists():
            for part in ("data", "parameters"):
                shutil.copytree(ROOT / part, root / part)
            shutil.copy(ROOT / "pyproject.toml", root)
        return root


def _import(root: Path, path: Path, *, dry_run: bool = False) -> FileResult:
    (result,) = import_files(root, [path], dry_run=dry_run, confirmations=["all: đã hỏi lại"])
    for lang in LANGS:
        describe(result, lang)
        describe_changes(result, lang)
        describe_faults(result.faults, lang)
        as_json(result, lang)
    return result


def _look(root: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of each file."""
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in root.rglob("*") if path.is_file()}  # fmt: skip


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(count: int, start: int, keep: Path, kinds: tuple[str, ...]) -> Counter[str]:
    """Try so many files; return how many were tried, accepted, refused and found."""
    with tempfile.TemporaryDirectory() as folder:
        trials = Trials(Path(folder), keep)

        @seed(start)
        @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(sent_files(kinds))
        def each(drawn: tuple[str, bytes]) -> None:
            trials.try_file(*drawn)

        each()
        return trials.counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--keep", type=Path, default=Path("fuzzed"))
    parser.add_argument("--kinds", nargs="+", choices=[*MAKERS, "project"], default=[*MAKERS])
    asked = parser.parse_args()
    began = time.process_time()
    counts = run(asked.count, asked.seed, asked.keep, tuple(asked.kinds))
    told = ", ".join(f"{counts[name]} {name}" for name in ("tried", "accepted", "refused", "found"))
    print(f"seed {asked.seed}: {told}; {time.process_time() - began:.0f} s of processor")
    for key, number in counts.most_common():
        if key.startswith(" "):
            print(f"{number:8}{key}")
    sys.exit(bool(counts["found"]))


if __name__ == "__main__":
    main()
