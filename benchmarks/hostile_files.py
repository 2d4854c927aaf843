"""What small and large hostile files cost ``mangnon data import --dry-run``: seconds and memory.

    python benchmarks/hostile_files.py [word of a name ...]

Each file is made here by code, imported by a process of its own into a copy of the parameters
with empty ledgers, and measured: processor time and largest resident memory of that process.
Prints a line for each file, and at the end those that were refused by none of the exit codes 0, 1
and 2, wrote a traceback, or went beyond 30 seconds or 500 MB.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from analysis.ledger import SOURCE_COLUMNS

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-c", "from analysis.cli.main import main; main()")
MOST_SECONDS, MOST_MEGABYTES = 30.0, 500
MB = 1024 * 1024
HEADER = "unit_id,indicator_id,year,value,numerator,denominator,source,published,publisher,note"
LINE = "ninh-binh,birth_registration_u5,2025,98.5,,,Báo cáo 215/BC-STP,31/10/2025,Sở Tư pháp,x"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
Make = Callable[[Path], object]
Makers = dict[str, Callable[[], Make]]


# Texts.


def text(content: str | bytes | Iterable[str]) -> Make:
    def make(path: Path) -> None:
        with path.open("wb") as stream:
            if isinstance(content, bytes):
                stream.write(content)
                return
            for piece in [content] if isinstance(content, str) else content:
                stream.write(piece.encode())

    return make


def table(lines: Iterable[str], header: str = HEADER) -> Make:
    def pieces() -> Iterator[str]:
        yield f"{header}\n"
        for line in lines:
            yield f"{line}\n"

    return text(pieces())


def letters(seed: int = 1) -> Iterator[str]:
    chance = random.Random(seed)
    while True:
        yield "".join(chance.choices("áàảãâấầẩẫêếềểôốồổ", k=4))


def named(**said: str) -> str:
    cells = dict(zip(HEADER.split(","), LINE.split(","), strict=True)) | said
    return ",".join(cells.values())


TEXTS: Makers = {
    "one line of 100 MB.csv": lambda: text(b"a" * (100 * MB - 1)),
    "one line of 45 MB.csv": lambda: text(b"1," * (45 * MB // 2)),
    "ten million columns.csv": lambda: table(["1," * 10_000_000]),
    "a million columns in quotation marks over lines.csv": lambda: table(['"\n",' * 5_000_000]),
    "nothing but line breaks.csv": lambda: text(b"\n" * (45 * MB)),
    "old line breaks.csv": lambda: text(b"\r" * (45 * MB)),
    "NULs.csv": lambda: text(b"\x00" * (99 * MB)),
    "a quotation that never closes.csv": lambda: table(['"' + "x\n" * (20 * MB)]),
    "quotations that never close.csv": lambda: table(['"a' * 100_000] * 50),
    "wide letters.csv": lambda: table(
        f"{index},𝟗𝟖,数据{index},é{index}" * 3 for index in range(300_000)
    ),
    "one wide letter in 45 MB.csv": lambda: table(["😀", *["x" * 1_000] * 45_000]),
    "letters of Vietnamese at random.csv": lambda: table(
        ",".join(next(words) for _ in range(10)) for words in [letters()] for _ in range(200_000)
    ),
    "UTF-16.csv": lambda: (
        lambda path: path.write_bytes(
            "\n".join(
                [HEADER, *[named(value="x")] * 1, *[str(i) + ",é,b" for i in range(900_000)]]
            ).encode("utf-16")
        )
    ),
    "another code page.csv": lambda: (
        lambda path: path.write_bytes(("Größe;Änderung;Maß;ÿèø\n" * 2_000_000).encode("cp1252"))
    ),
    "distinct words of another code page.csv": lambda: (
        lambda path: path.write_bytes(
            b"\n".join(b"\xe8\xf8%d;\xdf\xe4%d" % (i, i) for i in range(1_000_000))
        )
    ),
    "100,000 unknown units.csv": lambda: table(named(unit_id=f"tinh-{i}") for i in range(100_000)),
    "100,000 unknown long units.csv": lambda: table(
        named(unit_id=f"tinh {i} " * 30) for i in range(50_000)
    ),
    "100,000 unknown indicators.csv": lambda: table(
        named(indicator_id=f"chỉ số {i}") for i in range(100_000)
    ),
    "100,000 faulty numbers.csv": lambda: table(named(value=f"{i}x") for i in range(100_000)),
    "numbers that end anywhere.csv": lambda: table(
        named(value="1/" + "1;" * 15_000 + str(i), note="")
        .replace(",1/", ',"1/')
        .replace(";", ",")
        .replace(f"1,{i}", f'1,{i}"')
        for i in range(900)
    ),
    "100,000 sources of nobody.csv": lambda: table(
        named(source=f"Báo cáo {i} của ai", publisher="") for i in range(100_000)
    ),
    "100,000 sources of one figure.csv": lambda: table(
        named(
            source=f"Báo cáo của tổ {chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{i // 676}x",
            publisher="Sở Y tế",
        )
        for i in range(100_000)
    ),
    "100,000 publishers.csv": lambda: table(
        named(publisher=f"Sở {i}", value=f"{i % 100}") for i in range(100_000)
    ),
    "100,000 same figures.csv": lambda: table(named(note=str(i)) for i in range(100_000)),
    "100,000 dates.csv": lambda: table(named(published=f"{i}/13/2025") for i in range(100_000)),
    "unknown columns.csv": lambda: table(
        ["1" + ",2" * 15_000, *["1,2,3"] * 9_000, *["1,3,2"] * 9_000] * 5,
        HEADER + "," + ",".join(f"c{i}" for i in range(15_000)),
    ),
    "2.9 MB of numbers.csv": lambda: text(f"{i},{i * 7}\n" for i in range(230_000)),
    "2.9 MB of numbers under a header.csv": lambda: table(f"{i},{i * 7}" for i in range(230_000)),
    "a measure of noughts.csv": lambda: table(
        [named() + ",1" + "0" * 30_000], f"{HEADER},đơn vị tính"
    ),
}


# .xlsx


def xlsx(
    sheet: str | Iterable[str],
    strings: str = "",
    styles: str = "",
    more: dict[str, str | bytes] | None = None,
    book: str = '<sheet name="Số liệu" sheetId="1" r:id="r1"/>',
    relations: str = "",
    packing: int = zipfile.ZIP_DEFLATED,
) -> Make:
    office = RELATED
    parts: dict[str, str | bytes | Iterable[str]] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{office}"><sheets>{book}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{office}/styles" Target="styles.xml"/>{relations}'
        "</Relationships>",
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>',
        "xl/styles.xml": styles or f'<styleSheet xmlns="{MAIN}"/>',
        "xl/worksheets/sheet1.xml": sheet,
        **(more or {}),
    }

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", packing) as archive:
            for name, content in parts.items():
                with archive.open(name, "w", force_zip64=True) as part:
                    pieces = [content] if isinstance(content, str | bytes) else content
                    for piece in pieces:
                        part.write(piece if isinstance(piece, bytes) else piece.encode())

    return make


def headed(rows: Iterable[str]) -> Iterator[str]:
    return data(chain([HEAD_ROW], rows))


def data(rows: Iterable[str], before: str = "", behind: str = "") -> Iterator[str]:
    yield f'<worksheet xmlns="{MAIN}">{before}<sheetData>'
    yield from rows
    yield f"</sheetData>{behind}</worksheet>"


def cells(values: Iterable[str], kind: str = "n", style: str = "") -> str:
    return "".join(f'<c t="{kind}"{style}><v>{value}</v></c>' for value in values)


def row(values: Iterable[str], kind: str = "n", style: str = "") -> str:
    return f"<row>{cells(values, kind, style)}</row>"


def inline(line: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in line.split(","))


def sst(texts: Iterable[str]) -> str:
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>'


def style_sheet(formats: Iterable[str], count: int) -> str:
    codes = "".join(f'<numFmt numFmtId="{200 + i}" formatCode="{code}"/>'
                    for i, code in enumerate(formats))  # fmt: skip
    looks = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(count))
    inner = f"<numFmts>{codes}</numFmts><cellXfs>{looks}</cellXfs>"
    return f'<styleSheet xmlns="{MAIN}">{inner}</styleSheet>'


HEAD_ROW = f"<row>{inline(HEADER)}</row>"
GOOD_ROW = f"<row>{inline(LINE)}</row>"
LAUGHS = '<!DOCTYPE a [<!ENTITY b "haha"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;">]>'
LONG = "<t>" + "1" * 32_000 + "</t>"
WORKBOOKS: Makers = {
    "cells without values.xlsx": lambda: xlsx(
        data(["<row>" + "<c/>" * 16_000 + "</row>"] * 370), packing=zipfile.ZIP_STORED
    ),
    "styled cells without values.xlsx": lambda: xlsx(
        data(f'<row r="{r}">' + '<c s="3"/>' * 5_000 + "</row>" for r in range(1, 1_200)),
        packing=zipfile.ZIP_STORED,
    ),
    "rows without cells.xlsx": lambda: xlsx(
        data(["<row/>" * 100_000] * 10), packing=zipfile.ZIP_STORED
    ),
    "numbers.xlsx": lambda: xlsx(
        data(row(str(r * 977 + c) for c in range(20)) for r in range(90_000))
    ),
    "numbers under a header.xlsx": lambda: xlsx(
        headed(row(str(r * 977 + c) for c in range(10)) for r in range(90_000))
    ),
    "huge numbers.xlsx": lambda: xlsx(
        data(row(f"{r}.{c}e300" for c in range(20)) for r in range(90_000))
    ),
    "the last row and column.xlsx": lambda: xlsx(
        data(f'<row r="{r}"><c r="XFD{r}"><v>{r}</v></c></row>' for r in range(900_000, 1_048_577))
    ),
    "a cell of 50 MB.xlsx": lambda: xlsx(
        headed(['<row><c t="str"><v>', *["x" * MB] * 50, "</v></c></row>"]),
        packing=zipfile.ZIP_STORED,
    ),
    "a cell of 50 MB in sections.xlsx": lambda: xlsx(
        headed(
            ['<row><c t="str"><v>', *["<![CDATA[<" + "x" * 100_000 + "]]>"] * 500, "</v></c></row>"]
        ),
        packing=zipfile.ZIP_STORED,
    ),
    "a shared text of 50 MB.xlsx": lambda: xlsx(
        headed([]), sst(["<t>" + "é" * 25 * MB + "</t>"]), packing=zipfile.ZIP_STORED
    ),
    "a long text in every cell.xlsx": lambda: xlsx(
        headed([*[row(["0"] * 10, "s")] * 9_000, *[row(["1"] * 10, "s")] * 9_000]),
        sst([LONG, LONG + "<t>2</t>"]),
    ),
    "a text of many pieces in every cell.xlsx": lambda: xlsx(
        headed([row([str(r % 2), "0"] * 5, "s") for r in range(20_000)]),
        sst(["<r><rPr/><t>x</t></r>" * 30_000, "<r><rPr/><t/></r>" * 300_000]),
    ),
    "a text that a format makes another.xlsx": lambda: xlsx(
        headed([row([str(r % 2)] * 10, "s", ' s="0"') for r in range(20_000)]),
        sst([LONG, LONG + "<t>2</t>"]),
        style_sheet(["0;0;0;@&quot;x&quot;"], 1),
    ),
    "a million texts.xlsx": lambda: xlsx(headed([]), sst(f"<t>{i}</t>" for i in range(1_900_000))),
    "texts of Vietnamese at random.xlsx": lambda: xlsx(
        headed([]),
        sst(
            f"<t>{word} {other}</t>"
            for word, other, _ in zip(letters(1), letters(2), range(1_000_000), strict=False)
        ),
    ),
    "a million styles.xlsx": lambda: xlsx(headed([]), styles=style_sheet([], 900_000)),
    "many formats.xlsx": lambda: xlsx(
        headed([]), styles=style_sheet((f"0.0{i}" for i in range(50_000)), 50_000)
    ),
    "long formats.xlsx": lambda: xlsx(
        headed(row((f"{r}{c}.5" for c in range(20)), "n", ' s="1"') for r in range(90_000)),
        styles=style_sheet(["0", "#x" * 45 + "," + "?x"], 2),
    ),
    "formats of shortened numbers.xlsx": lambda: xlsx(
        headed(row((f"{r}{c}000" for c in range(20)), "n", ' s="1"') for r in range(90_000)),
        styles=style_sheet(["0", "#,##0.0,,&quot; triệu&quot;"], 2),
    ),
    "a sheet a thousand times.xlsx": lambda: xlsx(
        data(["<row>" + "<c/>" * 16_000 + "</row>"] * 10),
        book="".join(f'<sheet name="s{i}" r:id="r1"/>' for i in range(10_000)),
    ),
    "a million sheets.xlsx": lambda: xlsx(
        headed([]), book="".join(f'<sheet name="s{i}" r:id="q"/>' for i in range(190_000))
    ),
    "a name of 5 MB.xlsx": lambda: xlsx(
        headed([f"<row>{inline(named(value='x', note=str(i)))}</row>" for i in range(900)]),
        book=f'<sheet name="{"n" * 5 * MB}" r:id="r1"/>',
    ),
    "a million merged cells.xlsx": lambda: xlsx(
        data(
            [HEAD_ROW, GOOD_ROW],
            behind="<mergeCells>"
            + "".join(f'<mergeCell ref="A{i}:C{i}"/>' for i in range(1, 1_000_000))
            + "</mergeCells>",
        )
    ),
    "merged cells over everything.xlsx": lambda: xlsx(
        data(
            [HEAD_ROW, GOOD_ROW],
            behind="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 200_000 + "</mergeCells>",
        )
    ),
    "a million columns that are hidden.xlsx": lambda: xlsx(
        data(
            [HEAD_ROW, GOOD_ROW],
            before="<cols>" + '<col min="1" max="16384" hidden="1"/>' * 1_000_000 + "</cols>",
        )
    ),
    "laughs.xlsx": lambda: xlsx(LAUGHS + "".join(headed([]))),
    "a million elements deep.xlsx": lambda: xlsx(
        data(["<row>" * 1_000_000]), packing=zipfile.ZIP_STORED
    ),
    "styles a million elements deep.xlsx": lambda: xlsx(
        headed([]), styles=f'<styleSheet xmlns="{MAIN}">' + "<a>" * 300_000
    ),
    "a tag of 20 MB.xlsx": lambda: xlsx(
        data(["<row " + "".join(f'a{i}="" ' for i in range(2_000_000)) + "/>"])
    ),
    "a value of 50 MB.xlsx": lambda: xlsx(
        data([f'<row spans="{"9" * 50 * MB}"/>']), packing=zipfile.ZIP_STORED
    ),
    "a million names of elements.xlsx": lambda: xlsx(data(f"<n{i}/>" for i in range(3_000_000))),
    "a comment of 100 MB.xlsx": lambda: xlsx(data(["<!--" + "x" * 100 * MB + "-->"])),
    "a bomb.xlsx": lambda: xlsx(data([" " * MB] * 240)),
    "a bomb in pieces.xlsx": lambda: xlsx(
        headed([]), more={f"xl/media/{i}.xml": b" " * (4 * MB) for i in range(100)}
    ),
    "200 MB of spaces beside numbers.xlsx": lambda: xlsx(
        data(f"<row>{' ' * 1_000}{cells([str(r * 7919)])}</row>" for r in range(190_000))
    ),
    "100,000 parts.xlsx": lambda: xlsx(headed([]), more={f"p{i}": "" for i in range(60_000)}),
    "an archive in an archive.xlsx": lambda: nested,
    "packed another way.xlsx": lambda: xlsx(headed([]), packing=zipfile.ZIP_LZMA),
}


def nested(path: Path) -> None:
    """An archive that holds a workbook."""
    xlsx(headed([]))(path)
    inner = path.read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.xlsx", inner)


def listing(path: Path) -> None:
    """An archive whose list of parts fills it."""
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0,
                        0, 0, 0, 0) + b"a"  # fmt: skip
    count = 95 * MB // len(entry)
    start = b"PK\x03\x04" + b"\x00" * 26
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65535, 65535, count * len(entry),
                      len(start), 0)  # fmt: skip
    path.write_bytes(start + entry * count + end)


# .ods


def ods(tables: str | Iterable[str], styles: str = "", packing: int = zipfile.ZIP_DEFLATED) -> Make:
    spaces = " ".join(f'xmlns:{name}="{OASIS}{kind}:1.0"' for name, kind in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"), ("draw", "drawing")))  # fmt: skip

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", packing) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            with archive.open("content.xml", "w", force_zip64=True) as part:
                part.write(f"<office:document-content {spaces}><office:automatic-styles>{styles}"
                           "</office:automatic-styles><office:body><office:spreadsheet>"
                           .encode())  # fmt: skip
                for piece in [tables] if isinstance(tables, str) else tables:
                    part.write(piece.encode())
                part.write(b"</office:spreadsheet></office:body></office:document-content>")

    return make


def sheet(rows: Iterable[str]) -> Iterator[str]:
    yield '<table:table table:name="a">'
    yield from rows
    yield "</table:table>"


def ods_row(line: str, attributes: str = "") -> str:
    inner = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
                    for cell in line.split(","))  # fmt: skip
    return f"<table:table-row {attributes}>{inner}</table:table-row>"


SHEETS: Makers = {
    "a row repeated for ever.ods": lambda: ods(
        sheet([ods_row(HEADER), ods_row(LINE, 'table:number-rows-repeated="1048000"')])
    ),
    "rows repeated in turn.ods": lambda: ods(
        sheet(
            [
                ods_row(HEADER),
                *[
                    ods_row("1,2", 'table:number-rows-repeated="9999"')
                    + ods_row("1,3", 'table:number-rows-repeated="9999"')
                ]
                * 50,
            ]
        )
    ),
    "cells repeated for ever.ods": lambda: ods(
        sheet(
            [
                '<table:table-row><table:table-cell table:number-columns-repeated="16384">'
                f"<text:p>{i}"
                "</text:p></table:table-cell></table:table-row>"
                for i in range(60_000)
            ]
        )
    ),
    "a span that is none.ods": lambda: ods(
        sheet(
            [
                '<table:table-row><table:table-cell table:number-columns-spanned="'
                + "9" * 20
                + '"><text:p>x</text:p></table:table-cell></table:table-row>'
            ]
        )
    ),
    "columns without end.ods": lambda: ods(
        sheet(
            [
                '<table:table-column table:default-cell-style-name="x"/>' * 900_000,
                *(ods_row(f"{i}," * 10) for i in range(90_000)),
            ]
        )
    ),
    "a million spaces.ods": lambda: ods(
        sheet(
            [
                ods_row(HEADER),
                *(
                    f"<table:table-row><table:table-cell><text:p>{i}"
                    '<text:s text:c="30000"/>x</text:p>'
                    "</table:table-cell></table:table-row>"
                    for i in range(50_000)
                ),
            ]
        )
    ),
    "spans a million deep.ods": lambda: ods(
        sheet(["<table:table-row><table:table-cell><text:p>" + "<text:span>" * 900_000])
    ),
    "digits without end.ods": lambda: ods(
        sheet([ods_row(HEADER), ods_row(LINE)]),
        '<number:number-style style:name="n"><number:number number:decimal-places="1" '
        'number:min-decimal-places="-2000000000"/></number:number-style>'
        '<style:style style:name="x" style:family="table-cell" style:data-style-name="n"/>',
    ),
    "maps of maps.ods": lambda: ods(
        sheet([ods_row(HEADER), ods_row(LINE)]),
        "".join(
            f'<number:number-style style:name="n{i}">'
            + f"<number:text>{i}</number:text>" * 300
            + f'<style:map style:apply-style-name="n{i}"/>' * 300
            + "</number:number-style>"
            for i in range(20)
        ),
    ),
    "a chain of styles.ods": lambda: ods(
        sheet(f'<table:table-row table:style-name="s{i}"/>' for i in range(90_000)),
        "".join(
            f'<style:style style:family="table-row" style:name="s{i}" '
            f'style:parent-style-name="s{i + 1}"/>'
            for i in range(90_000)
        ),
    ),
    "a million styles.ods": lambda: ods(
        sheet([ods_row(HEADER)]),
        "".join(
            f'<style:style style:family="table-cell" style:name="s{i}"/>' for i in range(1_000_000)
        ),
    ),
    "a million sheets.ods": lambda: ods('<table:table table:name="a"/>' * 1_000_000),
    "empty cells.ods": lambda: ods(
        sheet(["<table:table-row>" + "<table:table-cell/>" * 16_000 + "</table:table-row>"] * 350)
    ),
    "numbers.ods": lambda: ods(
        sheet(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell office:value-type="float" office:value="{r * 977 + c}"><text:p>'
                f"{r * 977 + c}</text:p></table:table-cell>"
                for c in range(20)
            )
            + "</table:table-row>"
            for r in range(64_900)
        )
    ),
    "texts of many pieces.ods": lambda: ods(
        sheet(
            [
                ods_row(",".join(f"<text:span>{r}</text:span>¹ô {r * 977 + c}" for c in range(10)))
                for r in range(64_900)
            ]
        )
    ),
    "texts that look odd.ods": lambda: ods(
        sheet(ods_row(",".join(f"¹ô {r * 977 + c}" for c in range(10))) for r in range(129_900))
    ),
    "a cell of 50 MB.ods": lambda: ods(
        sheet(
            [
                "<table:table-row><table:table-cell><text:p>",
                *["x" * MB] * 50,
                "</text:p></table:table-cell></table:table-row>",
            ]
        ),
        packing=zipfile.ZIP_STORED,
    ),
}


# .xls


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def container(stream: bytes) -> bytes:
    """Return the stream in a container of sectors of 512 bytes."""
    stream = stream.ljust(max(len(stream), 4_096), b"\x00")
    sectors = -(-len(stream) // 512)
    tables = 1
    while tables * 128 < sectors + 1 + tables:
        tables += 1
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * tables]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    first = [sectors + 1 + index for index in range(tables)]
    head = first[:109] + [0xFFFFFFFF] * (109 - len(first))
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
              + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
              + struct.pack("<IIIIIIII", tables, sectors, 0, 4_096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
              + struct.pack("<109I", *head))  # fmt: skip
    names = (("Root Entry", 5, 1, 0xFFFFFFFE, 0), ("Workbook", 2, 0xFFFFFFFF, 0, len(stream)))
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\x00")
        + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36) + struct.pack("<II", start, size) + bytes(4)
        for name, kind, child, start, size in names
    )  # fmt: skip
    body = stream.ljust(sectors * 512, b"\x00") + entries.ljust(512, b"\x00")
    return header + body + struct.pack(f"<{len(chain)}I", *chain)


def xls(sheet_records: bytes, shared: bytes = b"", count: int = 1, *, same: bool = False) -> Make:
    """Return a workbook of sheets with these records; ``same``: all sheets are one."""
    start = record(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 0))
    start += record(0x0031, bytes(14) + b"\x05\x00Arial") + record(0x00E0, bytes(20))
    end, name = record(0x000A), b"\x01\x00a"
    body = record(0x0809, struct.pack("<HHHHII", 0x600, 16, 0, 1997, 0, 0)) + sheet_records + end
    places = len(start) + len(shared) + count * len(record(0x85, bytes(6) + name)) + len(end)
    bounds = b"".join(
        record(0x85, struct.pack("<IBB", places + (0 if same else index * len(body)), 0, 0) + name)
        for index in range(count)
    )
    stream = start + shared + bounds + end + body * (1 if same else count)
    return lambda path: path.write_bytes(container(stream))


def number(row: int, column: int, value: float = 1.5) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def many_numbers(row: int) -> bytes:
    inner = b"".join(struct.pack("<HI", 0, (row * 256 + column) << 2 | 2) for column in range(256))
    return record(0x00BD, struct.pack("<HH", row, 0) + inner + struct.pack("<H", 255))


def texts(content: bytes, count: int) -> bytes:
    pieces = [content[place : place + 8_000] for place in range(0, len(content), 8_000)]
    first = record(0x00FC, struct.pack("<II", count, count) + pieces[0])
    return first + b"".join(record(0x003C, piece) for piece in pieces[1:])


LINK = record(0x01B8, struct.pack("<HHHH16s4si", 0, 65_535, 0, 255, bytes.fromhex(
    "d0c9ea79f9bace118c8200aa004ba90b"), b"\x02\x00\x00\x00", 0))  # fmt: skip
OLD: Makers = {
    "a link over everything.xls": lambda: xls(LINK * 20 + number(0, 0)),
    "the last row a thousand times.xls": lambda: xls(number(65_535, 0), count=900),
    "the last column of every row.xls": lambda: xls(
        b"".join(number(r, 255) for r in range(65_536))
    ),
    "blank cells.xls": lambda: xls(
        b"".join(
            record(0x00BE, struct.pack("<HH", r, 0) + bytes(512) + struct.pack("<H", 255))
            for r in range(30_000)
        )
        + number(0, 0)
    ),
    "numbers.xls": lambda: xls(b"".join(map(many_numbers, range(7_500)))),
    "too many numbers.xls": lambda: xls(b"".join(map(many_numbers, range(12_000)))),
    "a sheet many times.xls": lambda: xls(
        b"".join(map(many_numbers, range(100))), count=900, same=True
    ),
    "sizes again and again.xls": lambda: xls(
        (record(0x0200, bytes(14)) + number(65_535, 0)) * 100_000
    ),
    "columns again and again.xls": lambda: xls(
        record(0x007D, struct.pack("<HHHHH", 0, 255, 2_000, 0, 0)) * 1_000_000
    ),
    "texts without letters.xls": lambda: xls(number(0, 0), texts(bytes(3) * 3_000_000, 3_000_000)),
    "texts of many pieces.xls": lambda: xls(
        number(0, 0), texts((struct.pack("<HBH", 1, 8, 60_000) + b"x" + bytes(240_000)) * 40, 40)
    ),
    "too many texts told.xls": lambda: xls(number(0, 0), texts(b"\x01\x00\x00a", 2_000_000_000)),
    "19 MB of records.xls": lambda: xls(
        record(0x00EC, bytes(8_000)) * 2_000 + record(0x1) * 700_000
    ),
    "a record longer than the file.xls": lambda: xls(struct.pack("<HH", 0x203, 65_535) + bytes(10)),
    "more than 20 MB.xls": lambda: xls(record(0x00EC, bytes(8_000)) * 3_000),
    "half a million styles.xls": lambda: xls(number(0, 0), record(0x00E0, bytes(20)) * 500_000),
}


def circle(path: Path) -> None:
    """A short file whose sectors go in a circle."""
    raw = bytearray(container(bytes(4_096)))
    struct.pack_into("<I", raw, 56, 1_000_000)
    struct.pack_into("<II", raw, 60, 0, 1)
    place = 512 + 8 * 512
    struct.pack_into("<II", raw, place + 116, 0, 4_096)
    raw[512:516] = struct.pack("<I", 0)
    path.write_bytes(raw)


def branches(path: Path) -> None:
    """A directory of 120 entries, each of which leads twice to the next."""
    raw = container(bytes(4_096))
    entries = b"".join(
        f"e{index}".encode("utf-16-le").ljust(64, b"\x00")
        + struct.pack("<HBBIII", 6, 5 if index == 0 else 2, 1, index + 1, index + 1, 1)
        + bytes(48) for index in range(120)
    )  # fmt: skip
    sectors = len(entries) // 512
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFD]
    header = bytearray(raw[:512])
    struct.pack_into("<II", header, 44, 1, 0)
    struct.pack_into("<I", header, 76, sectors)
    table_of = struct.pack("<128I", *(chain + [0xFFFFFFFF] * (128 - len(chain))))
    path.write_bytes(bytes(header) + entries + table_of)


OTHERS: Makers = {
    "nothing but a list of parts.xlsx": lambda: listing,
    "sectors in a circle.xls": lambda: circle,
    "branches that meet.xls": lambda: branches,
}
FILES = TEXTS | WORKBOOKS | SHEETS | OLD | OTHERS


# Measuring.


def project(root: Path) -> Path:
    """Make a project with the parameters of this one and no figures."""
    shutil.copytree(ROOT / "parameters", root / "parameters")
    (root / "data" / "observations").mkdir(parents=True)
    (root / "data" / "sources.csv").write_text(",".join(SOURCE_COLUMNS) + "\n", "utf-8")
    for name in ("boundaries.csv", "weights.csv"):
        shutil.copy(ROOT / "data" / name, root / "data" / name)
    shutil.copy(ROOT / "pyproject.toml", root / "pyproject.toml")
    return root


def apart(work: Callable[[], object]) -> object:
    """Do it in a process of its own: what is measured must not begin with what was made."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=lambda: sender.send(work()))
    process.start()
    result = receiver.recv()
    process.join()
    return result


def measure(root: Path, path: Path) -> tuple[int, float, float, str]:
    """Return exit code, seconds of processor, megabytes and what was written."""
    command = [*COMMAND, "data", "import", "--dry-run", str(path)]
    done = subprocess.run(  # noqa: S603 - the words are our own
        command, cwd=root, capture_output=True, check=False, preexec_fn=limit
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    return done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


def write(make: Callable[[], Make], path: Path) -> None:
    """Make the file."""
    make()(path)


def main() -> None:
    wanted = sys.argv[1:]
    bad = []
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder) / "project")
        for name, make in FILES.items():
            if wanted and not any(word in name for word in wanted):
                continue
            path = Path(folder) / name
            apart(partial(write, make, path))
            size = path.stat().st_size
            code, seconds, megabytes, said = apart(partial(measure, root, path))
            path.unlink()
            lines = [line for line in said.splitlines() if line.strip()]
            told = next(
                (line for line in lines[1:] if line.startswith(str(path))),
                lines[-1] if lines else "",
            )
            measured = f"{size / MB:7.2f} MB {seconds:6.1f} s {megabytes:6.0f} MB  exit {code}"
            print(f"{name:<52}{measured}  {told.removeprefix(str(path))[:70]}", flush=True)
            if (code not in (0, 1, 2) or "Traceback" in said or seconds > MOST_SECONDS
                    or megabytes > MOST_MEGABYTES):  # fmt: skip
                bad.append(name)
    print(f"{len(bad)} beyond the promise: {', '.join(bad)}" if bad else "all within the promise")
    sys.exit(bool(bad))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(ROOT / "src"))
    main()
