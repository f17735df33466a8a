"""What things are: frozen dataclasses and enums; standard library only, no I/O."""
