from django.urls import path

from inclusion.places import views
from inclusion.tables.pages import table_pages

app_name = "places"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("telecharger/", views.open_data, name="open_data"),
    path("lieux/<uuid:pk>/", views.place_detail, name="place_detail"),
    path("lieux/<uuid:pk>/facile-a-lire/", views.place_easy, name="place_easy"),
    path("mes-lieux/", views.own_list, name="own_list"),
    path("mes-lieux/nouveau/", views.place_create, name="place_create"),
    path("mes-lieux/exporter/", views.own_export, name="own_export"),
    path("mes-lieux/<uuid:pk>/", views.own_detail, name="own_detail"),
    path("mes-lieux/<uuid:pk>/modifier/", views.place_update, name="place_update"),
    path("mes-lieux/<uuid:pk>/confirmer/", views.place_confirm, name="place_confirm"),
    path("mes-lieux/<uuid:pk>/publier/", views.place_publish, name="place_publish"),
    path("mes-lieux/<uuid:pk>/retirer/", views.place_unpublish, name="place_unpublish"),
    *table_pages("places"),
]
