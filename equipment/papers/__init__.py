"""The facts printed on the papers of the pool, frozen as plain values."""
