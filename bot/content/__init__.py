"""content/ and locales/ → one frozen Content, or a list of Problems."""
