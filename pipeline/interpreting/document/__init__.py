"""What an issue says outside of its tables, and what it leaves out."""
