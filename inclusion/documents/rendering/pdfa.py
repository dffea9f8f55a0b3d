"""What WeasyPrint 70 leaves undone: PDF/A-3a and PDF/UA-1 together, table scopes, the address.

WeasyPrint writes one variant only (PDF/A-3a); this pass adds the PDF/UA-1 claim with the extension
schema PDF/A asks for, the scope of table headers and the print flag of links.
"""

from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf

PDFUA_CLAIM = (
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)
# PDF/A: a property outside the predefined schemas must be described in the file itself.
PDFUA_SCHEMA = (
    '<rdf:Description rdf:about=""'
    ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name>"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 this document follows"
    "</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
ADDRESS = (
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:identifier>{address}</dc:identifier></rdf:Description>"
)
PRINT_FLAG = 4


def complete(content, *, address):
    """Return the finished PDF; `address` (of verification) stays readable in its raw bytes."""
    with pikepdf.open(BytesIO(content)) as pdf:
        complete_metadata(pdf, address)
        # WeasyPrint 70 lists each attachment twice.
        pdf.Root.AF = pikepdf.Array(pdf.Root.AF[:1])
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TH":
                thing.A.Scope = header_scope(thing)
        for page in pdf.pages:
            for annotation in page.get("/Annots", ()):
                annotation.F = int(annotation.get("/F", 0)) | PRINT_FLAG
        output = BytesIO()
        pdf.save(
            output,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
        return output.getvalue()


def complete_metadata(pdf, address):
    addition = PDFUA_CLAIM + PDFUA_SCHEMA + ADDRESS.format(address=escape(address))
    metadata = pdf.Root.Metadata.read_bytes().decode()
    pdf.Root.Metadata.write(metadata.replace("</rdf:RDF>", addition + "</rdf:RDF>", 1).encode())


def header_scope(header):
    """A header inside THead heads its column, any other its row."""
    in_table_head = header.P.P.S == "/THead"
    return pikepdf.Name.Column if in_table_head else pikepdf.Name.Row
