"""The command ``mangnon``."""

from __future__ import annotations

import itertools
import math
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.catalogue import Lang, text
from analysis.cli_data import data
from analysis.cli_overview import overview, publish_overview
from analysis.cli_speech import (
    BAD_INPUT,
    CONTEXT,
    SOME_FAILED,
    STOPPED,
    SUBCOMMAND,
    Spoken,
    SpokenGroup,
    both,
    found_root,
    lang_option,
    write,
)
from analysis.faults import BadInput, Fault
from analysis.units import UNITS_WITH_PLAN

if TYPE_CHECKING:
    import pandas as pd

    from analysis.parameters import Parameters
    from analysis.runs import Outcome

TARGET_COLUMNS = ["unit_id", "chi_tieu", "indicator_id", "kind", "comparator", "value",
                  "value_high", "unit", "year", "period", "document", "clause"]  # fmt: skip
_MINUTES_FROM = 100


def main() -> None:
    """Run the command; bad input ends with one clear message and exit code 2."""
    lang = _asked_language(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        # Vietnamese letters have to survive a terminal or a pipe that is not set to UTF-8.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = cli.main(standalone_mode=False, prog_name="mangnon")
    except BadInput as error:
        message, code = error.message(lang), BAD_INPUT
    except click.exceptions.NoArgsIsHelpError as error:
        write(error.message, sys.stdout)
        sys.exit(0)
    except click.UsageError as error:
        message, code = _usage_message(error, lang), BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        message, code = text("cli.stopped", lang), STOPPED
    except OSError as error:
        message, code = _file_message(error, lang), SOME_FAILED
    else:
        sys.exit(code)
    write(message, sys.stderr)
    sys.exit(code)


def _file_message(error: OSError, lang: Lang) -> str:
    from analysis.publication import file_fault

    return file_fault(error).message(lang)


@click.group(cls=SpokenGroup, context_settings=CONTEXT, help=both("help_main"),
             subcommand_metavar=SUBCOMMAND)  # fmt: skip
@click.version_option(package_name="mangnon", message="%(version)s", help=both("help_version"))
def cli() -> None:
    """Hold the commands together."""


cli.add_command(data)
cli.add_command(overview)


@cli.group(cls=SpokenGroup, help=both("help_plan"), subcommand_metavar=SUBCOMMAND)
def plan() -> None:
    """Show what the plans say."""


@plan.command(cls=Spoken, help=both("help_targets"))
@click.argument("unit", required=False, metavar="[ĐƠN_VỊ]")
@click.option("--csv", "as_csv", is_flag=True, help=both("help_csv"))
@lang_option
def targets(unit: str | None, as_csv: bool, lang: Lang) -> None:
    """Write every target of the plans to standard output."""
    from analysis.plans import plan_targets

    plans = _plans(unit)
    rows = _joined([plan_targets(plan) for plan in plans])
    if as_csv:
        written = rows[TARGET_COLUMNS].to_csv(index=False, lineterminator="\n").rstrip("\n")
    else:
        written = "\n".join(_target_line(row, lang) for row in rows.to_dict("records"))
    write(written, sys.stdout)


@plan.command(cls=Spoken, help=both("help_findings"))
@click.argument("unit", required=False, metavar="[ĐƠN_VỊ]")
@lang_option
def findings(unit: str | None, lang: Lang) -> None:
    """Write what looks odd in the plans; their values stand as printed."""
    from analysis.plans import plan_findings

    everyone = _plans(None)
    wanted = everyone if unit is None else _plans(unit)
    rows = _joined([plan_findings(plan, everyone) for plan in wanted]).to_dict("records")
    lines = (f"{row['unit_id']}  {row['clause']}: {row[f'text_{lang}']}" for row in rows)
    write("\n".join(lines), sys.stdout)


@cli.command(cls=Spoken, help=both("help_assess"))
@click.argument("units", nargs=-1, metavar="[ĐƠN_VỊ]...")
@click.option("--all", "all_units", is_flag=True, help=both("help_all"))
@click.option("--edition", type=int, metavar=text("cli.year", "vi"), help=both("help_edition"))
@lang_option
@click.option("--data", type=click.Choice(("real", "illustrative")), default="real",
              help=both("help_data"))  # fmt: skip
@click.option("--agency", metavar=text("cli.name", "vi"), help=both("help_agency_page"))
@click.option("--as-of", default="", metavar=text("cli.day", "vi"), help=both("help_as_of"))
@click.option("--reports", type=click.Path(path_type=Path), metavar=text("cli.folder", "vi"),
              help=both("help_reports"))  # fmt: skip
@click.option("--fresh", is_flag=True, help=both("help_fresh"))
def assess(
    units: tuple[str, ...],
    all_units: bool,
    edition: int | None,
    lang: Lang,
    data: str,
    agency: str | None,
    as_of: str,
    reports: Path | None,
    fresh: bool,
) -> int:
    """Make the annual assessments and publish them as HTML, PDF, notebook, CSV and XLSX."""
    from analysis.publication import edition_folder
    from analysis.runs import make_assessments

    root = found_root()
    names = _chosen_units(units, all_units, data, root)
    more = {"as_of": as_of, "agency": _agency(root, names, agency)}
    wanted = [_parameters(root, name, edition, lang, data, more) for name in names]
    folder = reports or root / "reports"
    progress = _Progress(len(wanted), lang)
    outcomes = make_assessments(root, wanted, folder, fresh=fresh, progress=progress)
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    done = len(outcomes) - len(failed)
    index = edition_folder(folder, wanted[0].edition) / "index.html"
    lines = [text("cli.written", lang, done=done, total=len(outcomes), folder=index.parent)]
    if done:
        lines.append(text("cli.open", lang, page=index))
    write("\n".join(lines), sys.stdout)
    if all_units and done:
        first = wanted[0]
        given = {"edition": first.edition, "lang": lang, "data": data, "as_of": as_of}
        publish_overview(root, given, folder, fresh=fresh)
    return SOME_FAILED if failed else 0


@cli.command("track-record", cls=Spoken, help=both("help_track_record"))
@click.option("--panels", type=click.Path(path_type=Path), help=both("help_panels"))
@lang_option
@click.option("--reports", type=click.Path(path_type=Path), help=both("help_reports"))
def track_record(panels: Path | None, lang: Lang, reports: Path | None) -> None:
    """Render how right the projections have been, measured anew when panels are given."""
    from analysis.runs import make_track_record
    from analysis.track_record_summary import measure_record, write_record

    root = found_root()
    if panels:
        click.echo(text("cli.measuring", lang), err=True)
        write_record(root, measure_record(panels))
    folder = make_track_record(root, reports or root / "reports", lang)
    click.echo(text("cli.open", lang, page=folder / "track-record.html"))


class _Progress:
    """Tells each unit as it ends, how many are done, and about how long the rest takes."""

    def __init__(self, total: int, lang: Lang) -> None:
        self.total, self.lang, self.told = total, lang, 0
        self.due, self.workers, self.made, self.start = 0, 1, 0, 0.0

    def begin(self, due: int, workers: int) -> None:
        """Say how many reports are to be made; time counts from here."""
        self.due, self.workers, self.start = due, workers, time.monotonic()
        write(text("cli.started", self.lang, total=due), sys.stderr)

    def show(self, outcome: Outcome) -> None:
        """Write one line for the unit that ended."""
        self.told += 1
        word = text(f"cli.state_{outcome.state}", self.lang)
        line = text("cli.progress", self.lang, done=self.told, total=self.total,
                    unit=outcome.unit_id, state=word)  # fmt: skip
        if self.due:
            self.made += 1
            line += self._time_left()
        write(line + (f"\n{outcome.reason}" if outcome.reason else ""), sys.stderr)

    def _time_left(self) -> str:
        left = seconds_left(time.monotonic() - self.start, self.made, self.due, self.workers)
        if not left:
            return ""
        if left < _MINUTES_FROM:
            return text("cli.seconds_left", self.lang, left=f"{left:.0f}")
        return text("cli.minutes_left", self.lang, left=f"{left / 60:.0f}")


def seconds_left(spent: float, made: int, due: int, workers: int) -> float:
    """Return about how long the rest takes when ``workers`` work side by side.

    The first report of each worker tells how long one takes, so the estimate does not double when
    only one of them is done.
    """
    rounds = math.ceil(made / workers)
    return spent / rounds * (due - made) / workers


def _plans(unit: str | None) -> list[Any]:
    from analysis.plans import load_plan

    root = found_root()
    return [load_plan(name, root) for name in ([unit] if unit else UNITS_WITH_PLAN)]


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(frames, ignore_index=True)


def _target_line(row: Mapping[Any, Any], lang: Lang) -> str:
    from analysis.wording import target_sign

    shown = target_sign({**row, "target_value": row["value"],
                         "target_value_high": row["value_high"]}, lang)  # fmt: skip
    when = row["period"] if row["year"] is None or row["year"] != row["year"] else row["year"]
    when = "–" if when is None or when != when else when
    return (
        f"{row['unit_id']:<12} {row['chi_tieu']:>2}  {row['indicator_id']:<32} {when!s:<10} {shown}"
    )


def _chosen_units(
    units: tuple[str, ...], all_units: bool, data: str, root: Path
) -> tuple[str, ...]:
    if units and all_units:
        raise BadInput([Fault("cli.units_and_all")])
    if units:
        unknown = [name for name in units if name not in UNITS_WITH_PLAN]
        known = ", ".join(UNITS_WITH_PLAN)
        faults = [
            Fault("faults.unknown_unit", values={"found": name, "known": known}) for name in unknown
        ]
        if faults:
            raise BadInput(faults)
        return tuple(dict.fromkeys(units))
    if data == "illustrative":
        made = {path.stem for path in (root / "data" / "illustrative").glob("*.csv")}
        return tuple(name for name in UNITS_WITH_PLAN if name in made)
    if all_units:
        return UNITS_WITH_PLAN
    raise BadInput([Fault("cli.no_units", values={"known": ", ".join(UNITS_WITH_PLAN)})])


def _agency(root: Path, names: tuple[str, ...], asked_for: str | None) -> str:
    from analysis.agencies import find_agency
    from analysis.plans import load_plan, plan_targets

    if asked_for is None:
        return ""
    if len(names) != 1:
        raise BadInput([Fault("cli.agency_one_unit")])
    leads = plan_targets(load_plan(names[0], root))["lead_agency"].dropna()
    return find_agency(list(leads.unique()), asked_for)


def _parameters(
    root: Path, name: str, edition: int | None, lang: Lang, data: str, more: Mapping[str, str]
) -> Parameters:
    from analysis.parameters import check_parameters, load_parameters

    stored = load_parameters(root, name)
    given = {
        "unit_id": name,
        "edition": stored.edition if edition is None else edition,
        "lang": lang,
        "data": data,
        **more,
    }
    return check_parameters(given, file=None)


def _asked_language(words: list[str]) -> Lang:
    pairs = itertools.pairwise(words)
    english = any(pair == ("--lang", "en") for pair in pairs) or "--lang=en" in words
    return "en" if english else "vi"


def _usage_message(error: click.UsageError, lang: Lang) -> str:
    command = error.ctx.command_path if error.ctx else "mangnon"
    values: dict[str, Any] = {"command": command, "found": error.message}
    key = "usage_other"
    if isinstance(error, click.NoSuchOption):
        key, values["found"] = "no_such_option", error.option_name
    elif isinstance(error, click.BadOptionUsage):
        key = "takes_no_value" if "does not take" in error.message else "needs_value"
        values["found"] = error.option_name
    elif extra := re.search(r"unexpected extra argument\w* \((.+)\)", error.message):
        key, values["found"] = "too_many_words", extra[1]
    elif isinstance(error, click.BadParameter) and error.param:
        key, values["name"] = "bad_value", "/".join(error.param.opts)
        choices = getattr(error.param.type, "choices", None)
        values["expected"] = ", ".join(choices) if choices else text("cli.a_number", lang)
    elif error.ctx and isinstance(error.ctx.command, click.Group):
        key, values["known"] = "no_such_command", ", ".join(error.ctx.command.commands)
    return text(f"cli.{key}", lang, **values)


if __name__ == "__main__":
    main()
