from . import (
    changes as changes,
    message as message,
    objectives as objectives,
    scorecard as scorecard,
    sections as sections,
)
