"""The code of the document this app issues."""

FINANCIAL_REPORT = "financial_report"
DISCHARGE = "discharge"
