"""Projects, co-funding plans and their contradictions, grants, expenses, reports and their review.

Promised, funded and delivered are three numbers. A role (funder, grantee) belongs to the relation.
"""

from .base import TenantQuerySet
from .evidence import EvidenceKind, ReportAttachment, SubmissionEvidence
from .expenses import (
    BudgetLine,
    BudgetSide,
    Expense,
    ExpenseAllocation,
    ExpenseSource,
    ExpenseState,
    InKindContribution,
    InKindNature,
    RestrictedFunds,
)
from .funders import FunderProfile, FundingProgram, IndirectRule, ReportLine, ReportTemplate
from .grants import (
    GRANT_PATH,
    NOT_AWARDED,
    Grant,
    GrantAgreement,
    GrantKind,
    GrantNature,
    GrantQuerySet,
    GrantShare,
    GrantState,
    Instalment,
    InstalmentCondition,
    InstalmentState,
    Payment,
    PaymentMatch,
)
from .indicators import IndicatorOverride, IndicatorTarget
from .projects import (
    CoFundingLine,
    CoFundingPlan,
    FindingExplanation,
    Project,
    Resolution,
    SourceKind,
)
from .reports import FinancialReport, Realisation, ReportKind, ReportState
from .submissions import (
    MessageKind,
    MessageQuerySet,
    ReportMessage,
    ReportSubmission,
    SubmissionFile,
    SubmissionQuerySet,
    SubmissionState,
)

__all__ = [
    "GRANT_PATH",
    "NOT_AWARDED",
    "BudgetLine",
    "BudgetSide",
    "CoFundingLine",
    "CoFundingPlan",
    "EvidenceKind",
    "Expense",
    "ExpenseAllocation",
    "ExpenseSource",
    "ExpenseState",
    "FinancialReport",
    "FindingExplanation",
    "FunderProfile",
    "FundingProgram",
    "Grant",
    "GrantAgreement",
    "GrantKind",
    "GrantNature",
    "GrantQuerySet",
    "GrantShare",
    "GrantState",
    "InKindContribution",
    "InKindNature",
    "IndicatorOverride",
    "IndicatorTarget",
    "IndirectRule",
    "Instalment",
    "InstalmentCondition",
    "InstalmentState",
    "MessageKind",
    "MessageQuerySet",
    "Payment",
    "PaymentMatch",
    "Project",
    "Realisation",
    "ReportAttachment",
    "ReportKind",
    "ReportLine",
    "ReportMessage",
    "ReportState",
    "ReportSubmission",
    "ReportTemplate",
    "Resolution",
    "RestrictedFunds",
    "SourceKind",
    "SubmissionEvidence",
    "SubmissionFile",
    "SubmissionQuerySet",
    "SubmissionState",
    "TenantQuerySet",
]
