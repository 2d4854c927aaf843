"""From a file to its cells."""
