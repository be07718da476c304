"""Files that the portal hands out: each receives a finished plain description and only draws."""
