"""表彰奖励 (commendation and reward), art. 28 of the Measures: from a proposal to the public."""
