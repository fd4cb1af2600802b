"""The first page of a demo world's scorecard as a picture: `python -m tools.demo.picture FOLDER PNG`.

What belongs here: opening the published page in the system's chromium. What does not: making the page.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

SIZE = {"width": 1280, "height": 1100}
SEEN_ON = "2026-07-05T09:00:00+07:00"  # days after the as-of date, when nothing is stale


def take(page_file: Path, picture: Path) -> None:
    """A picture of the top of a page, banner and all.

    Raises:
        RuntimeError: there is no chromium on this machine.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise RuntimeError("no chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE)
        page.clock.set_fixed_time(SEEN_ON)
        page.goto(page_file.resolve().as_uri())
        page.wait_for_timeout(1500)  # charts are drawn by a script
        page.screenshot(path=str(picture))
        browser.close()
    # A page has few colours: a third of the bytes, the same look.
    with Image.open(picture) as shot:
        shot.convert("RGB").quantize(128).save(picture, optimize=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]) / "marts" / "scorecard" / "index.html", Path(sys.argv[2]))
