"""Search by a part of a name, by pinyin initials, by the beginning of a code."""
