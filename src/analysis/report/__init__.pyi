from . import (
    changes as changes,
    message as message,
    objectives as objectives,
    parts as parts,
    scorecard as scorecard,
    sections as sections,
)
