#!/bin/bash
# Runs once, when the cluster is made: the vault's roles with their passwords, and its two databases.
set -euo pipefail
password() { cat "/run/secrets/postgres-$1"; }
psql -v ON_ERROR_STOP=1 --username postgres --dbname postgres \
  -v owner="$(password owner)" -v app="$(password app)" -v audit="$(password audit)" -v keystore="$(password keystore)" <<'SQL'
CREATE ROLE strongroom_owner LOGIN PASSWORD :'owner';
CREATE ROLE strongroom_app LOGIN PASSWORD :'app';
CREATE ROLE strongroom_audit LOGIN PASSWORD :'audit';
CREATE ROLE strongroom_keystore LOGIN PASSWORD :'keystore';
CREATE DATABASE vault OWNER strongroom_owner;
CREATE DATABASE keystore OWNER strongroom_owner;
REVOKE ALL ON DATABASE vault, keystore FROM PUBLIC;
GRANT CONNECT ON DATABASE vault TO strongroom_app, strongroom_audit;
GRANT TEMPORARY ON DATABASE vault TO strongroom_app;
GRANT CONNECT ON DATABASE keystore TO strongroom_keystore;
\connect vault
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA audit AUTHORIZATION strongroom_audit;
\connect keystore
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
