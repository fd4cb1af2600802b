"""Publishing: write a build privately, audit it, swap it in; and the words that explain its columns."""
