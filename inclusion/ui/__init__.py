"""What every page shares to show itself: badges, French formats, form markup, template tags."""
