# Arts. 24-27 of the Measures; an approval that is known to be none is null.
package information_access

police if input.requester in {"public_security", "national_security"}

department if input.requester in {"emergency_department", "other_department"}

official if police

official if department

connecting if input.action == "connect"

viewing if input.action == "view"

enforcing if input.purpose == "law_enforcement"

emergency if {
	input.purpose == "public_emergency"
	input.emergency_power
}

formal if {
	input.staff_count >= 2
	input.work_cards_shown
	input.letter_shown
	input.registered
}

county_or_above if input.approved_by_level in {"county", "prefecture", "province"}

approved_by_head if {
	county_or_above
	input.approved_by_kind in {"public_security", "national_security"}
	input.approver_is_person_in_charge == true
	input.approver_covers_place == true
}

approved_by_police if {
	county_or_above
	input.approved_by_kind == "public_security"
	input.approver_covers_place == true
}

work if enforcing

work if emergency

decision := {"outcome": "other_law", "provision": "art_26__para_3"} if {
	input.requester == "judicial_or_supervisory"
} else := {"outcome": "permit", "provision": "art_25__para_2"} if {
	police
	connecting
	input.purpose in {"law_enforcement", "public_emergency"}
} else := {"outcome": "deny", "provision": "art_25__para_2"} if {
	connecting
} else := {"outcome": "permit", "provision": "art_26__para_2"} if {
	official
	emergency
	formal
} else := {"outcome": "permit", "provision": "art_26__para_1"} if {
	police
	enforcing
	viewing
	formal
} else := {"outcome": "permit", "provision": "art_26__para_1"} if {
	police
	enforcing
	approved_by_head
	formal
} else := {"outcome": "permit", "provision": "art_26__para_3"} if {
	department
	enforcing
	approved_by_police
	formal
} else := {"outcome": "permit", "provision": "art_26__para_4"} if {
	input.requester == "citizen"
	viewing
	input.major_loss
	input.urgent
	input.unit_consents
} else := {"outcome": "permit", "provision": "art_26__para_4"} if {
	input.requester == "citizen"
	input.action == "copy"
	input.purpose == "statutory_reason"
	input.system_setting == "public_area"
	input.approved_by_builder_organ == true
} else := {"outcome": "permit", "provision": "art_21__para_1__item_3"} if {
	input.requester == "using_unit_staff"
	input.purpose == "duty"
	input.action in {"view", "copy", "retrieve"}
	input.registered
} else := {"outcome": "deny", "provision": "art_27__para_1"} if {
	official
	work
	not formal
} else := {"outcome": "deny", "provision": "art_26__para_1"} if {
	police
} else := {"outcome": "deny", "provision": "art_26__para_3"} if {
	department
} else := {"outcome": "deny", "provision": "art_26__para_4"} if {
	input.requester == "citizen"
} else := {"outcome": "deny", "provision": "art_23__para_1__item_5"} if {
	input.requester == "using_unit_staff"
} else := {"outcome": "deny", "provision": "art_24__para_1__item_3"}
