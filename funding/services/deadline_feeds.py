"""A member's private calendar of the deadlines."""

from funding.permissions import can_do_funding
from inclusion.calendars.feeds import PrivateFeed

DEADLINES_FEED = PrivateFeed(kind="deadlines", route="funding:deadline_feed", rule=can_do_funding)
