"""What the Measures ask beside the sites: plans and funding, signs, connections, training."""
