"""Starting, listing and downloading drafts."""
