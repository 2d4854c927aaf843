"""The command ``mangnon``."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.catalogue import LANGS, Lang, text
from analysis.faults import BadInput, Fault
from analysis.settings import project_root
from analysis.units import UNITS_WITH_PLAN

if TYPE_CHECKING:
    import pandas as pd

    from analysis.parameters import Parameters
    from analysis.runs import Outcome

TARGET_COLUMNS = ["unit_id", "chi_tieu", "indicator_id", "kind", "comparator", "value",
                  "value_high", "unit", "year", "period", "document", "clause"]  # fmt: skip
BAD_INPUT, SOME_FAILED = 2, 1


def main() -> None:
    """Run the command; bad input ends with one clear message and exit code 2."""
    lang = _asked_language(sys.argv[1:])
    try:
        code = cli.main(standalone_mode=False, prog_name="mangnon")
    except BadInput as error:
        click.echo(error.message(lang), err=True)
        code = BAD_INPUT
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message)
        code = 0
    except click.UsageError as error:
        click.echo(_usage_message(error, lang), err=True)
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo(text("cli.stopped", lang), err=True)
        code = 130
    except OSError as error:
        values = {"found": error.strerror or type(error).__name__}
        fault = Fault("cli.file_system", file=error.filename or None, values=values)
        click.echo(fault.message(lang), err=True)
        code = SOME_FAILED
    sys.exit(code)


class _Spoken(click.Command):
    """A command whose help speaks Vietnamese first and English below."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option:
            option.help = _both("help_help")
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace(
            "OPTIONS", text("cli.options", "vi")
        )
        formatter.write_usage(ctx.command_path, pieces, prefix=text("cli.usage", "vi") + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [option.get_help_record(ctx) for option in options]
        with formatter.section(text("cli.options", "vi")):
            formatter.write_dl([record for record in records if record])


class _SpokenGroup(_Spoken, click.Group):
    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section(text("cli.commands", "vi")):
            formatter.write_dl(
                [(name, command.get_short_help_str(90)) for name, command in self.commands.items()]
            )


def _both(key: str) -> str:
    return f"{text(f'cli.{key}', 'vi')} / {text(f'cli.{key}', 'en')}"


_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_lang_option = click.option(
    "--lang", type=click.Choice(LANGS), default="vi", help=_both("help_lang")
)


@click.group(cls=_SpokenGroup, context_settings=_CONTEXT, help=_both("help_main"))
@click.version_option(package_name="mangnon", message="%(version)s", help=_both("help_version"))
def cli() -> None:
    """Hold the commands together."""


@cli.group(cls=_SpokenGroup, help=_both("help_plan"))
def plan() -> None:
    """Show what the plans say."""


@plan.command(cls=_Spoken, help=_both("help_targets"))
@click.argument("unit", required=False, metavar="[ĐƠN_VỊ]")
@click.option("--csv", "as_csv", is_flag=True, help=_both("help_csv"))
@_lang_option
def targets(unit: str | None, as_csv: bool, lang: Lang) -> None:
    """Write every target of the plans to standard output."""
    from analysis.plans import plan_targets

    plans = _plans(unit)
    rows = _joined([plan_targets(plan) for plan in plans])
    if as_csv:
        # Vietnamese letters have to survive a terminal or a pipe that is not set to UTF-8.
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        rows[TARGET_COLUMNS].to_csv(sys.stdout, index=False, lineterminator="\n")
        return
    for row in rows.to_dict("records"):
        click.echo(_target_line(row, lang))


@plan.command(cls=_Spoken, help=_both("help_findings"))
@click.argument("unit", required=False, metavar="[ĐƠN_VỊ]")
@_lang_option
def findings(unit: str | None, lang: Lang) -> None:
    """Write what looks odd in the plans; their values stand as printed."""
    from analysis.plans import plan_findings

    everyone = _plans(None)
    wanted = everyone if unit is None else _plans(unit)
    for row in _joined([plan_findings(plan, everyone) for plan in wanted]).to_dict("records"):
        click.echo(f"{row['unit_id']}  {row['clause']}: {row[f'text_{lang}']}")


@cli.command(cls=_Spoken, help=_both("help_assess"))
@click.argument("units", nargs=-1, metavar="[ĐƠN_VỊ]...")
@click.option("--all", "all_units", is_flag=True, help=_both("help_all"))
@click.option("--edition", type=int, help=_both("help_edition"))
@_lang_option
@click.option("--data", type=click.Choice(("real", "illustrative")), default="real",
              help=_both("help_data"))  # fmt: skip
@click.option("--reports", type=click.Path(path_type=Path), help=_both("help_reports"))
@click.option("--fresh", is_flag=True, help=_both("help_fresh"))
def assess(
    units: tuple[str, ...],
    all_units: bool,
    edition: int | None,
    lang: Lang,
    data: str,
    reports: Path | None,
    fresh: bool,
) -> int:
    """Make the annual assessments and publish them as HTML, PDF, notebook, CSV and XLSX."""
    from analysis.publication import edition_folder
    from analysis.runs import make_assessments

    root = project_root()
    names = _chosen_units(units, all_units, data, root)
    wanted = [_parameters(root, name, edition, lang, data) for name in names]
    folder = reports or root / "reports"
    progress = _Progress(len(wanted), lang)
    outcomes = make_assessments(root, wanted, folder, fresh=fresh, report_progress=progress.show)
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    done = len(outcomes) - len(failed)
    index = edition_folder(folder, wanted[0].edition) / "index.html"
    click.echo(text("cli.written", lang, done=done, total=len(outcomes), folder=index.parent))
    click.echo(text("cli.open", lang, page=index))
    return SOME_FAILED if failed else 0


class _Progress:
    """Tells each unit as it ends, how many are done, and about how long the rest takes."""

    def __init__(self, total: int, lang: Lang) -> None:
        self.total, self.lang, self.done, self.start = total, lang, 0, time.monotonic()
        click.echo(text("cli.started", lang, total=total), err=True)

    def show(self, outcome: Outcome) -> None:
        """Write one line for the unit that ended."""
        self.done += 1
        spent = time.monotonic() - self.start
        left = spent / self.done * (self.total - self.done)
        word = text(f"cli.state_{outcome.state}", self.lang)
        line = text("cli.progress", self.lang, done=self.done, total=self.total,
                    unit=outcome.unit_id, state=word, left=f"{left:.0f}")  # fmt: skip
        click.echo(line + (f"\n{outcome.reason}" if outcome.reason else ""), err=True)


def _plans(unit: str | None) -> list[Any]:
    from analysis.plans import load_plan

    root = project_root()
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


def _parameters(root: Path, name: str, edition: int | None, lang: Lang, data: str) -> Parameters:
    from analysis.parameters import check_parameters, load_parameters

    stored = load_parameters(root, name)
    given = {"unit_id": name, "edition": edition or stored.edition, "lang": lang, "data": data}
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
    elif isinstance(error, click.MissingParameter):
        key, values["found"] = "missing_word", error.param.name if error.param else ""
    elif isinstance(error, click.BadParameter) and error.param:
        key, values["name"] = "bad_value", "/".join(error.param.opts)
        choices = getattr(error.param.type, "choices", None)
        values["expected"] = ", ".join(choices) if choices else text("cli.a_number", lang)
    elif error.ctx and isinstance(error.ctx.command, click.Group):
        key, values["known"] = "no_such_command", ", ".join(error.ctx.command.commands)
    return text(f"cli.{key}", lang, **values)


if __name__ == "__main__":
    main()
