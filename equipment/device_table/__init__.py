"""The pool as a table: a list kept elsewhere comes in, whole or not at all, and goes out again."""
