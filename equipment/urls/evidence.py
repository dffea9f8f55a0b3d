from django.urls import path

from equipment.views import evidence, identity

urlpatterns = [
    path("releves/", evidence.evidence_list, name="evidence_list"),
    path("releves/importer/", evidence.evidence_import, name="evidence_import"),
    path("releves/<uuid:pk>/fichier/", evidence.evidence_file, name="evidence_file"),
    path("attestations/<uuid:pk>/photo/", evidence.attestation_photo, name="attestation_photo"),
    path("<uuid:pk>/sans-support/", evidence.device_attest, name="device_attest"),
    path("a-rapprocher/", identity.identity_list, name="identity_list"),
    path("a-rapprocher/<uuid:pk>/", identity.identity_detail, name="identity_detail"),
    path("a-rapprocher/<uuid:pk>/appareil/", identity.identity_match, name="identity_match"),
    path("a-rapprocher/<uuid:pk>/nouveau/", identity.identity_create, name="identity_create"),
    path("a-rapprocher/<uuid:pk>/fiche/", identity.identity_settle, name="identity_settle"),
    path("a-rapprocher/<uuid:pk>/ecarter/", identity.identity_set_aside, name="identity_set_aside"),
    path("a-rapprocher/<uuid:pk>/annuler/", identity.identity_undo, name="identity_undo"),
]
