"""Text outside of tables: paragraphs, their order and their roles."""
