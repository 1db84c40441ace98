"""The walls between territories and parties: who sees which row, guarded by the database itself.

`scope` says within which bounds a request or a job works; `policies` turns what each table declares
into row-level security; `lint` refuses a table without a wall.
"""
