import django_filters as filters

from inclusion.documents.kinds import kind_of, kinds_readable_by
from inclusion.documents.models import Document
from inclusion.lists import ListFilter


class DocumentFilter(ListFilter):
    kind = filters.ChoiceFilter(label="Type", empty_label="Tous les types")
    number = filters.CharFilter(label="Numéro", method="starting_with", max_length=30)

    class Meta:
        model = Document
        fields = ["kind", "number"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = [
            (code, kind_of(code).label) for code in kinds_readable_by(self.request.member)
        ]

    def starting_with(self, queryset, name, value):
        value = value.strip().upper()
        return queryset.filter(number__gte=value, number__lt=value + "\uffff")
