"""Design approval, acceptance, changes of systems: arts. 17, 19, 23 (3), 36."""
