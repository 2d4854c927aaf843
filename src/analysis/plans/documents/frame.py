"""What stands around the targets of a document: number, issuer, agencies, reports, money.

Each part is as it is printed, with its clause; what the text does not say stays empty and is told
by a note, for an official to fill in from the paper.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.language import text
from analysis.plans.documents.clauses import Clause
from analysis.plans.documents.words import plain
from analysis.programme import Programme, Unit, find_successor

_BLANKS = re.compile(r"\s+")
_OWN_NUMBER = re.compile(r"Số\s*:?\s*(\d+\s*/\s*(?:KH|QĐ|CTr|NQ)[-\w]*)")
_ISSUED_WITH = re.compile(
    r"kèm theo (?:Quyết định|Kế hoạch)\s*(?:số\s*)?(\d+/[\w-]+)", re.IGNORECASE
)
_DAY = r"ngày\s+(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})\s*(?:/|năm)\s*(20\d\d)"
_OWN_DAY = re.compile(rf"(?:^|,\s*){_DAY}\s*$|kèm theo[^)]*?{_DAY}", re.IGNORECASE)
_CITED = re.compile(
    rf"((?:\d+|\d+-[A-Z]+)(?:/\d{{4}})?[-/][A-ZĐ][\w/-]+)\s*(?:,\s*)?{_DAY}", re.IGNORECASE
)
_TITLE = re.compile(r"(?:KẾ HOẠCH|CHƯƠNG TRÌNH|QUYẾT ĐỊNH)\b", re.IGNORECASE)
_PERIOD = re.compile(r"(20\d\d)\s*(?:-|–|—|đến)\s*(?:hết\s+)?(?:năm\s+)?(20\d\d)")
_REVIEW = re.compile(r"(sơ kết|tổng kết)\b[^.;]{0,120}?((?:vào\s+)?(?:cuối\s+)?năm\s+(20\d\d))")
_DUE = re.compile(r"trước ngày\s+(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})")
_SENT_TO = re.compile(
    r"(?:gửi(?:\s+báo cáo)?(?:\s+về)?|báo cáo[^.;]*?về|\(qua)\s+"
    r"((?:Sở|Phòng|UBND|Ủy ban)[^.,;()]*?)(?=\s+(?:trước|để|tổng hợp|theo)|[.,;()]|$)"
)
_LISTED = re.compile(r"[Cc]hỉ tiêu(?:\s+số)?:?\s+(\d{1,2}(?:\s*(?:,|;|và|đến|-|–)\s*\d{1,2})*)")
_HELPS = re.compile(r"\W*(?:phoi hop|phoi ket hop|cung cap|tham gia)")
_AGENCY = re.compile(r"(?:Sở|Phòng|Công an|Ban|Văn phòng|Trung tâm|Bộ|Chi cục|Trạm|UBND|Ủy ban)\s")
# "Sở Y tế chủ trì …": where an agency's name ends when its task follows in one line.
_NAME = re.compile(r"\s+(?:chủ trì|có trách nhiệm|phối hợp|là cơ quan|căn cứ)\b|[:.]")
_LONGEST_NAME = 90
_SUM = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?)\s*(triệu|tỷ|tỉ)?\s*đồng")
_TIMES = {None: 1, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_PROGRAMME = "23/QĐ-TTg"


def read_frame_of(
    source: str,
    clauses: Sequence[Clause],
    unit: Unit,
    programme: Programme,
    years: Sequence[int],
    spans: Sequence[int],
) -> dict[str, Any]:
    """Return all of a plan file but its targets, as keys and values.

    ``years`` are those of the targets, ``spans`` the first and last of their periods.
    """
    head = [each for each in clauses if each.section is None or each.level <= 1] or [*clauses]
    document = _document(source, head, unit)
    first = document["date"].year if document["date"] else min(years, default=2021)
    reviews = list(_reviews(clauses))
    reached = [*years, *spans, *(review["year"] for review in reviews)]
    period = _period(document["title"]["vi"], clauses, first, reached)
    interim = [each["year"] for each in reviews if each["kind"] == "interim"]
    if not years:
        years = [*interim[:1], period["end"]]
    return {
        "unit_id": unit.unit_id,
        "document": document,
        "territory": {"word": unit.territory, "vi": _note("territory", name=unit.name_vi)},
        "period": period,
        "interim_year": min(years) if len(set(years)) > 1 else None,
        "final_year": max(years),
        "reviews": reviews,
        "reporting": _reporting(clauses),
        "budget": _budget(clauses),
        "responsibilities": _responsibilities(clauses, unit, programme),
    }


def _note(key: str, **values: object) -> str:
    return text(f"documents.note_{key}", "vi", **values)


def _clean(words: str) -> str:
    return _BLANKS.sub(" ", words).strip(" .,;:*")


def _document(source: str, head: Sequence[Clause], unit: Unit) -> dict[str, Any]:
    lines = [_clean(each.text.text) for each in head]
    start = source[:6_000]
    number = _OWN_NUMBER.search(start) or _ISSUED_WITH.search(start)
    found = re.sub(r"\s", "", number[1]) if number else None
    day = next((each for line in lines for each in [_OWN_DAY.search(line)] if each), None)
    date = _date(*[part for part in day.groups() if part]) if day else None
    title, kind = _title(lines)
    issuer = _note("issuer", name=unit.name_vi)
    label = found or _note("label", issuer=issuer)
    document: dict[str, Any] = {
        "label": label, "type": kind, "number": found, "date": date,
        "issuer": {"vi": issuer}, "title": {"vi": title[:500] or label},
        "references": list(_references(start)),
    }  # fmt: skip
    if found is None or date is None:
        document["note"] = {"vi": _note("blank")}
    return document


def _date(day: str, month: str, year: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _title(lines: Sequence[str]) -> tuple[str, str]:
    """Return the title below the word that names the kind of document, and that kind."""
    found = [(place, match) for place, line in enumerate(lines) if (match := _TITLE.match(line))]
    alone = [each for each in found if not each[1][0].upper().startswith("QUYẾT")] or found
    for place, match in alone[:1]:
        below = lines[place][match.end() :].strip() or next(iter(lines[place + 1 : place + 2]), "")
        kind = match[0].capitalize()
        joint = " – " if below.isupper() else " "
        small = below if below.isupper() else f"{below[:1].lower()}{below[1:]}"
        return f"{kind}{joint}{small}".strip(), kind
    return "", _note("type")


def _references(start: str) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for found in _CITED.finditer(_BLANKS.sub(" ", start)):
        label, day = found[1], _date(*found.groups()[1:])
        law = "/QH" in label or "NĐ-CP" in label
        if label not in seen and not law and len(seen) < 6:
            seen.add(label)
            relation = "implements" if label == _PROGRAMME else "follows"
            yield {"label": label, "date": day, "relation": relation}


def _period(
    title: str, clauses: Sequence[Clause], first: int, reached: Sequence[int]
) -> dict[str, int]:
    """Return the plan's years: of its title, or where it says how long it runs."""
    runs = [each.text.text for each in clauses if each.section == "scope"]
    found = next((span for said in (title, *runs) if (span := _PERIOD.search(said))), None)
    start, end = (int(found[1]), int(found[2])) if found else (first, first)
    return {"start": min([start, *reached]), "end": max([end, *reached])}


def _reviews(clauses: Sequence[Clause]) -> Iterator[dict[str, Any]]:
    seen: set[tuple[str, int]] = set()
    for clause in [each for each in clauses if each.section not in ("findings", "purpose")]:
        for sentence in re.split(r"[.;]\s", clause.text.text):
            for found in _REVIEW.finditer(sentence):
                kind = "interim" if found[1] == "sơ kết" else "final"
                year = int(found[3])
                if (kind, year) in seen:
                    continue
                seen.add((kind, year))
                short = re.fullmatch(r"\s*", found[0][len(found[1]) : -len(found[2])])
                printed = f"{found[1]} {'' if short else '… '}{found[2]}"
                yield {"year": year, "kind": kind, "clause": clause.label, "as_printed": printed}


def _reporting(clauses: Sequence[Clause]) -> dict[str, Any]:
    said = [each for each in clauses if each.section == "reporting" or _DUE.search(each.text.text)]
    dues = [
        ({"day": int(found[1]), "month": int(found[2])}, each)
        for each in said
        for found in _DUE.finditer(each.text.text)
    ]
    # Who passes reports on does so after they came in.
    dues.sort(key=lambda due: (due[0]["month"], due[0]["day"]))
    words = " ".join(each.text.text for each in said)
    to = _SENT_TO.search(words)
    reporting: dict[str, Any] = {
        "clause": "; ".join(each.label for _, each in dues[:2])
        or (said[0].label if said else None),
        "yearly": bool(re.search(r"(?:hằng|hàng) năm", words, re.IGNORECASE)),
        "due": dues[0][0] if dues else None,
        "sent_by": None,
        "sent_to": {"vi": _clean(to[1])} if to else None,
        "forwarded_due": dues[1][0] if len(dues) > 1 else None,
        "forwarded_by": None,
        "forwarded_to": None,
        "note": {"vi": _note("reporting")},
    }
    return reporting


def _budget(clauses: Sequence[Clause]) -> dict[str, Any]:
    said = [each for each in clauses if each.section == "finance" and each.label.count(".") < 2]
    said = [each for each in said if not any(up.section == "duties" for up in each.above)]
    sums = [
        (int(float(found[1].replace(".", "").replace(",", ".")) * _TIMES[found[2]]), each)
        for each in said
        for found in _SUM.finditer(each.text.text)
    ]
    total = sums[0][0] if sums and "tong" in plain(sums[0][1].text.text) else None
    parts: list[dict[str, Any]] = [
        {"source": {"vi": _clean(_SUM.sub("", each.text.text))[:500]}, "amount": amount}
        for amount, each in sums[1:]
    ]
    if sum(part["amount"] for part in parts) != total:
        parts = []
    sources = [
        {"vi": _clean(each.text.text)[:300]}
        for each in said
        if not each.heading and not _SUM.search(each.text.text) and len(each.text.text) > 20
    ]
    clause = said[0].label if said else "–"
    return {"clause": clause, "total": total, "split": parts, "sources": sources[:6]}


def _responsibilities(
    clauses: Sequence[Clause], unit: Unit, programme: Programme
) -> dict[str, Any]:
    agencies: list[dict[str, Any]] = []
    led: set[int] = set()
    for name, clause, words in _charged(clauses):
        leads, joins = _given(words, led)
        led |= {*leads}
        if leads or joins:
            entry: dict[str, Any] = {"name_vi": name, "clause": clause}
            if unit.level == "district" or find_successor(programme.successors, name):
                entry["ended"] = True
            entry |= {key: part for key, part in (("leads", leads), ("with", joins)) if part}
            agencies.append(entry)
    return {"agencies": agencies} | ({} if agencies else {"note": {"vi": _note("leads")}})


def _charged(clauses: Sequence[Clause]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the agencies that a section names, each with its place and what is said below it."""
    name, place, words = "", "", list[str]()
    for clause in [each for each in clauses if each.section == "responsibilities"]:
        said = clause.text.text
        if clause.level == 4 and _AGENCY.match(said.removeprefix("Đề nghị ")):
            if name:
                yield name, place, words
            short = clause.heading and len(said) < _LONGEST_NAME
            name, place, words = _clean(said if short else _NAME.split(said)[0]), clause.label, []
        elif clause.level <= 4:
            if name:
                yield name, place, words
            name = ""
        words.append(said)
    if name:
        yield name, place, words


def _given(words: Sequence[str], led: set[int]) -> tuple[list[int], list[int]]:
    """Return the chỉ tiêu that an agency leads, and those it acts on with another."""
    leads: list[int] = []
    joins: list[int] = []
    for said in words:
        for found in _LISTED.finditer(said):
            sentence = re.split(r"[.;:]\s", said[: found.start()])[-1]
            helps = _HELPS.match(plain(sentence))
            for number in _numbers(found[1]):
                (joins if helps or number in led else leads).append(number)
    return list(dict.fromkeys(leads)), [n for n in dict.fromkeys(joins) if n not in leads]


def _numbers(listed: str) -> Iterator[int]:
    for part in re.split(r"\s*(?:,|;|và)\s*", listed):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        yield from range(ends[0], ends[-1] + 1)
