"""The scorecard: a static site of pages made from the published marts, opened by double-click. Pure.

What belongs here: pages, charts, the tile map, their texts and looks. What does not: choosing and counting answers
(publishing/answers.py), when a build is published (publishing/publish.py), anything that computes a gap (dbt).

    marts.py      the marts that pages are made of        addresses.py  which page a thing has
    speech.py     texts in one language                   promises.py   a promise as a page shows it
    charts.py     Vega-Lite specs                         tiles.py      the tile map of provinces
    overview.py, unit_page.py, indicator_page.py, document_pages.py, columns_page.py: what stands on a kind of page
    site.py       every page into the folder of a build   bundle.py     the script that draws the charts
    pictures.py   the first page's charts as files        kept.py       what was drawn before
"""
