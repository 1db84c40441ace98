# Art. 20 of the Measures; input.other_law_days is null where no other law provides otherwise.
package retention

governed if input.setting in {"public_area", "key_unit"}

governed if input.counter_terrorism_target

other_law if input.other_law_days != null

decision := {"outcome": "falls_short", "provision": "art_20__para_1"} if {
	input.counter_terrorism_target
	input.effective_storage_days < 90
} else := {"outcome": "falls_short", "provision": "art_20__para_1"} if {
	governed
	not input.counter_terrorism_target
	input.effective_storage_days < 30
} else := {"outcome": "falls_short", "provision": "art_20__para_2"} if {
	other_law
	input.effective_storage_days < input.other_law_days
} else := {"outcome": "not_required", "provision": "art_20__para_1"} if {
	not governed
	not other_law
} else := {"outcome": "meets", "provision": "art_20__para_1"}
