"""The forms of the pool, one module for each kind of act."""

from equipment.forms.allocations import (
    AllocateForm,
    HandOverForm,
    PersonSearchForm,
)
from equipment.forms.devices import (
    DeviceForm,
    MoveForm,
    ReadyForm,
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
    "DeviceForm",
    "FrenchDecimalField",
    "HandOverForm",
    "MediumForm",
    "MoveForm",
    "NewStockItemForm",
    "OfferForm",
    "PersonSearchForm",
    "PrintForm",
    "PrinterForm",
    "ProofForm",
    "ReadyForm",
    "ReceiveForm",
    "RollForm",
    "RollPrintForm",
    "ShareForm",
    "ShareFormSet",
    "StockEntryForm",
    "StockExitForm",
    "StockItemForm",
    "TextField",
    "VoidLabelForm",
    "WholeNumberField",
]
