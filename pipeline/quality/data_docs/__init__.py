"""The pages of Great Expectations."""
