"""What a document may load: what it carries itself, and nothing else."""

from weasyprint.urls import URLFetcher


class OwnDataFetcher(URLFetcher):
    """Answer `data:` addresses only; files, hosts and redirects are refused before any opening.

    A subclass, because WeasyPrint 70 fails on a plain function that refuses.
    """

    def __init__(self):
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
