"""The command: what it writes, in which encoding, and how it ends."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from making.programme import PLANNED

from analysis.cli.main import cli, main
from analysis.cli.progress import seconds_left

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("mangnon")
TARGET_COLUMNS = (
    "unit_id,chi_tieu,indicator_id,kind,comparator,value,value_high,"
    "unit,year,period,document,clause"
)
COMPARATORS = {"at_least", "above", "at_most", "below", "equal", "reduce_yearly"}
# What click says by itself; none of it may stand alone in front of a Vietnamese reader.
CLICKS_OWN = re.compile(
    r"Usage|Error|Options:|Commands:|Show this|No such|unexpected|requires|Invalid|Missing|Try '"
)

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Return what runs the command in this process and gives exit code, output and messages."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mangnon", *words])
        with pytest.raises(SystemExit) as end:
            main()
        written = capsys.readouterr()
        return int(end.value.code or 0), written.out, written.err

    monkeypatch.setenv("MANGNON_HOME", str(ROOT))
    return run


def table(output: str) -> list[dict[str, str]]:
    return list(csv.DictReader(output.splitlines()))


# Targets


def test_targets_are_written_with_the_promised_columns_for_every_unit(call: Call) -> None:
    code, output, messages = call("plan", "targets", "--csv")
    assert (code, messages) == (0, "")
    assert output.startswith(TARGET_COLUMNS + "\n")
    assert output.endswith("\n")
    assert not output.endswith("\n\n")
    rows = table(output)
    counts = Counter(row["unit_id"] for row in rows)
    assert counts == {
        "viet-nam": 65,
        "vinh-long": 65,
        "dong-thap": 65,
        "ninh-binh": 66,
        "trieu-son": 61,
        "dong-nai": 65,
    }
    assert {row["comparator"] for row in rows} <= COMPARATORS
    assert len({tuple(row.values()) for row in rows}) == len(rows)


def test_targets_of_one_unit_are_its_own_rows(call: Call) -> None:
    _, everything, _ = call("plan", "targets", "--csv")
    for unit in PLANNED:
        _, output, _ = call("plan", "targets", unit, "--csv")
        assert table(output) == [row for row in table(everything) if row["unit_id"] == unit]


def test_targets_of_dong_nai_are_the_nation_s_and_say_so(call: Call) -> None:
    _, output, _ = call("plan", "targets", "dong-nai", "--csv")
    _, national, _ = call("plan", "targets", "viet-nam", "--csv")
    rows = table(output)
    assert all("giá trị quốc gia" in row["document"] for row in rows)
    assert all("23/QĐ-TTg" in row["document"] for row in rows)
    own = ("unit_id", "document")
    assert [{**row, **dict.fromkeys(own)} for row in rows] == [
        {**row, **dict.fromkeys(own)} for row in table(national)
    ]


def test_targets_are_readable_without_csv_in_both_languages(call: Call) -> None:
    for lang, sign in (("vi", "≥ 65 %"), ("en", "≥ 65%")):
        _, output, _ = call("plan", "targets", "ninh-binh", "--lang", lang)
        assert len(output.splitlines()) == 66
        assert sign in output.replace("\N{NO-BREAK SPACE}", " ")
        assert not re.search(r"\bnan\b|None|NaN", output)


def test_findings_are_written_in_both_languages(call: Call) -> None:
    _, vietnamese, _ = call("plan", "findings")
    _, english, _ = call("plan", "findings", "--lang", "en")
    assert len(vietnamese.splitlines()) == len(english.splitlines()) > 5
    assert vietnamese != english


# Encoding and pipes


def run_process(script: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"],
        env={**os.environ, "MANGNON_HOME": str(ROOT), "MANGNON": str(COMMAND)},
        capture_output=True,
        check=False,
        timeout=120,
    )


@pytest.mark.slow
def test_output_and_messages_are_utf_8_whatever_the_terminal_says() -> None:
    ascii_only = 'LC_ALL=C PYTHONIOENCODING=ascii "$MANGNON" plan findings ninh-binh'
    western = 'PYTHONIOENCODING=latin-1 "$MANGNON" assess nope'
    run = run_process(f"{ascii_only}; {western}")
    assert "chỉ tiêu" in run.stdout.decode("utf-8")
    assert "Không có đơn vị “nope”" in run.stderr.decode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("words", ["plan targets --csv", "plan findings"])
def test_a_reader_who_has_seen_enough_is_no_fault(words: str) -> None:
    # The pipe is closed before anything can be written to it.
    run = run_process(f'"$MANGNON" {words} | true')
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.slow
def test_output_that_cannot_be_written_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    run = run_process('"$MANGNON" plan targets --csv > /dev/full')
    assert run.returncode == 1
    assert run.stderr.decode().startswith("Đĩa đã đầy.")
    assert len(run.stderr.decode().splitlines()) == 1


# Help and mistakes


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["plan"],
        ["assess"],
        ["plan", "targets"],
        ["plan", "findings"],
        ["init"],
        ["where"],
        ["unit"],
        ["unit", "add"],
        ["unit", "add-communes"],
        ["unit", "list"],
        ["status"],
    ],
)
def test_help_speaks_vietnamese_first(call: Call, words: list[str]) -> None:
    code, output, messages = call(*words, "--help")
    assert (code, messages) == (0, "")
    assert output.startswith(f"Cách dùng: {' '.join(['mangnon', *words])} [Tùy chọn]")
    assert "in trang này / print this page" in output
    assert not CLICKS_OWN.search(output)
    assert not re.search(r"COMMAND|ARGS|INTEGER|PATH|[^]]\.\.\.$", output, re.MULTILINE)


def test_without_a_word_the_help_is_shown(call: Call) -> None:
    code, output, _ = call()
    assert code == 0
    assert output.startswith("Cách dùng: mangnon ")


MISTAKES = {
    "no such command": "asses LANG",
    "no such subcommand": "plan target LANG",
    "no such option": "assess LANG --al",
    "value missing": "assess LANG --edition",
    "value not wanted": "assess LANG --all=1",
    "not a number": "assess LANG --edition abc",
    "not a choice": "assess LANG --data made-up",
    "word missing": "data template LANG",
    "option missing": "unit add-communes LANG x.csv",
    "not a day": "status LANG --date 2027",
    "too many words": "plan targets LANG ninh-binh vinh-long",
    "units and all": "assess LANG ninh-binh --all",
    "no unit": "assess LANG",
    "unknown unit": "assess LANG ha-noi",
    "unknown unit's plan": "plan targets LANG ha-noi",
    "year too early": "assess LANG ninh-binh --edition 0",
    "year too late": "assess LANG ninh-binh --edition 2050",
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("words", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_gets_one_message_in_the_language_asked_for(
    call: Call, words: str, lang: str
) -> None:
    code, output, message = call(*words.replace("LANG", f"--lang={lang}").split())
    assert (code, output) == (2, "")
    assert len(message.splitlines()) == 1
    vietnamese = re.search(r"[ăâđêôơưạảấầậắặẹếềệỉịọốồộớờợụứừựỳỵ]", message)
    assert bool(vietnamese) == (lang == "vi")
    assert lang == "en" or not CLICKS_OWN.search(message)


def test_several_unknown_units_are_all_named(call: Call) -> None:
    code, _, message = call("assess", "ninh-binh", "ha-noi", "hue")
    assert code == 2
    assert "“ha-noi”" in message
    assert "“hue”" in message


def test_a_wrong_home_is_named_as_such(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANGNON_HOME", "/nowhere/at/all")
    code, output, message = call("plan", "targets")
    assert (code, output) == (2, "")
    assert message.startswith("Biến môi trường MANGNON_HOME là “/nowhere/at/all”")


def test_an_interrupt_ends_quietly(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupt)
    code, _, message = call("plan", "targets")
    assert code == 130
    assert message == "Đã dừng theo yêu cầu; các báo cáo đã xong vẫn còn.\n"


# How long it still takes


def test_time_left_counts_the_workers() -> None:
    # Six reports, two at a time, forty seconds each: three rounds.
    assert seconds_left(40, made=1, due=6, workers=2) == pytest.approx(100)
    assert seconds_left(40, made=2, due=6, workers=2) == pytest.approx(80)
    assert seconds_left(80, made=4, due=6, workers=2) == pytest.approx(40)
    assert seconds_left(120, made=6, due=6, workers=2) == 0
    assert seconds_left(30, made=1, due=2, workers=1) == pytest.approx(30)
