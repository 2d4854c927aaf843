"""Where reports are published: never among the project's files, through links, or elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from making.command import Command

from analysis.language import BadInput
from analysis.publication.editions import edition_lock, read_manifest, record_lock, settle_edition
from analysis.publication.places import check_reports_folder, is_place, reports_folder
from analysis.publication.published import list_publications

ENTRY = {
    "unit_id": "ninh-binh",
    "lang": "vi",
    "data": "real",
    "inputs_hash": "x",
    "counts": {},
    "files": {"report.html": "0"},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    home = tmp_path / "project"
    for name in ("data/observations", "parameters", "notebooks", "src", ".git", "reports"):
        (home / name).mkdir(parents=True)
    return home


@pytest.mark.parametrize(
    "name",
    ["ninh-binh", "viet-nam--so-y-te", "ninh-binh.ban-2", "a--b.ban-10", "overview", "x" * 200],
)
def test_what_mangnon_names_is_a_place(name: str) -> None:
    assert is_place(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "/etc", "a/b", "a\\b", ".making-a", "Ninh-Bình", "a--", "a.ban-0",
     "a.ban-2.ban-3", "a b", "a\n", "a.html", "x" * 201, 1, None],
)  # fmt: skip
def test_what_leads_out_or_is_no_slug_is_no_place(name: object) -> None:
    assert not is_place(name)


@pytest.mark.parametrize(
    "where",
    ["data", "data/observations/reports", "parameters/x", "notebooks", "src/analysis", ".git/x"],
)
def test_reports_do_not_go_among_the_project_s_own_files(project: Path, where: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check_reports_folder(project, project / where)
    assert refusal.value.message("vi").startswith(f"{project / where}: Không công bố báo cáo vào")
    assert f"“{Path(where).parts[0]}”" in refusal.value.message("vi")


@pytest.mark.parametrize("where", ["reports", "reports/english", "out/data", "../elsewhere"])
def test_other_folders_can_have_reports(project: Path, where: str) -> None:
    check_reports_folder(project, project / where)


def test_reports_do_not_go_there_through_links(project: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(project / "data")
    for reports in (link, link / "new" / "folder", project / "reports" / ".." / "data"):
        with pytest.raises(BadInput, match="folder “data”"):
            check_reports_folder(project, reports)
    (project / "reports" / "editions").symlink_to(project / "parameters")
    with pytest.raises(BadInput, match="folder “parameters”"):
        check_reports_folder(project, project / "reports")


def test_nor_where_the_project_s_folder_is_itself_a_link(project: Path, tmp_path: Path) -> None:
    (project / "data" / "observations").rmdir()
    (project / "data").rmdir()
    (tmp_path / "store").mkdir()
    (project / "data").symlink_to(tmp_path / "store")
    with pytest.raises(BadInput, match="folder “data”"):
        check_reports_folder(project, tmp_path / "store" / "reports")


def test_links_that_go_round_are_no_crash(project: Path) -> None:
    (project / "one").symlink_to(project / "other")
    (project / "other").symlink_to(project / "one")
    check_reports_folder(project, project / "one")
    with pytest.raises(BadInput) as refusal, edition_lock(project / "one" / "2026"):
        pass
    assert refusal.value.message("vi").startswith(str(project / "one"))


def test_the_setting_names_the_folder_and_an_empty_one_does_not(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANGNON_REPORTS", str(project / "elsewhere"))
    assert reports_folder(project) == project / "elsewhere"
    monkeypatch.setenv("MANGNON_REPORTS", "")
    assert reports_folder(project) == project / "reports"


@pytest.mark.parametrize("words", [("assess", "viet-nam"), ("overview",), ("track-record",)])
@pytest.mark.parametrize("setting", [False, True])
def test_the_command_refuses_such_a_folder_before_anything_is_written(
    command: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], setting: bool
) -> None:
    own = Path(__file__).parents[2] / "parameters" / "reports"
    monkeypatch.setenv("MANGNON_REPORTS", str(own))
    run = command(*words, *(() if setting else ("--reports", own)))
    assert run.code == 2
    assert run.stderr.startswith(f"{own}: Không công bố báo cáo vào thư mục “parameters”")
    assert len(run.stderr.splitlines()) == 1
    assert not own.exists()


def edition_with_a_link(tmp_path: Path, link: str) -> tuple[Path, Path]:
    """Return an edition in which something is a link, and the link."""
    real, folder = tmp_path / "real", tmp_path / "editions" / "2026"
    (real / "ninh-binh").mkdir(parents=True)
    (real / "ninh-binh" / "report.html").write_text("real", "utf-8")
    (real / "manifest.json").write_text('{"edition": "2026", "units": []}', "utf-8")
    path = folder / link
    path.parent.mkdir(parents=True)
    path.symlink_to(real / link if link else real)
    return folder, path


@pytest.mark.parametrize(
    "link", ["", "ninh-binh", "ninh-binh/report.html", "manifest.json", ".making-ninh-binh"]
)
def test_a_link_in_an_edition_is_named_and_nothing_is_touched(tmp_path: Path, link: str) -> None:
    folder, path = edition_with_a_link(tmp_path, link)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BadInput) as refusal, edition_lock(folder):
        settle_edition(folder)
    assert refusal.value.message("vi").startswith(f"{path}: Đây là một liên kết")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("link", ["track-record", "manifest.json", ".making-track-record"])
def test_a_link_for_the_track_record_is_named_too(tmp_path: Path, link: str) -> None:
    (tmp_path / link).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInput, match="This is a link"), record_lock(tmp_path):
        pass


def test_a_reports_folder_that_is_a_link_is_fine(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "reports").symlink_to(tmp_path / "share")
    with edition_lock(tmp_path / "reports" / "editions" / "2026"):
        assert (tmp_path / "share" / "editions" / "2026").is_dir()


@pytest.mark.parametrize("name", ["../ninh-binh", "/etc", "a/b", "", ".making-x", "Ninh Bình"])
@pytest.mark.parametrize("among", ["units", "overview"])
def test_a_manifest_that_names_another_place_is_refused(
    tmp_path: Path, name: str, among: str
) -> None:
    content = {"edition": "2026", "units": [ENTRY], "overview": []}
    content[among] = [{**ENTRY, "unit_id": name}]
    (tmp_path / "manifest.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(BadInput) as refusal:
        read_manifest(tmp_path)
    told = refusal.value.message("vi")
    assert told.startswith(f"{tmp_path / 'manifest.json'}: Bản kê ghi tên thư mục “{name}”")


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    content = {"edition": "2026", "units": [{**ENTRY, "made": "hôm qua"}]}
    (tmp_path / "manifest.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(BadInput, match="not a manifest"):
        read_manifest(tmp_path)


def test_only_years_are_editions(tmp_path: Path) -> None:
    for name in ("2026", "2026-old", "20260"):
        (tmp_path / "editions" / name).mkdir(parents=True)
        content = {"edition": name, "units": [ENTRY]}
        (tmp_path / "editions" / name / "manifest.json").write_text(json.dumps(content), "utf-8")
    assert [one.edition for one in list_publications(tmp_path)] == [2026]
