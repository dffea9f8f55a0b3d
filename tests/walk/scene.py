"""Two associations that have everything, and the funder of each: what the walk looks at.

Built by the apps' own acts and factories. Whatever the neighbour owns carries the canary.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from beneficiaries import services as people
from equipment import services as equipment
from equipment.models import Erasure
from funding import services as funding
from funding.models import FindingExplanation, SharedCopy, SharedGrant
from funding.opendata.schema import SCDL
from funding.review_lines import find_line
from funding.selectors.plans import judged_findings
from funding.selectors.reports import frozen
from inclusion.documents.models import Document
from inclusion.jobs.mail import queue_mail
from inclusion.jobs.models import Heartbeat, Job, Mail
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from inclusion.organisations.models import Role
from inclusion.organisations.services import invite
from inclusion.tables.kinds import kind_of
from inclusion.tables.reading import read_table
from inclusion.tables.services import prepare_import
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.beneficiaries.referrals import a_person, chosen, copy_of, sent, token_of
from tests.core.papers import draw
from tests.equipment import gifts, lots
from tests.equipment.evidence_samples import smartctl
from tests.equipment.factories import DeviceFactory, OfferFactory, claimed
from tests.equipment.test_handing import drawn
from tests.equipment.waste import parties
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.funding.factories import END, START, a_report, a_submission, limoges_plan
from tests.funding.granting import a_lived_grant, a_program
from tests.funding.money import a_proof, an_expense, plain_grant
from tests.funding.opendata.making import FUNDER_SIRET, OTHER_SIRET, a_file, a_line, a_row
from tests.places.factories import a_place
from tests.workshops.factories import RegistrationFactory, SessionFactory, WorkshopFactory
from workshops import services as workshops
from workshops.models import ProgrammeSettings, VenueClosure
from workshops.services.feedback import feedback_token, open_feedback
from workshops.services.feeds import SESSIONS_FEED
from workshops.services.online import ask_for_a_seat
from workshops.services.sheets import receive_sheet, sign_session
from workshops.telling import private_address

CANARY = "Canarivoisin"


@dataclass
class Household:
    """One organisation with its members by role, and its things by name."""

    organisation: object
    members: dict = field(default_factory=dict)
    things: dict = field(default_factory=dict)


@dataclass
class Scene:
    """What one walks in: at home, next door, and at the funder of each."""

    home: Household
    neighbour: Household
    funder: Household
    other_funder: Household
    administrator: object
    nobody: object


def build_scene(monkeypatch):
    """The scene, in the transaction that is open, with documents drawn by a plain function."""
    monkeypatch.setattr("inclusion.documents.drawing.render", draw)
    scene = Scene(
        home=_household("Les Ateliers d’ici"),
        neighbour=_household("Les Ateliers d’à côté"),
        # The name that the lines of the reports of tests/funding speak of.
        funder=_household("Clermont Auvergne Métropole", kind="metropole"),
        other_funder=_household("Clermont Auvergne Métropole", kind="metropole"),
        administrator=UserFactory(is_superuser=True, is_staff=True),
        nobody=UserFactory(),
    )
    _furnish(scene.home, "Dupont", scene.funder)
    _furnish(scene.neighbour, CANARY, scene.other_funder)
    _refer_to(scene.home, scene.neighbour)
    _refer_to(scene.neighbour, scene.home)
    _give_by(scene.home, scene.neighbour)
    _give_by(scene.neighbour, scene.home)
    _confide_to(scene.home, scene.neighbour)
    _confide_to(scene.neighbour, scene.home)
    _settle(scene.funder, scene.home)
    _settle(scene.other_funder, scene.neighbour)
    run_pending_jobs(limit=1000)
    # A walk lasts longer than a dispatcher may be silent.
    Heartbeat.objects.create(name="dispatch", at=timezone.now() + timedelta(days=1))
    for household in (scene.home, scene.neighbour):
        _find_documents(household)
    # A second report, still to be written, and its question once the first is reviewed.
    _ask(scene.funder, scene.home)
    _ask(scene.other_funder, scene.neighbour)
    _publish(scene.funder, FUNDER_SIRET)
    _publish(scene.other_funder, OTHER_SIRET)
    return scene


def _household(name, **fields):
    org = OrganisationFactory(name=name, **fields)
    household = Household(org)
    for role in Role.values:
        household.members[role] = MembershipFactory(organisation=org, role=role)
    return household


def _logo():
    picture = BytesIO()
    Image.new("RGBA", (8, 8), "navy").save(picture, "PNG")
    return ContentFile(picture.getvalue(), name=f"{uuid4().hex}.png")


def _furnish(household, name, funder):
    org, things = household.organisation, household.things
    manager = household.members["MANAGER"]
    org.logo.save("logo.png", _logo())
    things["organisation"] = org
    with organisation(org):
        _people(household, name)
        _places(household, name)
        _workshops(household, name)
        _equipment(household, name)
        _after(household, name)
        _gifts(household, name)
        _confided(household, name)
        _funding(household, name, funder)
        address = f"{uuid4().hex}@exemple.example"
        things["invitation"] = invite(email=address, role="MEDIATOR", by=manager)
        # The token is nowhere but in the mail.
        things["token"] = Mail.objects.get(to=address).text.split("/invitation/")[1].split("/")[0]
        things["member"] = MembershipFactory(
            organisation=org, role="TECHNICIAN", user=UserFactory(last_name=name)
        )
    things["mail"] = queue_mail(to=f"{uuid4().hex}@exemple.example", subject="Essai", text=name)


def _people(household, name):
    household.things["beneficiary"] = BeneficiaryFactory(
        organisation=household.organisation,
        last_name=name,
        file_number="A-9001",
        informed_by=household.members["MEDIATOR"],
    )
    _written(household, name)
    _kept(household, name)
    _assessed(household, name)
    _asked(household)
    _referred(household)


def _referred(household):
    """A referral about to be transmitted, and another that a link opens."""
    things, by = household.things, household.members["MEDIATOR"]
    things["referral"] = chosen(by, things["beneficiary"])
    address = f"{uuid4().hex}@exemple.example"
    sent(by, a_person(by, file_number="A-9003"), to_email=address)
    things["referral_token"] = token_of(address)


def _gifts(household, name):
    """A gift fetched and about to be labelled, with its round; an announcement with a photo."""
    things, by = household.things, household.members["MANAGER"]
    portal = gifts.a_portal(by)
    things["intent"] = gifts.announced(portal, name=f"Donateur {name}", photos=[b"une photo"])
    things["gift_token"] = gifts.last_token()
    things["slug"] = household.organisation.slug
    donation = gifts.agreed(by, gifts.direct(by, name=f"Don {name}"))
    things["collection"] = gifts.collected(by, gifts.planned(by, donation))
    things["round"], things["donation"] = things["collection"].round, donation
    things["eligibility"] = gifts.entitled(by, evidence=SimpleUploadedFile("e.pdf", b"%PDF-1.7"))
    things["receipt"] = gifts.with_receipt(by, gifts.given_by_a_person(by, name=f"Don de {name}"))


def _give_by(household, receiver):
    """A gift proposed to an organisation of the platform."""
    by = household.members["MANAGER"]
    with organisation(household.organisation):
        gifts.a_portal(by, receiver.organisation)
        receiver.things["routing"] = gifts.routed(
            by, receiver.organisation, name="Don à prendre", photos=[b"une photo"]
        )


def _confided(household, name):
    """A lot to fill, and another on its way to a structure without an account."""
    things, by = household.things, household.members["TECHNICIAN"]
    address = f"{uuid4().hex}@exemple.example"
    things["lot_partner"] = lots.a_partner(by, name=f"Partenaire {name}", email=address)
    things["lot"] = lots.filled(by, things["lot_partner"], title=f"Lot {name}")
    lots.sent(by, things["lot_partner"], title=f"Lot parti de {name}")
    things["lot_token"] = lots.last_token(address)


def _confide_to(household, receiver):
    """A lot on its way to an organisation of the platform."""
    by = household.members["TECHNICIAN"]
    with organisation(household.organisation):
        lot = lots.sent(
            by, lots.a_partner(by, organisation=receiver.organisation), title="Lot à recevoir"
        )
        receiver.things["delivery"] = lots.copy_of(lot)


def _refer_to(household, receiver):
    """A referral received by an organisation of the platform."""
    by = household.members["MEDIATOR"]
    with organisation(household.organisation):
        referral = sent(
            by, a_person(by, file_number="A-9004"), to_organisation=receiver.organisation
        )
    with organisation(receiver.organisation):
        receiver.things["incoming"] = copy_of(referral)


def _asked(household):
    """A person who wants to read her file."""
    things = household.things
    things["rights_request"] = people.receive_request(
        beneficiary=things["beneficiary"],
        by=household.members["MANAGER"],
        kind="access",
        received_on=timezone.localdate(),
        identity_check="known",
    )


def _assessed(household, name):
    """An assessment to decide upon, and another person's still in progress."""
    things, by = household.things, household.members["MEDIATOR"]
    other = BeneficiaryFactory(
        organisation=household.organisation, last_name=name, file_number="A-9002", informed_by=by
    )
    for thing, person in (("assessment", things["beneficiary"]), ("draft", other)):
        things[thing] = people.start_assessment(beneficiary=person, by=by, channel="face_to_face")
        people.answer_question(
            assessment=things[thing],
            by=by,
            question="device",
            state="answered",
            values=["tablet"],
        )
    people.complete_assessment(assessment=things["assessment"], by=by)


def _written(household, name):
    """A note and a paper about the person."""
    things, by = household.things, household.members["MEDIATOR"]
    things["note"] = people.write_note(
        beneficiary=things["beneficiary"],
        by=by,
        level="team",
        kind="contact",
        body=f"Note sur {name}.",
    )
    things["paper"] = people.add_paper(
        beneficiary=things["beneficiary"],
        by=by,
        kind="temporary",
        title=f"Attestation de {name}",
        file=SimpleUploadedFile("piece.png", _logo().read()),
    )


def _kept(household, name):
    """Two files proposed as one, and a file kept for a dispute."""
    things, org = household.things, household.organisation
    manager = household.members["MANAGER"]
    files = [
        BeneficiaryFactory(organisation=org, last_name=name, file_number=f"A-910{rank}")
        for rank in range(3)
    ]
    things["merge"] = people.propose_merge(survivor=files[0], absorbed=files[1], by=manager)
    things["hold"] = people.open_hold(
        beneficiary=files[2],
        reason="litigation",
        words=f"Litige avec {name}.",
        review_on=timezone.localdate() + timedelta(days=30),
        by=manager,
    )


def _places(household, name):
    """A place of the directory, and a file that waits to be imported.

    The neighbour's is not published: what is published is everyone's to read.
    """
    by = household.members["MEDIATOR"]
    household.things["place"] = a_place(by, name=name, is_published=name != CANARY)
    household.things["table_import"] = prepare_import(
        table=read_table(f"nom;adresse;cp;ville\n{name};1 rue;23000;Guéret\n".encode()),
        kind=kind_of("places"),
        file_name="lieux.csv",
        organisation_id=household.organisation.pk,
        by=by,
    )


def _workshops(household, name):
    org = household.organisation
    household.things["activity_import"] = prepare_import(
        table=read_table(
            (
                "Date;Type;Participants;Canaux d’accompagnement;Nom du lieu;Durée (min);"
                "Nom de l’atelier;Thématique(s) d’accompagnement;ID CRA\n"
                f"2025-03-18;Atelier collectif;1;Lieu d’activité;Salle;60;{name};E-mail;1\n"
            ).encode()
        ),
        kind=kind_of("coop-activities"),
        file_name="activites.csv",
        organisation_id=org.pk,
        by=household.members["MANAGER"],
    )
    session = SessionFactory(
        organisation=org,
        under_way=True,
        led_by=household.members["VOLUNTEER"],
        workshop=WorkshopFactory(organisation=org, title=f"Atelier {name}"),
    )
    RegistrationFactory(
        organisation=org, session=session, beneficiary=household.things["beneficiary"]
    )
    session.seats_taken = 1
    session.save(update_fields=["seats_taken"])
    household.things["session"] = session
    household.things["workshop"] = session.workshop
    _online(household, session.workshop, name)
    household.things["closure"] = VenueClosure.objects.create(
        organisation=org,
        first_day=timezone.localdate(),
        last_day=timezone.localdate(),
        reason=f"Congés {name}",
    )
    held = SessionFactory(
        organisation=org, held=True, workshop=session.workshop, venue=session.venue
    )
    by = household.members["MANAGER"]
    open_feedback(session=held, by=by)
    household.things["feedback_token"] = feedback_token(held)
    sheet = SimpleUploadedFile("feuille.png", _logo().read())
    household.things["sheet"] = receive_sheet(file=sheet, by=household.members["VOLUNTEER"])
    workshops.close_session(session=held, by=by)
    household.things["session_signature"] = sign_session(
        session=held, by=by, name=f"Nom {name}", drawing=drawn()
    )


def _online(household, workshop, name):
    """The programme open to all, someone who asked for a seat, a member's own calendar."""
    org, by = household.organisation, household.members["MANAGER"]
    ProgrammeSettings.objects.create(organisation=org, is_published=True)
    to_come = SessionFactory(organisation=org, workshop=workshop)
    things = household.things
    things["online"] = ask_for_a_seat(session=to_come, name=f"Nadia {name}", phone="+33612345678")
    things["seat_token"] = private_address(things["online"]).rstrip("/").rpartition("/")[2]
    things["feed_token"] = SESSIONS_FEED.make(by=by).rpartition("/")[2].removesuffix(".ics")


def _equipment(household, name):
    org, things = household.organisation, household.things
    by = household.members["MANAGER"]
    things["device_import"] = prepare_import(
        table=read_table(f"type;marque;modele\nportable;Dell;{name}\n".encode()),
        kind=kind_of("devices"),
        file_name="appareils.csv",
        organisation_id=org.pk,
        by=by,
    )
    device = DeviceFactory(organisation=org, model=f"Latitude {name}", unproven=1)
    things["device"] = device
    things["medium"] = device.media.get()
    cleared = DeviceFactory(organisation=org, unproven=1)
    equipment.record_erasure(medium=cleared.media.get(), by=by, **claimed())
    things["erasure"] = Erasure.objects.get(medium__device=cleared)
    _evidence(household, name)
    _counted(household, name)
    things["offer"] = OfferFactory(organisation=org, name=f"Offre {name}")
    allocations = []
    for _ in range(2):
        ready = DeviceFactory(organisation=org, ready=True)
        allocations.append(
            equipment.allocate(
                device=ready, beneficiary=things["beneficiary"], offer=things["offer"], by=by
            )
        )
    things["allocation"] = allocations[0]
    _bench(household, name)
    things["signed"] = allocations[1]
    equipment.hand_over_bundle(
        allocations=[allocations[1]],
        payment_method="cash",
        signed_paper=SimpleUploadedFile("attestation.png", _logo().read()),
        by=by,
    )
    lent = equipment.allocate(
        device=DeviceFactory(organisation=org, ready=True),
        beneficiary=things["beneficiary"],
        purpose="loan",
        by=by,
    )
    things["loan"], _ = equipment.lend(
        allocation=lent,
        due_on=timezone.localdate() + timedelta(days=60),
        accessories=["chargeur", f"housse {name}"],
        by=by,
    )


def _evidence(household, name):
    """A file that waits for a person, and a device without any medium."""
    things, by = household.things, household.members["MANAGER"]
    file = (f"releve-{name}.json", smartctl(f"S3ZHNF{name.upper()}"))
    (outcome,) = equipment.import_evidence(files=[file], by=by)
    things["evidence"], things["identity_case"] = outcome.evidence, outcome.case
    bare = DeviceFactory(organisation=household.organisation)
    photo = SimpleUploadedFile("vide.png", _logo().read())
    things["attestation"] = equipment.attest_by_operator(
        device=bare, words=f"Emplacement vide, {name}", photo=photo, by=by
    )


def _bench(household, name):
    """A repair, parts, a medium taken out, a proposal, and a breach of data."""
    org, things = household.organisation, household.things
    by = household.members["TECHNICIAN"]
    repaired = DeviceFactory(organisation=org, erased=True)
    things["intervention"] = equipment.start_repair(
        device=repaired, diagnosis=f"Charnière {name}", by=by
    )
    equipment.end_repair(device=repaired, outcome="repaired", work="", minutes=10, by=by)
    emptied = DeviceFactory(organisation=org, unproven=1)
    things["loose_medium"] = equipment.remove_medium(
        medium=emptied.media.get(), fate="spare", by=by
    )
    things["retirement"] = equipment.propose_retirement(
        devices=[repaired], target="waste", cause="too_old", words=name, by=by
    )
    _, things["breach"] = equipment.declare_lost(
        device=DeviceFactory(organisation=org, unproven=1),
        cause="stolen",
        words=f"Volé à {name}.",
        known_at=timezone.now(),
        by=by,
    )


def _after(household, name):
    """A device that failed, a line of waste that waits, a departure with its slip."""
    org, things = household.organisation, household.things
    by, technician = household.members["MANAGER"], household.members["TECHNICIAN"]
    allocation = equipment.allocate(
        device=DeviceFactory(organisation=org, ready=True),
        beneficiary=things["beneficiary"],
        offer=things["offer"],
        by=by,
    )
    equipment.hand_over_bundle(allocations=[allocation], payment_method="cash", by=by)
    things["service_case"] = equipment.open_service_case(
        device=allocation.device, symptom="screen", words=f"Écran de {name}", by=technician
    )
    gone = equipment.add_bulk_waste(
        description=f"Câbles de {name}", code="20 01 35*", weight_kg=3, by=technician
    )
    things["shipment"] = equipment.ship_waste(
        lines=[gone],
        slip_file=SimpleUploadedFile("bordereau.png", _logo().read()),
        by=technician,
        **parties(destination_name=f"Collecte {name}"),
    )
    things["waste_line"] = equipment.add_bulk_waste(
        description=f"Vrac de {name}", code="16 02 14", weight_kg=2, by=technician
    )
    emptied = DeviceFactory(organisation=org, unproven=1)
    medium = equipment.remove_medium(medium=emptied.media.get(), fate="to_destroy", by=technician)
    equipment.destroy_medium(
        medium=medium,
        certificate_reference=name,
        destroyed_by_whom=name,
        destroyed_on=timezone.localdate(),
        by=technician,
    )
    things["thrown_medium"] = medium


def _counted(household, name):
    """A roll and its printer, a shelf counted, an accessory in stock."""
    things, by = household.things, household.members["TECHNICIAN"]
    things["roll"] = equipment.reserve_labels(name=f"Rouleau {name}", count=3, by=by)
    things["printer"] = equipment.create_printer(
        name=f"Imprimante {name}", sheet_format="L7160", offset_x=0, offset_y=0, by=by
    )
    things["audit"] = equipment.close_audit(
        token=uuid4(),
        venue=None,
        shelf=f"Étagère {name}",
        tags=[things["device"].asset_tag],
        moves_misplaced=False,
        by=by,
    )
    things["stock"] = equipment.create_stock_item(
        kind="accessory", name=f"Souris {name}", threshold=2, by=by
    )
    equipment.add_to_stock(item=things["stock"], quantity=3, by=by, reason="donation")


def _funding(household, name, funder):
    things, by = household.things, household.members["MANAGER"]
    plan = limoges_plan(by)
    code = next(j.finding.code for j in judged_findings(plan) if j.is_blocking)
    things["explanation"] = funding.explain_finding(
        plan=plan,
        code=code,
        resolution="attach_proof",
        justification=f"Voir la convention {name}.",
        proof=SimpleUploadedFile("piece.pdf", b"%PDF-1.7 piece"),
        by=by,
    )
    things["plan"], things["project"] = plan, plan.project
    submission = a_submission(by, funder.organisation)
    # Its grant is written by the database.
    submission.refresh_from_db()
    things["submission"] = submission
    things["report"] = submission.report
    things["grant"] = submission.report.grant
    _money(household, name, funder)


def _money(household, name, funder):
    things, by = household.things, household.members["MANAGER"]
    project, supplier = things["project"], f"Fournisseur {name}"
    grant = plain_grant(by, project, funder.organisation)
    expense = an_expense(by, project, supplier=supplier, proof=a_proof(f"%PDF-1.7 {name}".encode()))
    funding.charge_expense(expense=expense, grant=grant, amount=Decimal(100), by=by)
    things["expense"], things["charge"] = expense, expense.allocations.get()
    things["contribution"] = funding.record_contribution(
        project=project, nature="don", label=f"Claviers de {name}", starts_on=START,
        ends_on=START, by=by,
    )  # fmt: skip
    things["restricted"] = funding.close_restricted_funds(grant=grant, exercise_ends_on=END, by=by)
    things["budget_import"] = prepare_import(
        table=read_table(f"projet;ligne;precision;prevu\n{project.title};60.1;{name};5".encode()),
        kind=kind_of("budgets"),
        file_name="budget.csv",
        organisation_id=household.organisation.pk,
        by=by,
    )
    table = (
        "projet;fournisseur;numero;date_piece;montant_ttc;compte\n"
        f"{project.title};{supplier};F-2;02/03/2026;12,50;6064\n"
    )
    things["expense_import"] = prepare_import(
        table=read_table(table.encode()),
        kind=kind_of("expenses"),
        file_name="depenses.csv",
        organisation_id=household.organisation.pk,
        by=by,
    )
    things |= a_lived_grant(by, funder.organisation, name)
    with organisation(funder.organisation):
        funder.things["program"] = a_program(funder.members["OFFICER"])
    things["attachment"] = funding.attach_paper(
        report=a_report(by, things["grant"], kind="interim"),
        kind="other",
        file=SimpleUploadedFile("piece.pdf", f"%PDF-1.7 {name}".encode()),
        by=by,
    )


def _find_documents(household):
    with organisation(household.organisation):
        document = Document.objects.stored().filter(kind="handover_certificate").first()
        assert document is not None
        assert FindingExplanation.objects.exists()
    household.things["document"] = document
    household.things["job"] = Job.objects.get(pk=document.job_id)
    household.things["code"] = document.verification_code
    household.things["tag"] = household.things["device"].asset_tag


def _copied(household, funder, shared):
    """What a co-funder reads: here the funder itself stands for it."""
    submission = household.things["submission"]
    with organisation(household.organisation):
        return SharedCopy.objects.create(
            organisation=household.organisation,
            to_organisation=funder.organisation,
            submission=submission,
            project_key=shared.project_key,
            funder_name=funder.organisation.name,
            sender_name=submission.sender_name,
            number=submission.number,
            title=submission.title,
            submitted_at=submission.submitted_at,
            snapshot=submission.snapshot,
            snapshot_sha256=submission.snapshot_sha256,
        )


def _settle(funder, household):
    """A grant of its own that is over: its report, its account, what is given back."""
    officer, by = funder.members["OFFICER"], household.members["MANAGER"]
    with organisation(household.organisation):
        settled = a_submission(by, funder.organisation, handed_over=1, offer_name="Soldée")
    with organisation(funder.organisation):
        funding.open_review(submission=settled, by=officer)
        funding.approve_submission(submission=settled, by=officer)
        discharge = funding.close_grant(submission=settled, by=officer)
    household.things["discharge"] = funder.things["discharge"] = discharge


def _ask(funder, household):
    officer, submission = funder.members["OFFICER"], household.things["submission"]
    with organisation(funder.organisation):
        funding.open_review(submission=submission, by=officer)
        question = funding.ask_question(
            submission=submission, body="Combien de familles ?", by=officer
        )
        complement = funding.request_complement(
            submission=submission, reason="incomplete", body="Les comptes approuvés.",
            due_on=timezone.localdate() + timedelta(days=9), by=officer,
        )  # fmt: skip
        rejection = funding.set_aside(
            submission=submission, line=find_line(submission, frozen(submission), "R-0001"),
            amount=1, reason="Hors période.", by=officer,
        )  # fmt: skip
        shared = SharedGrant.objects.get(grant=submission.grant_key)
    household.things |= {"question": question, "complement": complement, "rejection": rejection}
    household.things |= {"shared_grant": shared, "copy": _copied(household, funder, shared)}
    for name in ("submission", "question", "complement", "rejection", "shared_grant", "copy"):
        funder.things[name] = household.things[name]


def _publish(funder, siret):
    """A funder's open data: lines, a file that went out, a file that waits to be imported."""
    org, officer, things = funder.organisation, funder.members["OFFICER"], funder.things
    org.siret = siret
    org.save()
    officer.organisation = org
    with organisation(org):
        things["publication_line"] = a_line(officer)
        things["loose_line"] = a_line(officer, object="Une ligne à retirer")
        things["publication"] = funding.publish_year(year=2026, variant=SCDL, by=officer)
        things["grant_import"] = prepare_import(
            table=read_table(a_file(a_row(objet="Importée", idAttribuant=siret))),
            kind=kind_of("grants"),
            file_name="subventions.csv",
            organisation_id=org.pk,
            by=officer,
        )
