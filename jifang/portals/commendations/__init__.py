"""表彰奖励：公开列表、建议、案卷页的一栏 (the public list, proposing, the panel of a case)."""
