"""The forms, one folder each: flow.yaml beside its templates."""
