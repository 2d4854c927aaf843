"""What is followed: units, indicators, boundaries, measures and the rules between status words."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
