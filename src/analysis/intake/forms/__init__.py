"""The forms that agencies fill in, out and back."""
