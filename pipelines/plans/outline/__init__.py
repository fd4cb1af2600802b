"""Documents to an outline: what stands above each paragraph, and the Context that it gives."""
