"""Pages that are pictures, turned into the same geometry as pages with text."""
