"""A member's private calendar of the sessions she leads."""

from inclusion.calendars.feeds import PrivateFeed

SESSIONS_FEED = PrivateFeed(kind="calendar", route="workshops:private_feed")
