"""The course as a whole: what is known, what comes next, what is asked again, and when to say so."""
