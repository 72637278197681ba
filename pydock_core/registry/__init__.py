"""Direct requests to registries: manifests, blobs, login. Only `web` imports requests."""
