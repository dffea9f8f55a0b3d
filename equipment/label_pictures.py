"""The QR code of a label."""

from django.conf import settings

from inclusion.documents.rendering.qr import qr_data_uri


def label_address(device):
    """In capitals, so that the QR code stays small: its alphanumeric mode has no lower case."""
    return f"{settings.PUBLIC_URL}/E/{device.asset_tag}".upper()


def label_qr(device):
    """The QR code as an image address for a page."""
    return qr_data_uri(label_address(device))
