"""The facts printed on the documents of this app."""

from funding.documents.report import evidence_facts, preview_of, report_facts

__all__ = ["evidence_facts", "preview_of", "report_facts"]
