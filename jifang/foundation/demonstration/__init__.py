"""演示 (demonstration): whether the platform holds the demonstration province, so that every page
and document says so."""
