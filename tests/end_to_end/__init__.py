"""The real server against stand-ins of the platforms, over real HTTP and real databases."""
