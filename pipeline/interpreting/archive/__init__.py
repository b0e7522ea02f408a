"""All issues together: editions, conflicts, gaps."""
