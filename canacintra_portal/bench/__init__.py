"""`make bench`: how fast the portal is, side by side with what this machine allows at best."""
