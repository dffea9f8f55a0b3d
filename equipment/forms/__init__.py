"""The forms of the pool, one module for each kind of act."""

from equipment.forms.allocations import (
    AllocateForm,
    HandOverForm,
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
    CountForm,
    EndRepairForm,
    PartForm,
    StartRepairForm,
    TestForm,
)

__all__ = [
    "AllocateForm",
    "AmountField",
    "CloseBreachForm",
    "CountForm",
    "DestroyMediumForm",
    "DeviceForm",
    "EndRepairForm",
    "FrenchDecimalField",
    "HandOverForm",
    "LostForm",
    "MediumForm",
    "MoveForm",
    "OfferForm",
    "PartForm",
    "PersonSearchForm",
    "ProofForm",
    "PutMediumForm",
    "ReceiveForm",
    "RemoveMediumForm",
    "RetireForm",
    "RetireManyForm",
    "ShareForm",
    "ShareFormSet",
    "StartRepairForm",
    "TestForm",
    "TextField",
    "WholeNumberField",
]
