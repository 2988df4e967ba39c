"""Pictures, posters, calendars and workbooks."""
