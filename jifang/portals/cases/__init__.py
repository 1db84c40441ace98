"""Pages of cases: work-basket, the page of a case, the form of an act; the same for all."""
