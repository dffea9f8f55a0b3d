"""Addresses of duplicates, merges, retention and holds."""

from django.urls import path

from beneficiaries.views import merging, retention

urlpatterns = [
    path("doublons/", merging.duplicate_list, name="duplicate_list"),
    path(
        "doublons/<uuid:pk>/",
        merging.duplicate_compare,
        name="duplicate_compare",
    ),
    path(
        "doublons/<uuid:pk>/fusionner/",
        merging.merge_propose,
        name="merge_propose",
    ),
    path(
        "doublons/<uuid:pk>/distincts/",
        merging.duplicate_distinct,
        name="duplicate_distinct",
    ),
    path("fusions/<uuid:pk>/", merging.merge_detail, name="merge_detail"),
    path("fusions/<uuid:pk>/approuver/", merging.merge_approve, name="merge_approve"),
    path("fusions/<uuid:pk>/refuser/", merging.merge_decline, name="merge_decline"),
    path("fusions/<uuid:pk>/annuler/", merging.merge_undo, name="merge_undo"),
    path("conservation/", retention.retention, name="retention"),
    path("conservation/delai/", retention.retention_delay, name="retention_delay"),
    path(
        "conservation/delai/regle/",
        retention.retention_delay_reset,
        name="retention_delay_reset",
    ),
    path("conservation/motifs/<uuid:pk>/revoir/", retention.hold_renew, name="hold_renew"),
    path("conservation/motifs/<uuid:pk>/lever/", retention.hold_release, name="hold_release"),
    path("<uuid:pk>/conservation/", retention.retention_person, name="retention_person"),
    path("<uuid:pk>/conservation/reprise/", retention.retention_resume, name="retention_resume"),
    path("<uuid:pk>/conservation/motif/", retention.hold_open, name="hold_open"),
]
