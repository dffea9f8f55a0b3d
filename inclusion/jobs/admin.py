"""Background work, read only: what waits, what failed and why."""

from django.contrib import admin

from inclusion.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    list_display = ["kind", "state", "organisation", "attempts", "created_at", "last_error"]
    list_filter = ["state", "kind"]
    ordering = ["-created_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
