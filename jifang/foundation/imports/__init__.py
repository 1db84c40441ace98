"""Imports (导入): a file of records read, checked, shown, and written portion by portion."""
