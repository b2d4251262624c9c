"""Reading and writing the project's files: safetensors, backbone folders, adapters."""
