"""What someone is told: in the platform, and by e-mail where that is configured."""
