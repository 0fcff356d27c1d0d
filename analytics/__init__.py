"""Snapshots, metrics and charts for managers; reads the inner zone, is never read by `core`."""
