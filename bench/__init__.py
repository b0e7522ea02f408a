"""What the pipeline costs, as ratios to a bare pdfplumber pass over the same files."""
