"""Addresses of the notes and papers."""

from django.urls import path

from beneficiaries.views import notes, papers

urlpatterns = [
    path("<uuid:pk>/notes/", notes.note_list, name="note_list"),
    path("<uuid:pk>/notes/ecrire/", notes.note_write, name="note_write"),
    path("notes/<uuid:pk>/corriger/", notes.note_correct, name="note_correct"),
    path("notes/<uuid:pk>/completer/", notes.note_amend, name="note_amend"),
    path("notes/<uuid:pk>/effacer/", notes.note_erase, name="note_erase"),
    path("notes/<uuid:pk>/lecteurs/", notes.note_readers, name="note_readers"),
    path("notes/<uuid:pk>/lire/", notes.note_read, name="note_read"),
    path("<uuid:pk>/pieces/", papers.paper_list, name="paper_list"),
    path("<uuid:pk>/pieces/ajouter/", papers.paper_add, name="paper_add"),
    path("pieces/<uuid:pk>/", papers.paper_download, name="paper_download"),
    path("pieces/<uuid:pk>/detruire/", papers.paper_destroy, name="paper_destroy"),
]
