"""Registries, asked directly: manifests, blobs, logging in. requests is imported in `web` alone."""
