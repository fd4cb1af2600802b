"""The commands of `cchc`, a module a group of commands; main.py is their list."""
