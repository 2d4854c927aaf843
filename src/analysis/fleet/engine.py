"""Making the reports: one notebook run per unit, two at a time, each published whole or not."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from analysis.assessment import Inputs, read_inputs
from analysis.files import replace_folder
from analysis.fleet.jobs import Outcome, Progress
from analysis.fleet.local import make_all, run_apart
from analysis.language import BadInput, Fault
from analysis.publication import (
    NOTEBOOK,
    OVERVIEW,
    OVERVIEW_NOTEBOOK,
    OverviewParameters,
    Parameters,
    PublishedUnit,
    edition_folder,
    edition_lock,
    inputs_hash,
    is_intact,
    is_whole,
    left_out_reason,
    make_overview_report,
    read_entry,
    read_manifest,
    read_overview_inputs,
    readable_units,
    restore_interrupted,
    run_digest,
    write_index,
)


def make_assessments(
    root: Path, wanted: list[Parameters], reports: Path, *, fresh: bool, progress: Progress
) -> list[Outcome]:
    """Make and publish the assessments of ``wanted``, which share one edition and language.

    A unit whose inputs are those of its published report is kept unless ``fresh``. Raises
    ``BadInput`` before anything is written when no unit can be read, when the edition cannot be
    written or is held by another run, when its manifest is damaged, or when illustrative reports
    would replace real ones.
    """
    if not (root / NOTEBOOK).is_file():
        raise BadInput([Fault("faults.missing_file", file=str(NOTEBOOK))])
    failed, ready = _read_all(root, wanted)
    folder = edition_folder(reports, wanted[0].edition)
    outcomes = []
    with edition_lock(folder):
        published = read_manifest(folder)
        if not fresh:
            _refuse_mixing(ready, published, folder)
        restore_interrupted(folder)
        kept, due = _sort_out(root, ready, {} if fresh else published, folder)
        try:
            for outcome in itertools.chain(failed, kept, make_all(root, due, folder, progress)):
                outcomes.append(outcome)
                progress.show(outcome)
        finally:
            # A run that is stopped keeps what it has published, and the way to it.
            write_index(root, folder, wanted[0].edition, wanted[0].lang)
    return outcomes


def _read_all(
    root: Path, wanted: list[Parameters]
) -> tuple[list[Outcome], dict[Parameters, Inputs]]:
    failed: list[Outcome] = []
    ready: dict[Parameters, Inputs] = {}
    faults: list[Fault] = []
    for parameters in wanted:
        try:
            ready[parameters] = read_inputs(
                root, parameters.unit_id, parameters.data, parameters.moment
            )
        except BadInput as error:
            faults += error.faults
            reason = error.message(parameters.lang)
            failed.append(Outcome(parameters.place, "failed", reason))
    if not ready:
        raise BadInput(_distinct(faults))
    return failed, ready


def _distinct(faults: list[Fault]) -> list[Fault]:
    return list({fault.message("en"): fault for fault in faults}.values())


def _refuse_mixing(
    ready: dict[Parameters, Inputs], published: dict[str, PublishedUnit], folder: Path
) -> None:
    replaced = [
        parameters.place
        for parameters in ready
        if parameters.data == "illustrative"
        and parameters.place in published
        and published[parameters.place].data == "real"
    ]
    if replaced:
        values = {"found": ", ".join(replaced)}
        raise BadInput([Fault("runs.replaces_real", file=str(folder), values=values)])


def _sort_out(
    root: Path,
    ready: dict[Parameters, Inputs],
    published: dict[str, PublishedUnit],
    folder: Path,
) -> tuple[list[Outcome], dict[Parameters, str]]:
    """Return what is kept, and the hash of the inputs of each unit that has to be made."""
    kept, due = [], {}
    for parameters, inputs in ready.items():
        entry = published.get(parameters.place)
        digest = inputs_hash(root, parameters, inputs, folder)
        if entry and entry.inputs_hash == digest and is_intact(folder, entry):
            kept.append(Outcome(parameters.place, "kept", left_out_reason(parameters, folder)))
        else:
            due[parameters] = digest
    return kept, due


@dataclass(frozen=True)
class OverviewOutcome:
    """What became of the overview: ``made`` or ``kept``; where it is, and who is not in it."""

    state: str
    page: Path
    left_out: tuple[Fault, ...]


def make_edition_overview(
    root: Path, parameters: OverviewParameters, reports: Path, *, fresh: bool
) -> OverviewOutcome:
    """Make and publish the overview; it is kept where nothing had changed, unless ``fresh``.

    Units whose inputs cannot be read are left out and named. Raises ``BadInput`` before anything
    is written when no unit can be read, when the maps cannot, when the edition is held by another
    run, and when an overview of illustrative data would replace one of real data.
    """
    if not (root / OVERVIEW_NOTEBOOK).is_file():
        raise BadInput([Fault("faults.missing_file", file=OVERVIEW_NOTEBOOK.as_posix())])
    readable, left_out = readable_units(root, parameters)
    wanted = replace(parameters, unit_ids=" ".join(readable))
    inputs = read_overview_inputs(root, wanted)
    digest = run_digest(root, OVERVIEW_NOTEBOOK, asdict(wanted), inputs.hashes)
    folder = edition_folder(reports, wanted.edition)
    page = folder / OVERVIEW / "overview.html"
    with edition_lock(folder):
        published = read_entry(folder / OVERVIEW)
        if published.get("data") == "real" and wanted.data == "illustrative" and not fresh:
            values = {"found": OVERVIEW}
            raise BadInput([Fault("runs.replaces_real", file=str(folder), values=values)])
        restore_interrupted(folder)
        if not fresh and published.get("digest") == digest and is_whole(folder / OVERVIEW):
            return OverviewOutcome("kept", page, left_out)
        begun = folder / f".making-{OVERVIEW}"
        try:
            run_apart(make_overview_report, root, wanted, digest, begun)
            replace_folder(begun / OVERVIEW, folder / OVERVIEW)
            write_index(root, folder, wanted.edition, wanted.lang)
        finally:
            shutil.rmtree(begun, ignore_errors=True)
    return OverviewOutcome("made", page, left_out)
