"""EDT, IPT and the adapters, with the parameter names of the published checkpoints."""
