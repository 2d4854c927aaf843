"""Documents as people send them: their text, its paragraphs and tables, and where each stands."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
