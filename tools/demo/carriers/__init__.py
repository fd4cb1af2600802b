"""Carriers of a demo world, one module a family: a file's bytes and the figures a correct build reads from it.

What belongs here: how a family prints counts that are given. What does not: counts (dossiers), planted messes (messes).
"""
