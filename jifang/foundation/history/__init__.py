"""Records of the registers: declared, changed, retired, never deleted; each change with its who,
when and why, before and after, and its leaf in the ledger."""
