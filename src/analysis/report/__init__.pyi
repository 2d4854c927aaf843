from . import changes as changes, objectives as objectives, parts as parts, sections as sections
