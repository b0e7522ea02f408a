"""The published dataset in a browser: Datasette, described by the schemas, following releases."""
