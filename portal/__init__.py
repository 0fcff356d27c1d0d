"""The outer zone's web application: thin Streamlit pages over the use cases of `core.outer`."""
