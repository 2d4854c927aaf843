"""The analyst's desk: units and indicators as objects to think with, in a notebook or a script."""

import sys

import lazy_loader

# jsonschema's optional URI checks, which Altair asks for, cost seconds of start-up.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
