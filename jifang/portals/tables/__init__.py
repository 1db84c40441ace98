"""列表 (lists): one component for every list of the platform: filter, sort, search, choose columns,
save the view, act on many rows, export."""
