"""Măng Non: progress trajectories and attainability of the Action Programme for Children."""
