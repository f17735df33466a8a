"""One kind of step a file: how it is entered, how it is asked again, and its table of answers."""
