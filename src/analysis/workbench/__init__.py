"""The analyst's desk: units and indicators as objects to think with, in a notebook or a script."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
