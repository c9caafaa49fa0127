//! `context-card migrate`: makes the schema, or brings it up to date, with the owner's role; and gives the proxy's role its
//! rights. Each step is one transaction, so a migration that was killed is run again. Two at once wait for each other.

use super::check::powerless;
use super::{ACROSS, Address, PROXY_ROLE, SCHEMA, words};
use crate::db::{DbError, cannot_migrate};
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The table that notes which migrations were made.
const TABLE: &str = "context_card.migrations";
/// The number of the lock under which migrations run: the letters `context`.
const LOCK: i64 = 0x0063_6f6e_7465_7874;

static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrations = sqlx::migrate!("migrations/postgres");
    migrations.dangerous_set_table_name(TABLE);
    // We hold a lock of our own around more than the migrations.
    migrations.set_locking(false);
    migrations
});

/// How the schema compares with what this version knows.
pub(super) enum Versions {
    /// It is what we know.
    Same,
    /// Some migrations are yet to be made.
    Behind,
    /// It has some that we don't know.
    Newer,
}

/// Compares the migrations that were made with those that we know.
pub(super) async fn versions(connection: &mut PgConnection) -> Result<Versions, DbError> {
    let query = "SELECT version, checksum FROM context_card.migrations WHERE success";
    let made: Vec<(i64, Vec<u8>)> = match sqlx::query_as(query).fetch_all(connection).await {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P01") => Vec::new(),
        made => made?,
    };
    let made: HashMap<i64, Vec<u8>> = made.into_iter().collect();
    let known = |version: &i64| MIGRATIONS.iter().any(|one| one.version == *version);
    let differs =
        MIGRATIONS.iter().any(|one| made.get(&one.version).is_some_and(|checksum| **checksum != *one.checksum));
    Ok(if differs || !made.keys().all(known) {
        Versions::Newer
    } else if made.len() < MIGRATIONS.iter().count() {
        Versions::Behind
    } else {
        Versions::Same
    })
}

/// What `migrate` did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// How many migrations were made.
    pub steps: usize,
    /// The role that was given its rights.
    pub proxy_role: String,
}

/// Brings the schema of a database up to date and gives the proxy's role its rights. `proxy_role`: the login role that
/// `serve` uses, or a group that it is a member of; none: the group of the usual name.
///
/// # Errors
/// When the database can't be reached, or our role may not do what is needed; it says what to do.
pub async fn migrate(url: &str, proxy_role: Option<&str>) -> Result<Migrated, DbError> {
    let proxy_role = proxy_role.unwrap_or(PROXY_ROLE);
    let mut connection = Address::parse(url)?.connect().await?;
    // Held by the session: it vanishes with the connection, however that ends.
    sqlx::query("SELECT pg_advisory_lock($1)").bind(LOCK).execute(&mut connection).await?;
    make_role(&mut connection, ACROSS).await?;
    join_across(&mut connection).await?;
    make_schema(&mut connection).await?;
    let before = count(&mut connection).await?;
    connection.execute(AssertSqlSafe(format!("SET search_path = {SCHEMA}, pg_temp"))).await?;
    MIGRATIONS.run(&mut connection).await.map_err(cannot_migrate)?;
    let steps = count(&mut connection).await? - before;
    make_role(&mut connection, proxy_role).await?;
    powerless(&mut connection, proxy_role).await?;
    give_rights(&mut connection, proxy_role).await?;
    connection.close().await?;
    Ok(Migrated { steps, proxy_role: proxy_role.to_owned() })
}

/// How many migrations were made so far.
async fn count(connection: &mut PgConnection) -> Result<usize, DbError> {
    let made: bool =
        sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(TABLE).fetch_one(&mut *connection).await?;
    if !made {
        return Ok(0);
    }
    let count: i64 =
        sqlx::query_scalar("SELECT count(*) FROM context_card.migrations").fetch_one(&mut *connection).await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Makes a role without login, where there is none of this name.
async fn make_role(connection: &mut PgConnection, role: &str) -> Result<(), DbError> {
    let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)")
        .bind(role)
        .fetch_one(&mut *connection)
        .await?;
    if there {
        return Ok(());
    }
    match connection.execute(AssertSqlSafe(format!("CREATE ROLE {} NOLOGIN", quoted(role)))).await {
        Ok(_) => Ok(()),
        // Roles are shared by all databases of a server: somebody else has just made it for theirs.
        Err(sqlx::Error::Database(error)) if matches!(error.code().as_deref(), Some("42710" | "23505")) => Ok(()),
        Err(_) => Err(DbError::CannotMigrate(format!(
            "the role {role} is missing, and the role of this address may not create it; as a superuser, run: \
             CREATE ROLE {role} NOLOGIN"
        ))),
    }
}

/// Makes us a member of the role that looks across tenants: only a member can give it functions.
async fn join_across(connection: &mut PgConnection) -> Result<(), DbError> {
    if is_member(connection).await? {
        return Ok(());
    }
    let granted = connection.execute(AssertSqlSafe(format!("GRANT {ACROSS} TO CURRENT_USER"))).await;
    // Where it failed, somebody else may have done it in this moment, for another database of the server.
    if granted.is_ok() || is_member(connection).await? {
        return Ok(());
    }
    Err(DbError::CannotMigrate(format!(
        "the role of this address may not give functions to the role {ACROSS}; as a superuser, run: GRANT {ACROSS} TO it"
    )))
}

/// Whether we may take on that role; since version 16 that is a right of its own.
async fn is_member(connection: &mut PgConnection) -> Result<bool, DbError> {
    let query = "SELECT pg_has_role(current_user, $1,
        CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)";
    Ok(sqlx::query_scalar(query).bind(ACROSS).fetch_one(connection).await?)
}

async fn make_schema(connection: &mut PgConnection) -> Result<(), DbError> {
    let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)")
        .bind(SCHEMA)
        .fetch_one(&mut *connection)
        .await?;
    if !there {
        let made = connection.execute(AssertSqlSafe(format!("CREATE SCHEMA {SCHEMA}"))).await;
        made.map_err(|_| {
            DbError::CannotMigrate(
                "the role of this address may not create a schema in this database; give it the database: \
                 ALTER DATABASE … OWNER TO it"
                    .to_owned(),
            )
        })?;
    }
    Ok(())
}

/// All that the proxy needs, and no more.
async fn give_rights(connection: &mut PgConnection, role: &str) -> Result<(), DbError> {
    let role = quoted(role);
    let mut transaction = connection.begin().await?;
    transaction
        .execute(AssertSqlSafe(format!(
            "REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC;
             GRANT USAGE ON SCHEMA {SCHEMA} TO {role};
             GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO {role};
             REVOKE INSERT, UPDATE, DELETE ON {TABLE} FROM {role};
             GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {SCHEMA} TO {role}"
        )))
        .await
        .map_err(|error| DbError::CannotMigrate(words(&error)))?;
    transaction.commit().await?;
    Ok(())
}

/// A name as SQL takes it, whatever is in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
