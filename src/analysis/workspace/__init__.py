"""A folder of one's own: made, its units set up, and where each stands in the year."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
