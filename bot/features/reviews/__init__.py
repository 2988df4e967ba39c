"""Reviews: submitted, read, judged, delivered, discussed."""
