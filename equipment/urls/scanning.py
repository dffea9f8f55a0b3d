from django.urls import path

from equipment.views import scanning, stickers, stock

urlpatterns = [
    path("lot-de-scans/", scanning.scan_batch, name="scan_batch"),
    path("lot-de-scans/ligne/", scanning.scan_line, name="scan_line"),
    path("inventaires/", scanning.audit_list, name="audit_list"),
    path("inventaires/nouveau/", scanning.audit_create, name="audit_create"),
    path("inventaires/<uuid:pk>/", scanning.audit_detail, name="audit_detail"),
    path("inventaires/<uuid:pk>/tableau/", scanning.audit_csv, name="audit_csv"),
    path("etiquettes/", stickers.roll_list, name="roll_list"),
    path("etiquettes/imprimer/", stickers.label_print, name="label_print"),
    path("etiquettes/rouleaux/nouveau/", stickers.roll_create, name="roll_create"),
    path("etiquettes/rouleaux/<uuid:pk>/", stickers.roll_detail, name="roll_detail"),
    path("etiquettes/rouleaux/<uuid:pk>/imprimer/", stickers.roll_print, name="roll_print"),
    path("etiquettes/rouleaux/<uuid:pk>/annuler/", stickers.roll_void, name="roll_void"),
    path("etiquettes/imprimantes/nouvelle/", stickers.printer_create, name="printer_create"),
    path("etiquettes/imprimantes/<uuid:pk>/", stickers.printer_update, name="printer_update"),
    path(
        "etiquettes/imprimantes/<uuid:pk>/retirer/", stickers.printer_remove, name="printer_remove"
    ),
    path(
        "etiquettes/imprimantes/<uuid:pk>/calibrage/pdf/",
        stickers.printer_calibration,
        name="printer_calibration",
    ),
    path("stocks/", stock.stock_list, name="stock_list"),
    path("stocks/nouveau/", stock.stock_create, name="stock_create"),
    path("stocks/<uuid:pk>/", stock.stock_detail, name="stock_detail"),
    path("stocks/<uuid:pk>/modifier/", stock.stock_update, name="stock_update"),
    path("stocks/<uuid:pk>/entree/", stock.stock_enter, name="stock_enter"),
    path("stocks/<uuid:pk>/sortie/", stock.stock_take, name="stock_take"),
]
