from . import changes as changes, objectives as objectives, sections as sections
