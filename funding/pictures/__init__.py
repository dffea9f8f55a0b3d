"""Pictures drawn on the server as SVG, each with its table: the same on a page and on paper."""
