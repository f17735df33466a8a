"""What `serve --demo` puts into an empty database: invented, and marked so wherever it is shown."""
