"""The forms of the pool, one module for each kind of act."""

from equipment.forms.allocations import (
    AllocateForm,
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

__all__ = [
    "AllocateForm",
    "AmountField",
    "DeviceForm",
    "FrenchDecimalField",
    "MediumForm",
    "MoveForm",
    "OfferForm",
    "PersonSearchForm",
    "ProofForm",
    "ReadyForm",
    "ReceiveForm",
    "ShareForm",
    "ShareFormSet",
    "TextField",
    "WholeNumberField",
]
