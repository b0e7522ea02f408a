"""The dataset, declared: one module a group of tables, one pydantic model a table.

Everything else is derived from these declarations: header matching, typed parsing, Parquet and
SQLite types, the data dictionary and the Great Expectations suites. See `schemas.base` for the
vocabulary and `schemas.catalog` for the list of all tables.
"""
