"""Who is told of a clock, who is sent to look, and what is proposed for a case."""
