"""Indonesian in and out: numbers, dates, quantities, choices, command words."""
