"""One page: glyphs, rules and pictures, and lines made of them."""
