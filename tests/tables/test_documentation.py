"""docs/tables.md says what the product reads."""

from django.conf import settings

from inclusion.tables.kinds import export_codes, kind_codes, kind_of


def test_every_kind_column_and_synonym_is_documented():
    text = (settings.BASE_DIR / "docs" / "tables.md").read_text(encoding="utf-8")
    for code in kind_codes():
        assert f"`{code}`" in text
        for column in kind_of(code).columns:
            assert f"`{column.name}`" in text
            assert all(synonym in text for synonym in column.synonyms)
    for code in export_codes():
        if code.startswith("places"):
            assert f"`{code}`" in text
