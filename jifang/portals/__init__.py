"""What people see: pages per audience. No rule of law and no write of its own lives here."""
