"""The facts printed on the documents of the pool, one module for each family of papers."""
