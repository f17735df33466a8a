"""The static site of `preview --out`: every step as each channel shows it, for editors. Needs no server, no script."""
