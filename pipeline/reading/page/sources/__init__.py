"""Engines that turn a PDF into the geometry of its pages."""
