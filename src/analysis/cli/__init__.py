"""The command ``mangnon``; no rule of its own."""
