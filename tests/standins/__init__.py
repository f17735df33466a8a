"""Programs that stand in for a platform: real servers on the loopback, in a test or on their own."""
