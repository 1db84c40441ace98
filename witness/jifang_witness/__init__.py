"""A witness of a log, for an organ that is not the log's own (C2SP tlog-witness, Ed25519).

It keeps, for each log, the newest checkpoint that it cosigned, whole, and cosigns another only if
that one continues it. It needs Python, `cryptography` and the one file of `jifang-verify`.
"""
