"""From a vendor's update to a handled message."""
