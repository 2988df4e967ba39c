"""Progress of all units: overview, reports, ZIP files."""
