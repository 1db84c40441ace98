-- Roles and database for a PostgreSQL of one's own (18 or newer). Run once by its administrator:
--   psql -v ON_ERROR_STOP=1 -f deploy/roles.sql postgres
-- then set the passwords:  \password jifang_owner  (and of each role)
-- Nobody but the backup reads past row-level security; nobody is a superuser.
CREATE ROLE jifang_owner LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE ROLE jifang_app LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE ROLE jifang_sequencer LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE ROLE jifang_signer LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE ROLE jifang_backup LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION BYPASSRLS;
GRANT pg_read_all_data TO jifang_backup;
CREATE DATABASE jifang OWNER jifang_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'
    LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8';
\connect jifang
REVOKE ALL ON DATABASE jifang FROM PUBLIC;
GRANT CONNECT ON DATABASE jifang TO jifang_app, jifang_sequencer, jifang_signer, jifang_backup;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO jifang_app, jifang_sequencer, jifang_signer, jifang_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE jifang_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO jifang_app;
ALTER DEFAULT PRIVILEGES FOR ROLE jifang_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO jifang_app;
