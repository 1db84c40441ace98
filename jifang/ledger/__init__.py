"""The log of acts: an RFC 6962 tree over entries, published as C2SP tlog-tiles.

Entries are bytes; this room knows nothing of what they say. It hashes, orders, proves and signs,
so that anyone who holds a checkpoint can later show whether the log was changed.
"""
