"""What protects a site: systems and subsystems, devices, channels, quality proofs, stores."""
