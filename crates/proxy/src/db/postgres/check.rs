//! A look at the database before anything else: the schema is the one that this version knows, row-level security is forced
//! on every table, and our role can't get around it. Where one of these is not so, nothing starts.

use super::migrate::{Versions, versions};
use super::{ACROSS, SCHEMA};
use crate::db::DbError;
use sqlx::PgConnection;

/// What a role, or one that it could become, can do that would take it around the walls. The first that applies.
const POWERS: &str = "
    SELECT r.rolname::text, CASE
        WHEN r.rolsuper THEN 'is a superuser'
        WHEN r.rolbypassrls THEN 'bypasses row-level security'
        WHEN r.rolcreaterole THEN 'may create roles'
        WHEN r.rolreplication THEN 'may replicate'
        WHEN r.rolname = $2 THEN 'looks across tenants'
        WHEN r.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
            THEN 'reaches the server''s files'
        WHEN d.datdba = r.oid THEN 'owns the database'
        WHEN n.nspowner = r.oid THEN 'owns the schema'
        ELSE 'owns something in the schema' END
    FROM pg_roles r CROSS JOIN pg_database d LEFT JOIN pg_namespace n ON n.nspname = $3
    WHERE d.datname = current_database() AND pg_has_role($1::name, r.oid, 'MEMBER') AND (
        r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolreplication OR r.rolname = $2
        OR r.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
        OR d.datdba = r.oid OR n.nspowner = r.oid
        OR EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = n.oid AND relowner = r.oid)
        OR EXISTS (SELECT 1 FROM pg_proc WHERE pronamespace = n.oid AND proowner = r.oid))
    ORDER BY r.rolname = $1::name DESC, r.oid LIMIT 1";

/// The tables that would not hold: without forced row-level security.
const OPEN: &str = "
    SELECT relname::text FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p')
    AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname LIMIT 1";

/// Whether our role has the rights that `migrate` gives.
const RIGHTS: &str = "
    SELECT has_schema_privilege(current_user, $1, 'USAGE')
    AND coalesce((SELECT bool_and(has_table_privilege(current_user, oid, 'SELECT')) FROM pg_class
        WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p')), false)
    AND coalesce((SELECT bool_and(has_function_privilege(current_user, oid, 'EXECUTE')) FROM pg_proc
        WHERE pronamespace = $1::regnamespace), false)";

/// Looks at everything.
pub(super) async fn check(connection: &mut PgConnection) -> Result<(), DbError> {
    let made: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)")
        .bind(SCHEMA)
        .fetch_one(&mut *connection)
        .await?;
    if !made {
        return Err(DbError::SchemaBehind);
    }
    // Who signed in counts as well: nobody is kept from going back to that role.
    let (current, session): (String, String) =
        sqlx::query_as("SELECT current_user::text, session_user::text").fetch_one(&mut *connection).await?;
    for role in [&session, &current] {
        powerless(connection, role).await?;
    }
    let rights: bool = sqlx::query_scalar(RIGHTS).bind(SCHEMA).fetch_one(&mut *connection).await?;
    if !rights {
        return Err(DbError::NoRights(current));
    }
    match versions(connection).await? {
        Versions::Same => {}
        Versions::Behind => return Err(DbError::SchemaBehind),
        Versions::Newer => return Err(DbError::SchemaNewer),
    }
    let open: Option<String> = sqlx::query_scalar(OPEN).bind(SCHEMA).fetch_optional(&mut *connection).await?;
    open.map_or(Ok(()), |table| Err(DbError::OpenTable(table)))
}

/// Refuses a role that row-level security would not hold.
pub(super) async fn powerless(connection: &mut PgConnection, role: &str) -> Result<(), DbError> {
    let query = sqlx::query_as(POWERS).bind(role).bind(ACROSS).bind(SCHEMA);
    let found: Option<(String, String)> = query.fetch_optional(connection).await?;
    let Some((which, can)) = found else { return Ok(()) };
    let can = if which == role { can } else { format!("is a member of {which}, which {can}") };
    Err(DbError::Powerful { role: role.to_owned(), can })
}
