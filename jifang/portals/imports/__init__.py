"""导入 (imports): handing in a file, what was read of it, how far the entering is."""
