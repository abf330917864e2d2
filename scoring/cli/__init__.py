"""The lavr command: a thin door to the services, and the place where the parts are put together."""
