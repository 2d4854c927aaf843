"""What a page is made of, and how it becomes HTML, PDF and Word; it knows nothing of children."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
