"""The pages of an import, made for one kind: `table_pages("places")` among an app's addresses.

Upload, look at what it would do, confirm, take back. Each kind has its own pages under its app's
addresses, so that the rule of each view is the kind's own.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inclusion.exceptions import Refused
from inclusion.permissions import access
from inclusion.tables.forms import ImportForm
from inclusion.tables.kinds import CREATE, UPDATE, kind_of
from inclusion.tables.models import ImportState, TableImport
from inclusion.tables.reading import Unreadable
from inclusion.tables.services import (
    apply_import,
    drop_import,
    left_out,
    prepare_import,
    preview_of,
    undo_import,
)
from inclusion.tables.writing import CONTENT_TYPES, Sheet, write_csv, write_ods, write_xlsx
from inclusion.text import counted
from inclusion.ui.telling import telling

PAST_SHOWN = 20
LINES_SHOWN = 20
ISSUES_SHOWN = 300


def table_pages(code):
    """The addresses of the imports of one kind."""
    pages = ImportPages(kind_of(code))
    return [
        path("importer/", pages.create, name="import_create"),
        path("importer/modele/", pages.template, name="import_template"),
        path("imports/<uuid:pk>/", pages.detail, name="import_detail"),
        path("imports/<uuid:pk>/confirmer/", pages.confirm, name="import_confirm"),
        path("imports/<uuid:pk>/renoncer/", pages.drop, name="import_drop"),
        path("imports/<uuid:pk>/annuler/", pages.undo, name="import_undo"),
        path("imports/<uuid:pk>/lignes/", pages.left_out, name="import_left_out"),
    ]


class ImportPages:
    """The views of one kind's imports, each behind the kind's rule."""

    def __init__(self, kind):
        self.kind = kind
        guard = access(kind.rule)
        self.create = require_http_methods(["GET", "POST"])(guard(self._create))
        self.template = require_GET(guard(self._template))
        self.detail = require_GET(guard(self._detail))
        self.confirm = require_POST(guard(self._confirm))
        self.drop = require_POST(guard(self._drop))
        self.undo = require_POST(guard(self._undo))
        self.left_out = require_GET(guard(self._left_out))

    def _url(self, name, *args):
        return reverse(f"{self.kind.namespace}:{name}", args=args)

    def _trail(self, *pages):
        home = (f"Mes {self.kind.nouns}", reverse(self.kind.list_route))
        return [home, *pages]

    def _imports(self, request):
        imports = TableImport.objects.visible_to(request.member).of_kind(self.kind.code)
        return imports.select_related("created_by__user") if self.kind.shows_authors else imports

    def _import(self, request, pk):
        return get_object_or_404(self._imports(request), pk=pk)

    def _create(self, request):
        """Choose a file; it is read and kept until it is confirmed."""
        if request.method == "GET":
            return self._form(request, ImportForm(kind=self.kind))
        form = ImportForm(request.POST, request.FILES, kind=self.kind)
        if form.is_valid():
            try:
                table_import = prepare_import(
                    table=form.table,
                    kind=self.kind,
                    file_name=form.cleaned_data["file"].name,
                    organisation_id=request.member.organisation_id,
                    by=request.member,
                    mapping=form.cleaned_data["mapping"],
                )
            except Unreadable as error:
                form.add_error("file", error.message)
            else:
                return redirect(self._url("import_detail", table_import.pk))
        return self._form(request, form, status=422)

    def _form(self, request, form, status=200):
        past = self._imports(request)
        context = {
            "kind": self.kind,
            "form": form,
            "past": past.order_by("-created_at", "pk")[:PAST_SHOWN],
            "template_url": self._url("import_template"),
            "detail_route": f"{self.kind.namespace}:import_detail",
            "trail": self._trail(("Importer", "")),
        }
        return render(request, "tables/import_create.html", context, status=status)

    def _template(self, request):
        """An example sheet: the headers, one line filled in."""
        sheet = Sheet(
            self.kind.nouns,
            self.kind.names,
            [[column.example for column in self.kind.columns]],
        )
        wanted = request.GET.get("format", "xlsx")
        writers = {
            "csv": lambda: write_csv(sheet),
            "xlsx": lambda: write_xlsx([sheet]),
            "ods": lambda: write_ods([sheet]),
        }
        if wanted not in writers:
            raise Http404("Format inconnu.")
        return _file(writers[wanted](), wanted, f"modele-{self.kind.nouns}")

    def _detail(self, request, pk):
        """Before: what the file would do. After: what it did, and how to take it back."""
        table_import = self._import(request, pk)
        context = {
            "kind": self.kind,
            "import": table_import,
            "trail": self._trail(
                ("Importer", self._url("import_create")), (table_import.file_name, "")
            ),
            "urls": {
                "confirm": self._url("import_confirm", table_import.pk),
                "drop": self._url("import_drop", table_import.pk),
                "undo": self._url("import_undo", table_import.pk),
                "left_out": self._url("import_left_out", table_import.pk),
                "again": self._url("import_create"),
                "list": reverse(self.kind.list_route),
            },
        }
        report = table_import.report
        if table_import.state == ImportState.PREPARED:
            preview = preview_of(table_import)
            report = preview.report
            written = [plan for plan in preview.plans if plan.action in {CREATE, UPDATE}]
            context |= {"lines": written[:LINES_SHOWN], "line_count": len(written)}
        context |= {
            "report": report,
            "refused_count": len({issue["row"] for issue in report["errors"]}),
            "errors": report["errors"][:ISSUES_SHOWN],
            "warnings": report["warnings"][:ISSUES_SHOWN],
        }
        return render(request, "tables/import_detail.html", context)

    def _confirm(self, request, pk):
        table_import = self._import(request, pk)
        try:
            done = apply_import(table_import=table_import, by=request.member)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            count = done.report["created"] + done.report["updated"]
            words = counted(count, self.kind.noun, self.kind.nouns)
            messages.success(request, f"Import fait\u00a0: {words}.")
        return redirect(self._url("import_detail", table_import.pk))

    def _drop(self, request, pk):
        with telling(request, "Fichier oublié\u00a0: rien n’a été importé."):
            drop_import(table_import=self._import(request, pk), by=request.member)
        return redirect(self._url("import_create"))

    def _undo(self, request, pk):
        table_import = self._import(request, pk)
        try:
            count, kept = undo_import(table_import=table_import, by=request.member)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            words = counted(count, "ligne reprise", "lignes reprises")
            messages.success(request, f"Import annulé\u00a0: {words}.")
            if kept:
                names = ", ".join(kept[:5])
                messages.warning(request, f"Modifiés depuis, donc gardés\u00a0: {names}.")
        return redirect(self._url("import_detail", table_import.pk))

    def _left_out(self, request, pk):
        """The lines to correct, as a sheet, with the reason for each."""
        table_import = self._import(request, pk)
        rows, report = left_out(table_import)
        reasons = {}
        for issue in [*report["errors"], *report["warnings"]]:
            words = f"{issue['column']}\u00a0: {issue['message']}"
            reasons.setdefault(issue["row"], []).append(words)
        rows = [
            [*(cells.get(column, "") for column in table_import.columns), " ".join(reasons[number])]
            for number, cells in rows
        ]
        sheet = Sheet("lignes", (*table_import.columns, "Erreur"), rows)
        return _file(write_xlsx([sheet]), "xlsx", "lignes-a-corriger")


def _file(content, file_format, name):
    response = HttpResponse(content, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return response
