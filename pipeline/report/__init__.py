"""The pages for people: a small site in every release, which opens from disk.

`site.write_report` makes it from a dataset and the originals. It needs no network, no server and,
but for its charts and filters, no scripts. Importing this package is cheap, for the process that
draws pages does so.
"""
