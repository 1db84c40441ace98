-- Rows as release 0.1.0 wrote them, in its tables. Demonstration: no person, no organ is real.
-- Put in by the application's role, in one transaction.
SELECT set_config('jifang.administration', 'security_admin', true);
INSERT INTO account (password, public_id, username, name, email, is_active, must_change_password,
                     created_at, demonstration)
SELECT '!', ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'demo-' || n, '演示 ' || n, '',
       true, false, timestamptz '2026-03-01', true
FROM generate_series(1, 3) n;
INSERT INTO membership (account_id, role, body_kind, party, body_name, organ_region, valid,
                        granted_at, demonstration)
SELECT id, 'officer', 'organ', 'ps-440103', '演示机关', '440103', daterange('2026-03-01', NULL),
       timestamptz '2026-03-01', true
FROM account WHERE username IN ('demo-1', 'demo-2');
INSERT INTO invitation (token_hash, role, body_kind, party, body_name, organ_region, created_at,
                        expires_at)
VALUES (repeat('a', 64), 'unit_manager', 'unit', 'unit-1', '演示单位', '440103',
        timestamptz '2026-03-01', timestamptz '2099-01-01');
INSERT INTO stored_assessment (token_hash, dossier, "on", law_version, created_at, expires_at)
SELECT repeat(n::text, 64), '{"site": {"kind": "演示"}}', date '2026-03-01', 'v', now(),
       timestamptz '2099-01-01'
FROM generate_series(1, 2) n;
INSERT INTO ledger_entry (organ, organ_region, kind, key, bytes)
SELECT '440103-psb', '440103', 'demo.done', 'demo-' || n,
       convert_to(json_build_object('v', 1, 'kind', 'demo.done', 'organ', '440103-psb',
           'region', '440103', 'key', 'demo-' || n, 'at', to_char(now() AT TIME ZONE 'UTC',
           'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8')
FROM generate_series(1, 300) n;
SELECT set_config('jifang.lo', '44', true), set_config('jifang.hi', '45', true);
INSERT INTO ledger_commitment (entry, field, organ_region, salt, value)
SELECT id, 'name', '440103', decode(repeat('0f', 16), 'hex'), '演示'
FROM ledger_entry ORDER BY id LIMIT 30;
SELECT set_config('jifang.administration', 'system_admin', true);
INSERT INTO division (code, name_zh, name_en, pinyin, parent, level, valid, source)
VALUES ('999900', '演示市', 'Demonstration City', 'yan3 shi4 shi4', '990000', 'prefecture',
        daterange('2017-08-01', NULL), 'demonstration'),
       ('999901', '演示区', 'Demonstration District', 'yan3 shi4 qu1', '999900', 'county',
        daterange('2017-08-01', NULL), 'demonstration');
INSERT INTO organ (code, kind, sector, level, organ_region, name_zh, name_en, valid, demonstration)
VALUES ('ps-999901', 'public_security', '', 'county', '999901', '演示机关', 'Demonstration organ',
        daterange('2017-08-01', NULL), true);
