"""From long rows of text to typed observations. Pure."""
