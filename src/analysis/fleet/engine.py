"""A run: every unit read once, what is due made, each report published whole or not at all."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.assessment import Inputs, ReadTogether, read_inputs, read_together
from analysis.fleet.cluster import make_all_there
from analysis.fleet.jobs import USUAL, Limits, Outcome, Progress, Silence
from analysis.fleet.local import Workplace, make_all
from analysis.fleet.memory import Memory, project_state, recall, unchanged_report
from analysis.fleet.scratch import VALUES, scratch_folder
from analysis.fleet.warming import begin_to_warm
from analysis.language import BadInput, Fault, Lang
from analysis.ledger import DataKind
from analysis.publication import (
    CLOSING,
    OVERVIEW,
    REVISION,
    TRACK_RECORD,
    Job,
    OverviewParameters,
    Parameters,
    PublishedReport,
    RecordParameters,
    as_revision,
    changed_since,
    check_reports_folder,
    current_day,
    edition_folder,
    edition_lock,
    is_current,
    is_intact,
    make_job,
    overview_ids,
    read_manifest,
    read_overview_inputs,
    read_report_inputs,
    record_lock,
    revisions_of,
    settle_all,
    settle_edition,
    summarise_record,
    write_index,
)
from analysis.track_record import record_hashes


@dataclass(frozen=True)
class How:
    """How a run treats what is published already: it stays.

    A report that would say the same is kept, or made again in its place where it is damaged or
    ``fresh`` is asked for. One that would say something else is frozen: it is left alone unless
    there is a ``reason`` for a revision, which then stands beside it. What is illustrative is no
    publication and gives way.
    """

    fresh: bool = False
    reason: str = ""


@dataclass
class Run:
    """What one run has read and assessed: each unit once, whatever shows it.

    ``scratch`` is its temporary folder; ``assessed`` are the files in it in which whole assessments
    made by this run are handed on.
    """

    root: Path
    reports: Path
    scratch: Path
    limits: Limits
    _read: dict[tuple[str, str, str | None], Inputs | BadInput] = field(default_factory=dict)
    _together: dict[tuple[str, str | None], ReadTogether] = field(default_factory=dict)
    assessed: dict[tuple[str, int, str, str | None], Path] = field(default_factory=dict)

    def read_together(self, unit_ids: Sequence[str], data: DataKind, moment: str | None) -> None:
        """Read once what several units share, for the ``inputs`` of each."""
        unread = [each for each in unit_ids if (each, data, moment) not in self._read]
        if len(unread) > 1:
            self._together[data, moment] = read_together(self.root, unread, data, moment)

    def inputs(self, unit_id: str, parameters: Parameters | OverviewParameters) -> Inputs:
        """Return a unit's inputs. Raises ``BadInput``, each time, when they cannot be read."""
        key = (unit_id, parameters.data, parameters.moment)
        if key not in self._read:
            try:
                self._read[key] = read_inputs(self.root, *key, self._together.get(key[1:]))
            except BadInput as error:
                self._read[key] = error
        found = self._read[key]
        if isinstance(found, BadInput):
            raise found
        return found


@contextmanager
def run_in(root: Path, reports: Path, limits: Limits = USUAL) -> Iterator[Run]:
    """Give what the reports of one run share; it is gone when the run ends.

    What killed runs left is cleared first. Raises ``BadInput`` for ``reports`` among the project's
    own files and for a day that no report can be dated.
    """
    current_day()
    check_reports_folder(root, reports)
    settle_all(reports)
    with scratch_folder() as scratch:
        yield Run(root, reports, scratch, limits)


def make_assessments(
    run: Run, wanted: Sequence[Parameters], lang: Lang, progress: Progress, how: How
) -> list[Outcome]:
    """Make and publish the assessments of ``wanted``, which share one edition.

    Each is in its own language, the page that leads to them in ``lang``. What is published stays,
    see ``How``. Raises ``BadInput`` before anything is written when no unit can be read, when the
    edition cannot be written or is held by another run, when its manifest is damaged, or when
    illustrative reports would replace real ones.
    """
    edition = wanted[0].edition
    folder = edition_folder(run.reports, edition)
    memory = recall(run.root, run.reports, edition)
    outcomes = [] if how.fresh else list(_unchanged(wanted, memory, folder))
    settled = {outcome.place.partition(REVISION)[0] for outcome in outcomes}
    unsettled = [one for one in wanted if one.place not in settled]
    if unsettled and not run.limits.scheduler:
        begin_to_warm()
    jobs, failed = _read_all(run, unsettled, memory)
    if failed and not (jobs or outcomes):
        raise BadInput(_distinct([fault for outcome in failed for fault in outcome.faults]))
    outcomes += failed
    for outcome in outcomes:
        progress.show(outcome)
    with edition_lock(folder):
        published = _settled(jobs, folder)
        if jobs:
            memory.keep(project_state(run.root, run.reports, edition))
        try:
            outcomes += _publish_due(run, jobs, folder, published, progress, how)
        finally:
            # A run that is stopped keeps what it has published, and the way to it.
            write_index(run.root, folder, edition, lang)
    return outcomes


def _unchanged(wanted: Sequence[Parameters], memory: Memory, folder: Path) -> Iterator[Outcome]:
    """Yield what is kept of the units of which nothing has to be read to know it."""
    known = {one: memory.digest(_kind(one), one) for one in wanted}
    published = read_manifest(folder) if any(known.values()) else {}
    for parameters, digest in known.items():
        if digest is not None:
            newest = unchanged_report(
                _kind(parameters), parameters.place, digest, published, folder
            )
            if newest is not None:
                yield Outcome(newest.unit_id, "kept")


def _kind(parameters: Parameters) -> str:
    return CLOSING if parameters.closing else "assessment"


def _read_all(
    run: Run, wanted: Sequence[Parameters], memory: Memory
) -> tuple[list[Job], list[Outcome]]:
    failed: list[Outcome] = []
    jobs: list[Job] = []
    for data, moment in dict.fromkeys((one.data, one.moment) for one in wanted):
        alike = [one.unit_id for one in wanted if (one.data, one.moment) == (data, moment)]
        run.read_together(alike, data, moment)
    for parameters in wanted:
        try:
            inputs = run.inputs(parameters.unit_id, parameters)
        except BadInput as error:
            failed.append(Outcome(parameters.place, "failed", error.faults))
            continue
        read = read_report_inputs(parameters, run.root, run.reports, inputs)
        place = parameters.place
        job = make_job(run.root, _kind(parameters), parameters, place, read, read.hashes)
        # What is told of the edition before has to be told again.
        if not read.unusable:
            memory.learn(job, parameters)
        jobs.append(job)
    return jobs, failed


def _distinct(faults: Sequence[Fault]) -> list[Fault]:
    return list({fault.message("en"): fault for fault in faults}.values())


def _settled(jobs: Sequence[Job], folder: Path) -> dict[str, PublishedReport]:
    """Return what is published, once nothing half-done is left in the folder."""
    published = read_manifest(folder)
    _refuse_mixing(jobs, published, folder)
    settle_edition(folder)
    return published


def _publish_due(
    run: Run,
    jobs: Sequence[Job],
    folder: Path,
    published: Mapping[str, PublishedReport],
    progress: Progress,
    how: How,
) -> list[Outcome]:
    """Keep what is current or frozen, make and publish the rest; whoever calls holds the folder."""
    due, outcomes = [], []
    for job in jobs:
        settled = _settle(run, job, folder, published, how)
        if isinstance(settled, Job):
            due.append(settled)
        else:
            outcomes.append(_told(job, settled))
            progress.show(outcomes[-1])
    place = Workplace(run.root, folder, run.reports, run.scratch)
    with closing(_made(due, place, progress, run.limits)) as made:
        for job, outcome in made:
            outcomes.append(_told(job, outcome))
            if outcome.state == "made":
                _remember(run, job)
            progress.show(outcomes[-1])
    return outcomes


def _made(
    due: Sequence[Job], place: Workplace, progress: Progress, limits: Limits
) -> Generator[tuple[Job, Outcome]]:
    """Make what is due where it is to be made: on the cluster only what there are several of."""
    if limits.scheduler and due and due[0].kind in ("assessment", CLOSING):
        return make_all_there(due, place, progress, limits, limits.scheduler)
    return make_all(due, place, progress, limits)


def _settle(
    run: Run, job: Job, folder: Path, published: Mapping[str, PublishedReport], how: How
) -> Job | Outcome:
    """Return the job that is to be done, or what becomes of the report without one."""
    revisions = revisions_of(published, job.place)
    if not revisions:
        return job
    newest = revisions[-1]
    same = as_revision(job, run.reports, newest.revision, newest.reason)
    if newest.inputs_hash == job.digest:
        whole = is_current(job, newest) and is_intact(folder, newest)
        return Outcome(newest.unit_id, "kept") if whole and not how.fresh else same
    if job.kind == TRACK_RECORD or newest.data != "real":
        return same
    if how.reason:
        return as_revision(job, run.reports, newest.revision + 1, how.reason)
    causes = changed_since(job, newest)
    return Outcome(newest.unit_id, "frozen", changed=causes or ("unknown",))


def _told(job: Job, outcome: Outcome) -> Outcome:
    """Return the outcome with what is to be said of the edition before."""
    unusable = getattr(job.inputs, "unusable", ())
    return outcome if outcome.faults else replace(outcome, unusable=unusable)


def _remember(run: Run, job: Job) -> None:
    given, kept = job.parameters, run.scratch / VALUES / job.place
    if not isinstance(given, Parameters) or given.agency or given.closing:
        return
    if kept.is_file():
        key = (given.unit_id, given.edition, given.data, given.moment)
        run.assessed[key] = kept


def _refuse_mixing(
    jobs: Sequence[Job], published: dict[str, PublishedReport], folder: Path
) -> None:
    replaced = [
        job.place
        for job in jobs
        if getattr(job.parameters, "data", "") == "illustrative"
        and job.place in published
        and published[job.place].data == "real"
    ]
    if replaced:
        values = {"found": ", ".join(replaced)}
        raise BadInput([Fault("runs.replaces_real", file=str(folder), values=values)])


@dataclass(frozen=True)
class OverviewOutcome:
    """What became of the overview, where it is, and who is not in it."""

    outcome: Outcome
    page: Path
    left_out: tuple[Fault, ...]


def make_edition_overview(run: Run, parameters: OverviewParameters, how: How) -> OverviewOutcome:
    """Make and publish the overview; what is published stays, see ``How``.

    Units whose inputs cannot be read are left out and named. Raises ``BadInput`` before anything
    is written when no unit can be read, when the maps cannot, when the edition is held by another
    run, and when an overview of illustrative data would replace one of real data; and when it
    cannot be made.
    """
    folder = edition_folder(run.reports, parameters.edition)
    memory = recall(run.root, run.reports, parameters.edition)
    digest = None if how.fresh else memory.digest(OVERVIEW, parameters)
    if digest is not None:
        published = read_manifest(folder)
        newest = unchanged_report(OVERVIEW, OVERVIEW, digest, published, folder)
        if newest is not None:
            kept = Outcome(newest.unit_id, "kept")
            return OverviewOutcome(kept, _page_of(folder, kept), ())
    units, left_out = _readable_units(run, parameters)
    wanted = replace(parameters, unit_ids=" ".join(units))
    read = read_overview_inputs(run.root, wanted, units)
    job = make_job(run.root, OVERVIEW, wanted, OVERVIEW, read, read.hashes)
    known = {
        unit: path
        for (unit, *of), path in run.assessed.items()
        if of == [wanted.edition, wanted.data, wanted.moment]
    }
    if not left_out:
        memory.learn(job, parameters)
    with edition_lock(folder):
        memory.keep(project_state(run.root, run.reports, wanted.edition))
        outcome = _publish_one(run, replace(job, known=known), folder, how)
        write_index(run.root, folder, wanted.edition, wanted.lang)
    return OverviewOutcome(outcome, _page_of(folder, outcome), left_out)


def _page_of(folder: Path, outcome: Outcome) -> Path:
    return folder / outcome.place / "overview.html"


def _publish_one(run: Run, job: Job, folder: Path, how: How) -> Outcome:
    published = _settled([job], folder)
    (outcome,) = _publish_due(run, [job], folder, published, Silence(), how)
    if outcome.faults:
        raise BadInput(outcome.faults)
    return outcome


def _readable_units(
    run: Run, parameters: OverviewParameters
) -> tuple[dict[str, Inputs], tuple[Fault, ...]]:
    """Return the inputs of the units that can be read, and what is wrong with the others."""
    units: dict[str, Inputs] = {}
    faults: list[Fault] = []
    wanted = overview_ids(run.root, parameters)
    run.read_together(wanted, parameters.data, parameters.moment)
    for unit_id in wanted:
        try:
            units[unit_id] = run.inputs(unit_id, parameters)
        except BadInput as error:
            faults += error.faults
    if not units:
        raise BadInput(_distinct(faults))
    return units, tuple(_distinct(faults))


def make_track_record(run: Run, parameters: RecordParameters) -> Path:
    """Make the page of the track record from the kept tables; return it.

    Raises ``BadInput`` when a table cannot be read, and when the page cannot be made.
    """
    root = run.root
    job = make_job(
        root, TRACK_RECORD, parameters, TRACK_RECORD, summarise_record(root), record_hashes(root)
    )
    with record_lock(run.reports):
        _publish_one(run, job, run.reports, How())
    return run.reports / TRACK_RECORD / "track-record.html"
