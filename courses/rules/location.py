"""Where a venue lies in the drawing of Ciudad Juárez (templates/courses/_location.html)."""

from decimal import Decimal

# The corners of the drawing. One degree of longitude is shorter than one of latitude here.
WEST, EAST = Decimal("-106.5600"), Decimal("-106.3000")
SOUTH, NORTH = Decimal("31.5800"), Decimal("31.7800")
WIDTH, HEIGHT = 320, 289


def place(latitude, longitude):
    """The point of the drawing for a position, as whole numbers from its upper left corner.

    None where the venue has no position or lies outside of the drawing.
    """
    if latitude is None or longitude is None:
        return None
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        return None
    return (
        round((longitude - WEST) / (EAST - WEST) * WIDTH),
        round((NORTH - latitude) / (NORTH - SOUTH) * HEIGHT),
    )
