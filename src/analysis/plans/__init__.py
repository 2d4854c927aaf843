"""What was promised: the plans, their targets, their oddities and who reports when."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
