"""Random schemas, rows and query sets, asked of a real Django and of libnoormme.so; rows are compared.

Everything is written in the form of the recorded cases, so that translation and comparison are those of
scripts/django-parity. `oracle` runs under Django, in another Python; the rest needs the standard library only.
"""
