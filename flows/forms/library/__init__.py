"""Holds one folder per form: flow.yaml beside its templates."""
