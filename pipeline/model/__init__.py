"""What the steps hand to each other: rows, figures, findings."""
