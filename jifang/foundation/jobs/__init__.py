"""Work that is done later: enqueued in the transaction that asks for it, its effect once."""
