"""Files for other tools, made from a published build: workbooks, CSV, datapackage.json, JSON Schema. Pure.

What belongs here: forms of the published marts. What does not: what the marts say, publishing itself.

    commitments.py   the one friendly sheet «Cam kết»       mart_workbooks.py a workbook a group of marts
    comma_files.py   CSV for machines and for Excel-VN      descriptions.py datapackage.json and JSON Schemas
    dictionary_page.py  what the columns mean       folder.py       all of them into one folder
"""
