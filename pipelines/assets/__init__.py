"""Dagster assets: thin wrappers that name inputs, outputs and metadata; the pure rooms do the work."""
