from __future__ import annotations

import pytest
from jifang.domains.complaints import api
from tests.domains.complaints.people import *

pytestmark = pytest.mark.django_db

def test_smoke():
    people = lay_people()
    filed, case = file(sealed=True, name=NAME, contact=CONTACT)
    print(filed)
    t = api.open_by_code(filed.code)
    print(t)
    filed2, case2 = file()
    print(api.list_nearby(TIANHE, POINT[0]+.0005, POINT[1], "coverage"), api.list_nearby(TIANHE, None, None, "coverage", "体育西路1号大堂"))
    f3, c3 = file(same_as=case2.public_id)
    assert c3.state == "merged"
    take(people, case, "claim", "accept", "inspect", "ask_to_unseal")
    do(people["approver"], case, "agree_to_unseal")
    with within(people["officer"]):
        assert api.read_identity(people["officer"], case.public_id).name == NAME
    take(people, case, "reply")
    t = api.open_by_code(filed.code)
    print(t)
    assert t.rateable
    api.rate(t, 5, "好")
    t = api.open_by_code(filed.code)
    api.reopen(t, "还有问题")
    take(people, case2, "claim", "accept", "reply")
    print(api.open_by_code(f3.code).main)
