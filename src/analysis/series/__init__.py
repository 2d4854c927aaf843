"""What can be compared: one figure per unit, indicator and year, across mergers."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
