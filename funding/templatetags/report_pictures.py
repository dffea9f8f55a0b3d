"""{% report_pictures snapshot %}: who pays, and the charges planned and realised."""

from django import template

from funding.pictures.report import pictures_of

register = template.Library()


@register.inclusion_tag("funding/partials/_pictures.html")
def report_pictures(snapshot):
    """The bars of the PDF on the page, each with its table."""
    return pictures_of(snapshot)
