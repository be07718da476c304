"""Geometry of the seat map: seats in rows, told to SVG as paths."""


def shape_of(seats: int, widest: int) -> tuple[int, int]:
    """Choose columns and rows, none wider than `widest` and all nearly full."""
    rows = -(-seats // widest) or 1
    return -(-seats // rows), rows


def path(first: int, last: int, columns: int) -> str:
    """Draw the seats from `first` up to, not including, `last`: row by row, a
    unit square each."""
    pieces = []
    while first < last:
        row, column = divmod(first, columns)
        length = min(columns - column, last - first)
        pieces.append(f"M{column} {row}h{length}v1h-{length}z")
        first += length
    return "".join(pieces)
