"""What operators see: readiness, figures, a log without secrets."""
