"""The analyst's desk: objects to think with, what-if, comparing, looking behind a number."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
