"""From the paper to the plan: the text of a document, its clauses, and the targets in them."""
