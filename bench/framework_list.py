"""The framework's own list of customers, as somebody would set it up: the baseline of the customer page."""

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import include, path

from partnerhub.portfolio.models import Customer, CustomerTag

TAGS = CustomerTag._base_manager.select_related("tag")


class OpenSite(admin.AdminSite):
    """The framework's site, open to everybody: rights are not what is measured."""

    def has_permission(self, request) -> bool:
        return True


class CustomerList(admin.ModelAdmin):
    """Customers with their tags, filters and search, fifty a page."""

    list_display = ("name", "reference", "country", "domain", "managed_by", "next_end_date", "licenses", "tag_labels")
    list_filter = ("country", "managed_by")
    search_fields = ("sort_name", "domain", "reference")
    list_per_page = 50
    ordering = ("sort_name", "organization_id")
    actions = None

    def get_queryset(self, request):
        return self.model._base_manager.exclude(managed_by="SELF").prefetch_related(Prefetch("tags", TAGS))

    def tag_labels(self, customer) -> str:
        return ", ".join(one.tag.label for one in customer.tags.all())

    def has_view_permission(self, request, obj=None) -> bool:
        return True

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    has_add_permission = has_delete_permission = has_change_permission

    def has_module_permission(self, request) -> bool:
        return True


site = OpenSite()
site.register(Customer, CustomerList)
urlpatterns = [path("framework/", site.urls), path("", include("partnerhub.config.urls"))]
