"""Reading what machines write about devices: pure functions, bytes in, facts out."""
