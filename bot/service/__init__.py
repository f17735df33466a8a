"""What is done: one verb a file, one transaction a call. No third parties here."""
