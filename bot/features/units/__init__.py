"""The list of units, and the unit of a contact."""
