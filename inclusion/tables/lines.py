"""One line of a table being read: its cells, what is understood of them, what is said of them."""

from inclusion.tables.kinds import Issue
from inclusion.text import clean


class Line:
    """What every import reads a line into; a kind adds its title or its key."""

    def __init__(self, row):
        self.number, self.cells = row.number, row.cells
        self.values, self.issues = {}, []

    def cell(self, column):
        """The cell without the spaces nobody meant."""
        return " ".join(clean(self.cells.get(column, "")).split())

    def refuse(self, column, message):
        """The line is left out, for this."""
        self.issues.append(Issue(self.number, column, self.cell(column), message, True))

    def note(self, column, message):
        """The line comes in, and this is told."""
        self.issues.append(Issue(self.number, column, self.cell(column), message))

    @property
    def is_refused(self):
        return any(issue.is_error for issue in self.issues)
