"""Figures beside their own history."""
