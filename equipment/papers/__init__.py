"""What the documents of the pool print: pure functions from rows to plain facts."""
