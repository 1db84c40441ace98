"""The HTTP API under `/api/v1/`: the law's questions, registers, tokens, the ledger.

`gate` is the one door: every request passes limit, token, scope, transaction and idempotency there.
`routes` declares an operation with its documentation; `openapi` writes the document from both.
"""
