"""The value that a numerator and a denominator give, when a sender writes only these two."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

_MOST_DECIMALS = 15


def compute_value(numerator: int, denominator: int, scale: int, decimals: int) -> str:
    """Return ``scale * numerator / denominator`` with ``decimals`` digits, half rounded up.

    More digits are kept where rounding would claim too much: one case among many is not 0, and
    one short of all is not 100 %.
    """
    with localcontext(prec=60):
        exact = Decimal(scale) * numerator / denominator
        for digits in range(decimals, _MOST_DECIMALS + 1):
            rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
            if rounded not in (0, scale) or rounded == exact:
                break
        return f"{rounded:f}"
