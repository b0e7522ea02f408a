"""A reading held against a second engine's."""
