"""The demonstration province: loaded and removed by one command each.

Units, sites, systems, firms and people over the 21 cities, all of them invented and marked as
demonstration. Production has none of it.
"""
