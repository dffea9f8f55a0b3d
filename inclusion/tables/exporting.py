"""An export as a file: its bytes in the format asked for."""

from inclusion.exceptions import Refused
from inclusion.tables.writing import write_csv, write_json, write_ods, write_xlsx


def file_of(export, produced, file_format):
    """The bytes of an export. Raises Refused when the export has no such format."""
    if file_format not in export.formats:
        wanted = ", ".join(export.formats)
        raise Refused(f"Cet export n’existe pas en {file_format}\u00a0: {wanted}.")
    if file_format == "json":
        return write_json(produced.document)
    if file_format == "xlsx":
        return write_xlsx(produced.sheets)
    if file_format == "ods":
        return write_ods(produced.sheets)
    national = export.separator == ","
    return write_csv(produced.sheets[0], separator=export.separator, mark=not national)
