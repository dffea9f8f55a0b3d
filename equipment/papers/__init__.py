"""What the pool prints: sheets of labels, and the facts of its documents."""
