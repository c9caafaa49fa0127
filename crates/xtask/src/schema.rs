//! `cargo xtask schema`: reduces Shopify's Admin schema to the types that this project uses.
//!
//! Called by `main.rs`. It fetches the npm package, checks what came, and writes two files beside the sandbox:
//! the schema as SDL, and the access scope of each type and field. Run twice, it writes the same bytes.

mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use self::tables::{MUTATIONS, QUERIES, TYPES};

/// The package that carries the schema.
const PACKAGE: &str = "@shopify/dev-mcp";
/// Its version: another one may carry another schema.
const PACKAGE_VERSION: &str = "1.16.0";
/// The API version that the project speaks.
const API_VERSION: &str = "2026-10";
/// What the packed schema must hash to.
const SHA256: &str = "f3b522f264556925eada700e795e4a002a9cba83444ebcc6c0d724254a0c6593";

/// The enum whose values are webhook topics.
const TOPICS: &str = "WebhookSubscriptionTopic";

/// What can go wrong while the schema is made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SchemaError {
    /// A program is missing.
    #[error("can't run `{0}`: install it and put it on PATH ({1})")]
    Tool(&'static str, std::io::Error),
    /// A program said no.
    #[error("`{0}` failed: {1}")]
    Failed(&'static str, String),
    /// The package isn't the one that was asked for.
    #[error("{PACKAGE} {PACKAGE_VERSION} was asked for, but {0}")]
    Unexpected(String),
    /// A file can't be read or written.
    #[error("can't read or write {0}: {1}")]
    File(PathBuf, std::io::Error),
    /// The schema is not shaped as expected.
    #[error("the packed schema can't be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A name in the tables above is no longer in the schema.
    #[error("the schema has no `{0}`; correct the tables in schema/tables.rs")]
    Gone(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Type {
    kind: String,
    name: String,
    fields: Option<Vec<Field>>,
    input_fields: Option<Vec<Input>>,
    interfaces: Option<Vec<Ref>>,
    enum_values: Option<Vec<EnumValue>>,
    possible_types: Option<Vec<Ref>>,
    #[serde(default)]
    is_one_of: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: String,
    args: Vec<Input>,
    #[serde(rename = "type")]
    ty: Ref,
    is_deprecated: bool,
    deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    name: String,
    #[serde(rename = "type")]
    ty: Ref,
    default_value: Option<String>,
    #[serde(default)]
    is_deprecated: bool,
    deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EnumValue {
    name: String,
    #[serde(default)]
    description: Option<String>,
    is_deprecated: bool,
    deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ref {
    kind: String,
    name: Option<String>,
    of_type: Option<Box<Ref>>,
}

impl Ref {
    /// The name inside all lists and exclamation marks.
    fn named(&self) -> &str {
        match &self.of_type {
            Some(inner) => inner.named(),
            None => self.name.as_deref().unwrap_or_default(),
        }
    }

    fn print(&self) -> String {
        let inner = || self.of_type.as_deref().map(Ref::print).unwrap_or_default();
        match self.kind.as_str() {
            "NON_NULL" => format!("{}!", inner()),
            "LIST" => format!("[{}]", inner()),
            _ => self.named().to_owned(),
        }
    }
}

/// Fetches the schema, reduces it, and writes it into `crates/sandbox/schema` below `root`.
pub(crate) fn run(root: &Path) -> Result<(), SchemaError> {
    let work = std::env::temp_dir().join(format!("context-card-schema-{}", std::process::id()));
    std::fs::create_dir_all(&work).map_err(|e| SchemaError::File(work.clone(), e))?;
    let made = fetch(&work).and_then(|packed| reduce(&packed));
    // What was fetched is of no use any more, and a folder that stays behind harms nobody.
    let _ = std::fs::remove_dir_all(&work);
    let (sdl, access) = made?;
    let folder = root.join("crates/sandbox/schema");
    for (name, text) in [(format!("admin_{API_VERSION}.graphql"), sdl), (format!("access_{API_VERSION}.json"), access)]
    {
        let path = folder.join(name);
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|e| SchemaError::File(path, e))?;
    }
    Ok(())
}

/// Gets the package by npm and returns the schema's JSON.
fn fetch(work: &Path) -> Result<Value, SchemaError> {
    let spec = format!("{PACKAGE}@{PACKAGE_VERSION}");
    command("npm", work, &["pack", &spec, "--silent"])?;
    let archive = format!("shopify-dev-mcp-{PACKAGE_VERSION}.tgz");
    let data = format!("package/dist/data/admin_{API_VERSION}.json.gz");
    command("tar", work, &["xzf", &archive, "package/package.json", "package/LICENSE", &data])?;

    let manifest: Value = serde_json::from_slice(&read(&work.join("package/package.json"))?)?;
    if manifest["version"] != PACKAGE_VERSION || manifest["license"] != "ISC" {
        return Err(SchemaError::Unexpected(format!(
            "version {} under {} came",
            manifest["version"], manifest["license"]
        )));
    }
    let packed = read(&work.join(data))?;
    let hash = Sha256::digest(&packed).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    if hash != SHA256 {
        return Err(SchemaError::Unexpected(format!("its schema hashes to {hash}")));
    }
    let mut json = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice())
        .read_to_end(&mut json)
        .map_err(|e| SchemaError::File(PathBuf::from(API_VERSION), e))?;
    Ok(serde_json::from_slice(&json)?)
}

fn command(program: &'static str, folder: &Path, arguments: &[&str]) -> Result<(), SchemaError> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|e| SchemaError::Tool(program, e))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(SchemaError::Failed(program, said.trim().to_owned()))
}

fn read(path: &Path) -> Result<Vec<u8>, SchemaError> {
    std::fs::read(path).map_err(|e| SchemaError::File(path.to_owned(), e))
}

/// From the introspection result to the two files' text.
fn reduce(packed: &Value) -> Result<(String, String), SchemaError> {
    let types: Vec<Type> = Deserialize::deserialize(&packed["data"]["__schema"]["types"])?;
    let types: BTreeMap<&str, &Type> = types.iter().map(|ty| (ty.name.as_str(), ty)).collect();
    let kept = keep(&types)?;
    let mut sdl = header();
    for name in &kept {
        if let Some(ty) = types.get(name.as_str()) {
            print_type(&mut sdl, ty, &kept);
        }
    }
    Ok((sdl, access(packed, &types, &kept)))
}

/// The names of all types that stay.
fn keep(types: &BTreeMap<&str, &Type>) -> Result<BTreeSet<String>, SchemaError> {
    let mut kept: BTreeSet<String> = BTreeSet::new();
    for name in TYPES.iter().copied().chain(["QueryRoot", "Mutation"]) {
        if !types.contains_key(name) {
            return Err(SchemaError::Gone(name.to_owned()));
        }
        kept.insert(name.to_owned());
    }
    for (root, fields) in [("QueryRoot", QUERIES), ("Mutation", MUTATIONS)] {
        for field in fields {
            let found = types[root].fields.iter().flatten().find(|f| f.name == **field);
            let found = found.ok_or_else(|| SchemaError::Gone(format!("{root}.{field}")))?;
            if root == "Mutation" {
                kept.insert(found.ty.named().to_owned());
            }
        }
    }
    // What follows by itself, until nothing new follows.
    loop {
        let mut more: BTreeSet<String> = BTreeSet::new();
        for ty in kept.iter().filter_map(|name| types.get(name.as_str())) {
            for field in ty.fields.iter().flatten().filter(|f| listed(&ty.name, &f.name)) {
                if follows(field.ty.named(), types, &kept) {
                    more.insert(field.ty.named().to_owned());
                    more.extend(field.args.iter().map(|a| a.ty.named().to_owned()));
                } else if kept.contains(field.ty.named()) {
                    more.extend(field.args.iter().map(|a| a.ty.named().to_owned()));
                }
            }
            more.extend(ty.input_fields.iter().flatten().map(|f| f.ty.named().to_owned()));
        }
        let before = kept.len();
        kept.extend(more);
        if kept.len() == before {
            return Ok(kept);
        }
    }
}

/// Whether a type follows from a field that returns it.
fn follows(name: &str, types: &BTreeMap<&str, &Type>, kept: &BTreeSet<String>) -> bool {
    let Some(ty) = types.get(name) else {
        return false;
    };
    if matches!(ty.kind.as_str(), "SCALAR" | "ENUM") || name.ends_with("UserError") {
        return true;
    }
    let inner = |wanted: &str| {
        let field = ty.fields.iter().flatten().find(|f| f.name == wanted);
        field.is_some_and(|f| kept.contains(f.ty.named()))
    };
    (name.ends_with("Connection") && inner("nodes")) || (name.ends_with("Edge") && inner("node"))
}

/// Whether a field of a root type is in the tables; other types keep all theirs.
fn listed(ty: &str, field: &str) -> bool {
    match ty {
        "QueryRoot" => QUERIES.contains(&field),
        "Mutation" => MUTATIONS.contains(&field),
        _ => true,
    }
}

fn header() -> String {
    format!(
        r#"# Shopify's GraphQL Admin API, version {API_VERSION}, reduced to the types that this project uses, without descriptions.
# Made by `cargo xtask schema` from npm {PACKAGE} {PACKAGE_VERSION}; don't edit it by hand.
#
# ISC License
#
# Copyright 2025-present, Shopify Inc.
#
# Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
# provided that the above copyright notice and this permission notice appear in all copies.
#
# THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
# IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
# INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
# ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
# THIS SOFTWARE.

schema {{
  query: QueryRoot
  mutation: Mutation
}}

directive @idempotent(key: String!) on FIELD

directive @oneOf on INPUT_OBJECT
"#
    )
}

fn print_type(sdl: &mut String, ty: &Type, kept: &BTreeSet<String>) {
    let names = |refs: &Option<Vec<Ref>>| -> Vec<String> {
        refs.iter().flatten().map(|r| r.named().to_owned()).filter(|n| kept.contains(n)).collect()
    };
    match ty.kind.as_str() {
        "SCALAR" if matches!(ty.name.as_str(), "String" | "Int" | "Float" | "Boolean" | "ID") => {}
        "SCALAR" => {
            let _ = write!(
                sdl,
                "
scalar {}
",
                ty.name
            );
        }
        "UNION" => {
            let members = names(&ty.possible_types).join(" | ");
            let _ = write!(
                sdl,
                "
union {} = {members}
",
                ty.name
            );
        }
        "ENUM" => {
            _ = write!(sdl, "\nenum {} {{\n", ty.name);
            for value in ty.enum_values.iter().flatten() {
                let mark = deprecated(value.is_deprecated, value.deprecation_reason.as_deref());
                _ = writeln!(sdl, "  {}{mark}", value.name);
            }
            sdl.push_str("}\n");
        }
        "INPUT_OBJECT" => {
            let one_of = if ty.is_one_of == Some(true) { " @oneOf" } else { "" };
            _ = write!(sdl, "\ninput {}{one_of} {{\n", ty.name);
            for field in ty.input_fields.iter().flatten() {
                _ = writeln!(sdl, "  {}", print_input(field));
            }
            sdl.push_str("}\n");
        }
        kind => {
            let keyword = if kind == "INTERFACE" { "interface" } else { "type" };
            let interfaces = names(&ty.interfaces);
            let implements =
                if interfaces.is_empty() { String::new() } else { format!(" implements {}", interfaces.join(" & ")) };
            _ = write!(sdl, "\n{keyword} {}{implements} {{\n", ty.name);
            for field in ty.fields.iter().flatten() {
                if !listed(&ty.name, &field.name) || !kept.contains(field.ty.named()) {
                    continue;
                }
                let arguments: Vec<String> = field.args.iter().map(print_input).collect();
                let arguments =
                    if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
                let mark = deprecated(field.is_deprecated, field.deprecation_reason.as_deref());
                _ = writeln!(sdl, "  {}{arguments}: {}{mark}", field.name, field.ty.print());
            }
            sdl.push_str("}\n");
        }
    }
}

fn print_input(input: &Input) -> String {
    let default = input.default_value.as_ref().map(|v| format!(" = {v}")).unwrap_or_default();
    let mark = deprecated(input.is_deprecated, input.deprecation_reason.as_deref());
    format!("{}: {}{default}{mark}", input.name, input.ty.print())
}

fn deprecated(is: bool, reason: Option<&str>) -> String {
    match reason {
        _ if !is => String::new(),
        Some(reason) => format!(" @deprecated(reason: {})", json!(reason)),
        None => " @deprecated".to_owned(),
    }
}

/// A webhook topic's name on the wire and its scopes: Shopify says them only in the description.
fn topic(value: &EnumValue) -> Option<(String, Value)> {
    let text = value.description.as_deref()?.replace('\n', " ");
    let name = text.split('`').nth(1).filter(|name| name.contains('/'))?.to_owned();
    let needs = text.split_once("Requires").map_or("", |(_, needs)| needs);
    let word = |c: char| c.is_ascii_lowercase() || c == '_';
    let scopes: BTreeSet<&str> =
        needs.split(|c| !word(c)).filter(|w| w.starts_with("read_") || w.starts_with("write_")).collect();
    Some((format!("{TOPICS}.{}", value.name), json!({"access": "", "scopes": scopes, "topic": name})))
}

/// The scopes of kept types and fields, and of webhook topics: one line each, sorted.
fn access(packed: &Value, types: &BTreeMap<&str, &Type>, kept: &BTreeSet<String>) -> String {
    let mut lines: BTreeMap<String, Value> = BTreeMap::new();
    for item in packed["offline_scopes"]["items"].as_array().into_iter().flatten() {
        let ty = item["typeName"].as_str().unwrap_or_default();
        let scopes = item["offlineScopes"].as_array().map_or(0, Vec::len);
        if scopes == 0 || !kept.contains(ty) {
            continue;
        }
        let key = match item["fieldName"].as_str() {
            Some(field) if !listed(ty, field) => continue,
            Some(field) => {
                let known = types[ty].fields.iter().flatten().find(|f| f.name == field);
                if !known.is_some_and(|f| kept.contains(f.ty.named())) {
                    continue;
                }
                format!("{ty}.{field}")
            }
            None => ty.to_owned(),
        };
        lines.insert(key, json!({"access": item["requiredAccess"], "scopes": item["offlineScopes"]}));
    }
    lines.extend(types.get(TOPICS).into_iter().flat_map(|ty| ty.enum_values.iter().flatten()).filter_map(topic));
    let notice = format!(
        "From npm {PACKAGE} {PACKAGE_VERSION}, version {API_VERSION}, by `cargo xtask schema`. ISC, Copyright 2025-present, Shopify Inc.; the licence is in the schema beside this file."
    );
    let mut text = format!("{{\n\"notice\": {},\n\"access\": {{\n", json!(notice));
    let lines: Vec<String> = lines.iter().map(|(key, value)| format!("{}: {value}", json!(key))).collect();
    text.push_str(&lines.join(",\n"));
    text.push_str("\n}\n}\n");
    text
}
