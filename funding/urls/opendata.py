from django.urls import path

from funding.views import opendata
from inclusion.tables.pages import table_pages

urlpatterns = [
    path("", opendata.year, name="open_data"),
    path("fichier/", opendata.download, name="open_data_download"),
    path("constats/", opendata.findings_sheet, name="open_data_findings"),
    path("publier/", opendata.publish, name="open_data_publish"),
    path("publications/<uuid:pk>/fichier/", opendata.published_file, name="open_data_published"),
    path("verifier/", opendata.check, name="open_data_check"),
    path("lignes/", opendata.line_list, name="open_data_lines"),
    path("lignes/nouvelle/", opendata.line_create, name="open_data_line_create"),
    path("lignes/<uuid:pk>/", opendata.line_edit, name="open_data_line"),
    path("lignes/<uuid:pk>/supprimer/", opendata.line_remove, name="open_data_line_remove"),
    *table_pages("grants"),
]
