"""People in the window: who is known, naming a face, "not me", "why?", enrolment, and the bar for names."""
