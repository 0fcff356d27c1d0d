"""The inner zone's web application: Panel views over the use cases of `core.inner`."""
