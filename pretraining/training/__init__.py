"""The training loop that pre-training and adapting share."""
