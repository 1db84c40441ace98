"""Pages of design approval and acceptance: intake check, assessment, the acceptance room."""
