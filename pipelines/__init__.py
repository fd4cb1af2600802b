"""The reform-gap warehouse: promises in administrative-reform plans against published figures.

Rooms: `plans`, `kpi`, `reference`, `publishing` and `contracts` are pure (no dagster, no database);
`assets`, `checks`, `jobs`, `schedules` are thin wrappers that the Dagster code location assembles.
"""
