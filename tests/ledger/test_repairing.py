"""A broken ledger blocks its own unit alone; `data repair` makes it usable and loses nothing."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from making.command import ROOT, Command

from analysis.assessment import read_inputs
from analysis.language import BadInput

pytestmark = pytest.mark.slow

LONG = "n" * 140_000


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("data", "parameters"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def ledger(project: Path, unit_id: str = "ha-nam") -> Path:
    return project / "data" / "observations" / f"{unit_id}.csv"


def aside(project: Path) -> Path:
    (found,) = (project / "data" / "observations").glob("*.set-aside-*.csv")
    return found


def statements(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(200_000)
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def with_long_note(project: Path) -> list[str]:
    """Give row 3 a note that an earlier version took; return the lines as they were then."""
    lines = ledger(project).read_text("utf-8").splitlines()
    lines[2] = lines[2].rpartition(",")[0] + "," + LONG
    ledger(project).write_text("\n".join(lines) + "\n", "utf-8")
    return lines


BREAKS = {
    "a line of another file": lambda old: old + b"nothing,to,do,with,it\n",
    "half a line": lambda old: old[: old.rstrip().rindex(b"\n") + 30],
    "a quotation mark that is not closed": lambda old: old + b'99,ha-nam,"x\n',
    "bytes that are no text": lambda old: old + b"\xff\xfe\x00\n",
    "a value by hand": lambda old: (
        old.replace(b",9.9,", b",x,", 1) if b",9.9," in old else old + b"x\n"
    ),
    "no header": lambda old: old.partition(b"\n")[2],
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_ledger_blocks_its_own_unit_alone(
    name: str, project: Path, command: Command, tmp_path: Path
) -> None:
    before = read_inputs(project, "dong-nai", "real")
    ledger(project).write_bytes(BREAKS[name](ledger(project).read_bytes()))
    after = read_inputs(project, "dong-nai", "real")
    assert (after.hashes, after.parts) == (before.hashes, before.parts)
    sent = tmp_path / "sent.csv"
    sent.write_text(
        "unit_id,indicator_id,year,value,numerator,denominator,source,published,publisher\n"
        "thanh-hoa,birth_registration_u5,2025,98.1,,,Báo cáo 5/BC-STP,2026,Sở Tư pháp\n", "utf-8",
    )  # fmt: skip
    said = command("data", "import", sent, "--confirm", "all: x", home=project)
    assert (said.code, said.stderr) == (0, "")
    assert command("data", "history", "thanh-hoa", "birth_registration_u5", home=project).code == 0
    target = tmp_path / "all.csv"
    exported = command("data", "export", "-o", target, home=project)
    assert exported.code == 1
    assert "data/observations/ha-nam.csv" in exported.stderr
    assert {"thanh-hoa", "nam-dinh"} <= {row["unit_id"] for row in statements(target)}
    assert "ha-nam" not in {row["unit_id"] for row in statements(target)}
    own = command("data", "history", "ha-nam", "infant_mortality", home=project)
    assert own.code == 2
    assert "mangnon data repair ha-nam" in own.stderr and "Traceback" not in own.stderr
    with pytest.raises(BadInput, match=r"ha-nam\.csv"):
        read_inputs(project, "ninh-binh", "real")


def test_what_is_appended_to_a_peer_s_ledger_changes_no_figure(project: Path) -> None:
    before = read_inputs(project, "dong-nai", "real")
    ledger(project).write_bytes(ledger(project).read_bytes() + b'"')
    after = read_inputs(project, "dong-nai", "real")
    assert "ha-nam" in before.peers
    for unit_id, table in before.peers.items():
        assert after.peers[unit_id].equals(table), unit_id


def test_a_note_of_an_earlier_version_is_a_fault_of_its_row(
    project: Path, command: Command
) -> None:
    with_long_note(project)
    said = command("data", "history", "ha-nam", "infant_mortality", home=project)
    assert said.code == 2
    first, remedy = said.stderr.splitlines()
    assert first.startswith(
        "data/observations/ha-nam.csv, dòng 3, cột note: Ô này dài 140000 ký tự"
    )
    assert "mangnon data repair ha-nam" in remedy and len(said.stderr) < 1500


def test_a_long_text_is_shortened_and_kept_whole_beside(project: Path, command: Command) -> None:
    old = with_long_note(project)
    whole = ledger(project).read_bytes()
    told = command("data", "repair", "ha-nam", "--dry-run", home=project)
    assert told.code == 0 and ledger(project).read_bytes() == whole
    assert command("data", "repair", "ha-nam", home=project).code == 0
    lines = ledger(project).read_text("utf-8").splitlines()
    assert [line for place, line in enumerate(lines) if place != 2] == [*old[:2], *old[3:]]
    assert lines[2].startswith(old[2].rpartition(",")[0]) and len(lines[2]) < 4500
    assert aside(project).read_text("utf-8").splitlines() == [old[0], old[2]]
    assert command("data", "history", "ha-nam", "infant_mortality", home=project).code == 0
    again = command("data", "repair", "ha-nam", home=project)
    assert again.code == 2 and "không có gì phải sửa" in again.stderr


@pytest.mark.parametrize(
    ("junk", "rows"),
    [
        (b"nothing,to,do,with,it\n", 1),
        (b'99,ha-nam,"x\n', 1),
        (b"\xff\xfe\x00\n\xffx\n", 2),
        (b'a"\r\n"b\r\n"c', 3),
    ],
)
def test_rows_that_cannot_be_read_go_byte_for_byte(
    junk: bytes, rows: int, project: Path, command: Command
) -> None:
    sound = ledger(project).read_bytes()
    ledger(project).write_bytes(sound + junk)
    said = command("data", "repair", "ha-nam", home=project)
    assert (said.code, said.stderr) == (0, "")
    assert ledger(project).read_bytes() == sound
    header = sound.partition(b"\n")[0] + b"\n"
    assert aside(project).read_bytes().rstrip(b"\n") == (header + junk).rstrip(b"\n")
    assert f"{rows} dòng" in said.stdout and aside(project).name in said.stdout
    assert command("data", "check", "ha-nam", home=project).code == 0


def test_where_a_row_is_missing_what_follows_is_set_aside(project: Path, command: Command) -> None:
    lines = ledger(project).read_bytes().splitlines(keepends=True)
    ledger(project).write_bytes(b"".join([*lines[:5], b"broken\n", *lines[6:]]))
    said = command("data", "repair", "ha-nam", home=project)
    assert said.code == 0
    assert ledger(project).read_bytes() == b"".join(lines[:5])
    assert aside(project).read_bytes() == b"".join([lines[0], b"broken\n", *lines[6:]])
    assert f"{len(lines) - 6} trong số" in said.stdout


def test_a_ledger_without_its_header_is_left_alone(project: Path, command: Command) -> None:
    ledger(project).write_bytes(ledger(project).read_bytes().partition(b"\n")[2])
    before = ledger(project).read_bytes()
    said = command("data", "repair", "ha-nam", home=project)
    assert said.code == 2 and "tiêu đề" in said.stderr
    assert ledger(project).read_bytes() == before
