"""Back office of the platform's administrators: structures, accounts, technical state."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from inclusion.organisations.models import Membership, Organisation, User

# The admin's own sign-in would escape the limits and the second factor.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = "Administration de la plateforme"
admin.site.site_title = "Administration"


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = ["user", "role", "title", "is_civic_service", "may_submit_reports", "ended_at"]
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "city", "siret"]
    list_filter = ["kind"]
    search_fields = ["name", "slug", "siret"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipInline]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "first_name", "last_name", "is_active", "is_superuser"]
    search_fields = ["email", "last_name"]
    fields = ["email", "first_name", "last_name", "is_active", "is_staff", "is_superuser"]
