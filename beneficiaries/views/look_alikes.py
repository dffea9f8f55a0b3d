"""Before a file is opened: is she someone we know already?"""

from beneficiaries.selectors.duplicates import candidates


def unconfirmed_look_alikes(request, values):
    """Those who look like the new person, until she is said to be none of them all.

    `values` are the cleaned ones of `NewBeneficiaryForm`.
    """
    known = ("first_name", "last_name", "birth_year", "phone", "email", "city")
    found = candidates(request.member, **{name: values[name] for name in known})
    refused = set(request.POST.get("none_of", "").split(","))
    return [] if {str(each.beneficiary.pk) for each in found} <= refused else found


def look_alikes_shown(found):
    """What `beneficiary_create.html` says of them."""
    return {
        "candidates": found,
        "none_of": ",".join(str(each.beneficiary.pk) for each in found),
    }
