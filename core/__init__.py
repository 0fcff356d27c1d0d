"""The shared core: what both zones know about registration, free of any web framework."""
