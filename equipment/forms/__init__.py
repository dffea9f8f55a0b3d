"""The forms of the pool, one module for each kind of act."""

from equipment.forms.allocations import (
    AllocateForm,
    PersonSearchForm,
)
from equipment.forms.departures import (
    CloseBreachForm,
    DestroyMediumForm,
    LostForm,
    PutMediumForm,
    RemoveMediumForm,
    RetireForm,
    RetireManyForm,
)
from equipment.forms.devices import (
    DeviceForm,
    MoveForm,
    ReceiveForm,
)
from equipment.forms.fields import (
    AmountField,
    FrenchDecimalField,
    TextField,
    WholeNumberField,
)
from equipment.forms.media import (
    MediumForm,
    ProofForm,
)
from equipment.forms.offers import (
    OfferForm,
    ShareForm,
    ShareFormSet,
)
from equipment.forms.refurbishment import (
    EndRepairForm,
    StartRepairForm,
    TestForm,
)
from equipment.forms.scanning import (
    AuditForm,
    BatchForm,
    CloseAuditForm,
    PrinterForm,
    PrintForm,
    RollForm,
    RollPrintForm,
    VoidLabelForm,
)
from equipment.forms.stock import NewStockItemForm, StockEntryForm, StockExitForm, StockItemForm

__all__ = [
    "AllocateForm",
    "AmountField",
    "AuditForm",
    "BatchForm",
    "CloseAuditForm",
    "CloseBreachForm",
    "DestroyMediumForm",
    "DeviceForm",
    "EndRepairForm",
    "FrenchDecimalField",
    "HandOverForm",
    "LostForm",
    "MediumForm",
    "MoveForm",
    "NewStockItemForm",
    "OfferForm",
    "PersonSearchForm",
    "PrintForm",
    "PrinterForm",
    "ProofForm",
    "PutMediumForm",
    "ReceiveForm",
    "RemoveMediumForm",
    "RetireForm",
    "RetireManyForm",
    "RollForm",
    "RollPrintForm",
    "ShareForm",
    "ShareFormSet",
    "StartRepairForm",
    "StockEntryForm",
    "StockExitForm",
    "StockItemForm",
    "TestForm",
    "TextField",
    "VoidLabelForm",
    "WholeNumberField",
]
