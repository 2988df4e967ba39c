"""Reviews: submission, queue, remarks, delivery to the writers, threads."""
