"""What sealed fields cost the list of persons: full ones against empty ones, in the same run.

Two organisations of the same size, one whose files hold a telephone, an e-mail and an address,
the other without. Wall milliseconds of the whole page, medians of interleaved rounds.
"""

from statistics import median
from time import perf_counter
from unittest.mock import patch

from scripts.bench._database import bench_database, print_figures

PEOPLE = 200
ROUNDS = 60
SEALED = {
    "phone": "06 39 98 41 27",
    "email": "aminata.diarra@exemple.example",
    "address": "8 rue des Ateliers, bâtiment C, 3e étage",
}


def main():
    with bench_database():
        from django.test import Client
        from django.urls import reverse

        from inclusion.encryption import fields
        from inclusion.organisations.database import organisation
        from tests.beneficiaries.factories import BeneficiaryFactory
        from tests.factories import MembershipFactory

        clients = {}
        for name, values in (("pleins", SEALED), ("vides", {})):
            member = MembershipFactory(role="MEDIATOR")
            with organisation(member.organisation):
                for rank in range(PEOPLE):
                    BeneficiaryFactory(
                        organisation=member.organisation, last_name=f"Diarra {rank}", **values
                    )
            clients[name] = Client()
            clients[name].force_login(
                member.user, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        address = reverse("beneficiaries:beneficiary_list")
        times = {name: [] for name in clients}
        with patch.object(fields, "unseal", wraps=fields.unseal) as opened:
            for client in clients.values():
                client.get(address)
            for _ in range(ROUNDS):
                for name, client in clients.items():
                    started = perf_counter()
                    response = client.get(address)
                    times[name].append((perf_counter() - started) * 1000)
                    assert response.status_code == 200
        full, empty = median(times["pleins"]), median(times["vides"])
        print_figures(
            "Champs chiffrés dans la liste des personnes",
            [
                ("champs vides (ms)", f"{empty:.1f}"),
                ("champs chiffrés pleins (ms)", f"{full:.1f}"),
                ("pleins / vides (but : < 1,05)", f"{full / empty:.3f}"),
                ("valeurs ouvertes par la liste", opened.call_count),
            ],
        )


if __name__ == "__main__":
    main()
