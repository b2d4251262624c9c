"""Pre-training of the compact backbone, training of its adapters, and their evaluation."""
