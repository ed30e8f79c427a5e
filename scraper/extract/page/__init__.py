"""The page read once: the tree and what its head says, JSON-LD, and the elements that may speak for a field."""
