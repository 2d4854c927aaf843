"""Exhibits as a Word document."""
