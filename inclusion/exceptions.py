"""The one exception an act raises when it says no."""


class Refused(Exception):
    """An act was refused; `message` is the French sentence the person reads."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message
