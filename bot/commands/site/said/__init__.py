"""What steps say, read from the sources: texts, moments, and the invented person they are drawn for."""
