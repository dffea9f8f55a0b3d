"""The Coop's table of activities: one line a participation, read into sessions and counters."""
