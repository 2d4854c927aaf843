"""Established methods' readings of the same figures."""
