"""The bundled news site of an invented publisher, served on loopback, and the run that `scraper demo` makes of it."""
