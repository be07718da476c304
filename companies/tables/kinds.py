"""What a file is, by its content; its name may say anything."""

from django.utils.translation import gettext as _

from companies.refusals import Refused

ZIP, TEXT = "zip", "text"

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh9", b"\xfd7zXZ", b"PK\5\6", b"PK\7\x08")


def kind_of(content):
    """Say whether the bytes are a ZIP (then perhaps a workbook) or text (then perhaps a CSV).

    Raises Refused for everything else, and names what it is.
    """
    if not content.strip():
        raise Refused(_("The file is empty."))
    if content.startswith(b"PK\x03\x04"):
        return ZIP
    if content.startswith(_OLE2):
        raise Refused(_of_ole2(content))
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        raise Refused(_named(_("a PDF")))
    if content.startswith(_IMAGES) or content[8:12] == b"WEBP" or content[4:8] == b"ftyp":
        raise Refused(_named(_("a picture")))
    if content.startswith(_PACKED):
        raise Refused(compressed())
    if start.startswith(b"{\\rtf"):
        raise Refused(_named(_("a text document")))
    if start.startswith(b"<"):
        raise Refused(
            _(
                "This is a web page or XML, although its name says spreadsheet. Open it in Excel"
                " and choose “Save as”, type “Excel workbook (.xlsx)”."
            )
        )
    return TEXT


def _named(kind):
    return _("This is %(kind)s. Upload an Excel workbook (.xlsx) or a CSV file.") % {"kind": kind}


def _of_ole2(content):
    """Old Excel, a locked new one, or another old document: the names inside say which."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return password()
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book\0")):
        return _(
            "This is an Excel file of before 2007 (.xls). Open it and choose “Save as”, type"
            " “Excel workbook (.xlsx)”."
        )
    return _named(_("a document of an old Office program"))


def not_excel():
    """The sentence for a text without columns whose name says Excel."""
    return _(
        "This is not an Excel file, although its name says so. Open it in Excel and choose “Save"
        " as”, type “Excel workbook (.xlsx)”."
    )


def compressed():
    """The sentence for an archive that is no workbook."""
    return _("This is a compressed file. Unpack it and upload the spreadsheet inside.")


def password():
    """The sentence for a locked file."""
    return _("The file asks for a password. Save it without the password and upload it again.")
