"""登记簿 (the registers): their lists, the page of a record, forms to enter and change, search."""
