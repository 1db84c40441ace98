"""Acts and refusals written to the ledger, in the transaction that they belong to."""
