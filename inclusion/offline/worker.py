"""What the service worker keeps: one page and the files it is made of, by their hashed names."""

import hashlib

from django.templatetags.static import static

PAGE = "/ateliers/hors-ligne/"
FILES = [
    "vendor/bootstrap-5.3.9/bootstrap.min.css",
    "css/theme.css",
    "css/workshops.css",
    "css/offline.css",
    "js/app.js",
    "js/attendance.js",
    "js/scanning.js",
    "vendor/idb-8.0.4/umd.js",
    "vendor/jsqr-1.4.0/jsQR.js",
    "js/offline-store.js",
    "js/offline-sending.js",
    "js/offline-pieces.js",
    "js/offline-words.js",
    "js/offline.js",
    "icons.svg",
    "img/favicon.svg",
    "img/tick.svg",
    "img/tick-dark.svg",
    "img/caret.svg",
    "img/caret-dark.svg",
    "img/icon-192.png",
    "vendor/atkinson-hyperlegible-next-5.3.0/latin-400.woff2",
    "vendor/atkinson-hyperlegible-next-5.3.0/latin-600.woff2",
    "vendor/atkinson-hyperlegible-next-5.3.0/latin-700.woff2",
]


def worker_settings():
    """{version, page, files}: another file, another version, another cache."""
    files = [static(name) for name in FILES]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:16]
    return {"version": version, "page": PAGE, "files": files}
