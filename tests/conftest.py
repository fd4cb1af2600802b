"""What every test shares: property tests draw the same examples on every machine and are never judged by a clock."""

from hypothesis import settings

from pipelines.collector import look_seldom

settings.register_profile("same-everywhere", deadline=None, derandomize=True)
settings.load_profile("same-everywhere")
look_seldom()  # as the command does
