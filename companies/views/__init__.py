"""Pages of a firm: what needs attention, its technicians, its data."""
