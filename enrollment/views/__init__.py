"""Pages of enrollment: asking for seats, following the answer, rosters."""
