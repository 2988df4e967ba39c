"""The shell around the core: vendors, people's rights, the wall clock."""
