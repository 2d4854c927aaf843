"""A plan file is proposed from a document, looked at on a page, accepted, and held against it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from making.programme import PLANNED
from plans.made_plans import PROJECT

from analysis.language import BadInput
from analysis.papers import Paper, read_paper
from analysis.plans.documents.checking import check_plan
from analysis.plans.documents.proposal import Proposal, propose_plan
from analysis.plans.documents.review import check_acceptance, review_page
from analysis.plans.models import Plan
from analysis.plans.plans import load_plan, parse_plan
from analysis.programme import load_programme

HERE = Path(__file__).parent
TEXTS = PROJECT.parent / "shared" / "plans"
SIX = {
    "viet-nam": "viet-nam-23-qd-ttg-2021.txt",
    "vinh-long": "vinh-long-2021.txt",
    "dong-thap": "dong-thap-2021.txt",
    "ninh-binh": "ninh-binh-2025.txt",
    "trieu-son": "trieu-son-2021.txt",
    "dong-nai": "dong-nai-2024.txt",
}
PROGRAMME = load_programme(PROJECT)
beside = pytest.mark.skipif(
    not TEXTS.is_dir(), reason="the plans' texts (../shared/plans) are not beside the project"
)
UNIT = "son-la"


def proposed(name: str, unit_id: str = UNIT) -> Proposal:
    return propose_plan(unit_id, read_paper(HERE / name), PROGRAMME)


def plan_of(proposal: Proposal) -> Plan:
    return parse_plan(proposal.content, "proposed.yml", proposal.unit_id, PROGRAMME)


@beside
@pytest.mark.parametrize("unit_id", PLANNED)
def test_the_six_texts_propose_the_plan_files(unit_id: str) -> None:
    paper = read_paper(TEXTS / SIX[unit_id])
    plan = plan_of(propose_plan(unit_id, paper, PROGRAMME))
    ours = load_plan(unit_id, PROGRAMME)
    assert plan.targets == ours.targets and plan.targets_from == ours.targets_from
    bare = {"name_en"}
    assert [each.model_dump(exclude=bare) for each in plan.responsibilities.agencies] == [
        each.model_dump(exclude=bare) for each in ours.responsibilities.agencies
    ]
    assert [(each.year, each.kind, each.as_printed) for each in plan.reviews] == [
        (each.year, each.kind, each.as_printed) for each in ours.reviews
    ]
    assert plan.reporting.due == ours.reporting.due
    assert plan.reporting.forwarded_due == ours.reporting.forwarded_due
    assert plan.budget.total == ours.budget.total
    assert [each.amount for each in plan.budget.split] == [
        each.amount for each in ours.budget.split
    ]
    if unit_id != "viet-nam":
        # The copy of the national text begins after its head.
        assert (plan.document.number, plan.document.date) == (
            ours.document.number, ours.document.date,
        )  # fmt: skip
        assert (plan.period, plan.interim_year) == (ours.period, ours.interim_year)


@beside
@pytest.mark.parametrize("unit_id", PLANNED)
def test_the_plan_files_agree_with_their_documents(unit_id: str) -> None:
    text = read_paper(TEXTS / SIX[unit_id]).text
    assert check_plan(load_plan(unit_id, PROGRAMME), text, PROGRAMME) == []


@pytest.mark.parametrize(
    "name",
    ["fragments/bullets.txt", "fragments/markdown.txt", "fragments/table.docx",
     "fragments/wrapped.pdf", "fragments/year-before.txt", "held_out/district.md",
     "held_out/annex.pdf", "held_out/numbered.docx"],
)  # fmt: skip
def test_a_proposal_is_a_sound_plan_that_agrees_with_its_document(name: str) -> None:
    proposal = proposed(name)
    plan = plan_of(proposal)
    assert sum(len(each.values) for each in plan.targets) == len(proposal.extraction.targets)
    assert check_plan(plan, proposal.paper.text, PROGRAMME) == []


def test_an_indicator_of_the_plan_s_own_is_declared_in_its_words() -> None:
    plan = plan_of(proposed("fragments/bullets.txt"))
    (own,) = plan.indicators
    assert own.name.vi == "Tỷ lệ trẻ em được cấp thẻ bảo hiểm y tế"
    assert (own.chi_tieu, own.unit, own.better) == (4, "percent", "up")
    (lead,) = plan.responsibilities.agencies
    assert lead.leads == [1, 2, 6] and lead.ended
    assert plan.document.number == "112/KH-UBND" and plan.reporting.due is not None


def test_what_a_plan_file_cannot_hold_is_left_out_and_told() -> None:
    proposal = proposed("fragments/units-groups.txt")
    left = {(each.indicator_id, each.value) for each in proposal.not_entered}
    assert ("birth_registration_u5", 98.0) in left and ("primary_dropout", 1.0) in left
    assert plan_of(proposal)


def test_units_that_are_nowhere_get_no_plan() -> None:
    with pytest.raises(BadInput, match="nowhere"):
        proposed("fragments/bullets.txt", "nowhere")


# The review page


def page_of(proposal: Proposal, content: bytes | None = None) -> str:
    given = content or proposal.content
    return review_page(given, proposal.unit_id, proposal.paper, PROGRAMME, "vi")


def test_the_page_marks_every_number_and_links_it_with_its_row() -> None:
    proposal = proposed("fragments/units-groups.txt")
    page = page_of(proposal)
    marks = set(re.findall(r'<mark id="(m\d+)"', page))
    assert len(marks) == len({each.at for each in proposal.extraction.targets})
    assert set(re.findall(r'href="#(m\d+)"', page)) == marks
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert '<mark id="' in page and 'class="left"' in page and "://" not in page


def test_texts_on_the_page_cannot_become_markup() -> None:
    text = "KẾ HOẠCH\nI. MỤC TIÊU\n- <script>alert(1)</script> Tỷ lệ khai sinh đạt 98% năm 2025."
    paper = Paper("<b>.txt", "0" * 64, text)
    page = page_of(propose_plan(UNIT, paper, PROGRAMME))
    assert "<script" not in page and "&lt;script&gt;" in page and "&lt;b&gt;.txt" in page


def test_only_what_was_on_the_page_is_accepted() -> None:
    proposal = proposed("fragments/bullets.txt")
    page = page_of(proposal)
    check_acceptance(proposal.content, page, UNIT, PROGRAMME)
    changed = proposal.content.replace(b"value: 70.0", b"value: 71.0")
    for shown, told in ((None, "no review page"), (page, "changed after")):
        with pytest.raises(BadInput, match=told):
            check_acceptance(changed if shown else proposal.content, shown, UNIT, PROGRAMME)
    # Looked at or not, a plan that makes no sense is none.
    again = page_of(proposal, changed)
    assert "Chưa nhận được vì" in again and "71" in again
    with pytest.raises(BadInput, match="71"):
        check_acceptance(changed, again, UNIT, PROGRAMME)


# The check against the document


def test_every_kind_of_disagreement_is_told_with_both_quotations() -> None:
    proposal = proposed("fragments/bullets.txt")
    plan, text = plan_of(proposal), proposal.paper.text
    told = {
        "other_value": text.replace("đạt 70% vào năm 2025", "đạt 72% vào năm 2025"),
        "not_printed": text.replace("đạt 70% vào năm 2025", "đạt 72% vào năm 2025"),
        "other_clause": text.replace("- Chỉ tiêu 7:", "- Chỉ tiêu 8:"),
        "not_in_plan": text.replace(
            "- Chỉ tiêu 7:",
            "- Chỉ tiêu 9: Giảm lao động trẻ em xuống 4% vào năm 2025.\n- Chỉ tiêu 7:",
        ),
        "not_understood": text.replace(
            "III. NHIỆM VỤ", "- Xây mới 35 điểm vui chơi.\nIII. NHIỆM VỤ"
        ),
    }
    for kind, changed in told.items():
        found = {each.kind: each for each in check_plan(plan, changed, PROGRAMME)}
        assert kind in found, kind
        assert found[kind].in_document or kind == "not_printed"
    other = check_plan(plan, told["other_value"], PROGRAMME)[-1]
    assert (other.in_plan, other.in_document) == (
        "đạt 70% vào năm 2025", "đạt 72% vào năm 2025",
    )  # fmt: skip
