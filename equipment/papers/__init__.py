"""The facts printed on the papers of the pool, one module for each room."""
