"""What every test shares: property tests draw the same examples on every machine and are never judged by a clock."""

import os

from hypothesis import settings

from pipelines.collector import look_seldom

settings.register_profile("same-everywhere", deadline=None, derandomize=True)
settings.load_profile("same-everywhere")
os.environ["CCHC_LANG"] = "en"  # whatever language the machine speaks
look_seldom()  # as the command does
