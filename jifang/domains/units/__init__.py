"""Who answers: units and their sites, practitioners, testing bodies, associations."""
