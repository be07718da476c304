"""A QR code as plain shapes: for paper, beside the address that it holds."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules around it that stay white, as ISO/IEC 18004 wants


@dataclass(frozen=True)
class SquareCode:
    """`path` fills what is dark of a square whose sides have `size` modules."""

    size: int
    path: str

    @property
    def svg(self):
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.size} {self.size}">'
            f'<path d="{self.path}"/></svg>'
        )


def draw(text):
    """Return the SquareCode that holds `text`, such as an address."""
    code = QRCode(border=QUIET, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    modules = code.get_matrix()
    dark = [
        f"M{column} {row}h1v1h-1z"
        for row, line in enumerate(modules)
        for column, is_dark in enumerate(line)
        if is_dark
    ]
    return SquareCode(size=len(modules), path="".join(dark))
