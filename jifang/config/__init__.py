"""How the platform is set up, started and kept."""

import gc

# Starting makes objects by the hundred thousand, and nearly all of them stay: with Python's own
# threshold of 700 a fifth of the start goes into looking for garbage among them.
gc.set_threshold(50_000, 20, 20)
