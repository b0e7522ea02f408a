"""A run: its steps, its driver, its report."""
