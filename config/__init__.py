"""The service's configuration: the environment, and the tables of figures beside it."""
