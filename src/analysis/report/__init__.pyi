from . import (
    alt_texts as alt_texts,
    changes as changes,
    charts as charts,
    message as message,
    objectives as objectives,
    parts as parts,
    scenarios as scenarios,
    scorecard as scorecard,
    sections as sections,
    tiles as tiles,
    wording as wording,
)
