"""A simulated country: inputs in the official carriers and the ledger of the truth behind them (docs/demo.md).

What belongs here: everything that `make demo` makes and what checks a build against it. What does not: anything that a
real run needs; `pipelines/` never imports this room. It lies in tools/ because it writes inputs, as the other makers
do, with libraries that only a development set-up has (python-docx, fpdf2). It knows no Dagster, no dbt, no database;
only `compare` opens published Parquet.
"""
