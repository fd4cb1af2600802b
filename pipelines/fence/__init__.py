"""The fence: work on one input at a time in processes of its own, so that no input can end or stall a run."""
