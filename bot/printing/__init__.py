"""Makes the sheets that messages carry. Has no words of its own, keeps no copy, and loads its libraries late."""
