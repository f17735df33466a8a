"""How fast it is, beside a bare handler and beside other libraries, in the same run. Never asserted in a test."""
