"""Spreadsheets in and out, shared by every app: read, match, preview, import, undo, export."""
