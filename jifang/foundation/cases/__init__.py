"""Cases: every procedure as data, carried out by one function, guarded by the database."""
