"""The public and the department interface over HTTP (FastAPI)."""
