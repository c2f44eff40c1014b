//! Paths with slashes, as in Go's `path`. On the systems where Helm runs, `filepath` gives the same.

use super::encoding::made;
use crate::gotemplate::{
    Function, Value,
    arguments::{exactly, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "base" | "osBase" => |call, values| made(call, "base", values, base),
        "dir" | "osDir" => |call, values| {
            made(call, "dir", values, |path| {
                clean(&path[..path.rfind('/').map_or(0, |at| at + 1)])
            })
        },
        "clean" | "osClean" => |call, values| made(call, "clean", values, clean),
        "ext" | "osExt" => |call, values| made(call, "ext", values, extension),
        "isAbs" | "osIsAbs" => |_, values| {
            let [path] = exactly("isAbs", values)?;
            Ok(Value::bool(text(path)?.as_str().starts_with('/')))
        },
        _ => return None,
    })
}

fn base(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    match path.trim_end_matches('/').rsplit('/').next() {
        None | Some("") => "/".to_owned(),
        Some(name) => name.to_owned(),
    }
}

fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rfind('.')
        .map_or_else(String::new, |at| name[at..].to_owned())
}

fn clean(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if is_absolute => {}
            part => kept.push(part),
        }
    }
    let joined = kept.join("/");
    match (is_absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}
