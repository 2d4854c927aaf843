"""Where the ledger is kept: files or a database."""
