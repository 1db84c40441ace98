"""检测 (testing): the queue, the report builder, the scope of a body, the unit's commissions."""
