//! URLs, parsed and built as in Go's `net/url`.

use std::fmt::Write;

use percent_encoding::percent_decode_str;

use crate::gotemplate::{
    Call, Function, Map, Text, Value,
    arguments::{exactly, map, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "urlParse" => url_parse,
        "urlJoin" => url_join,
        _ => return None,
    })
}

fn url_parse(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [url] = exactly("urlParse", values)?;
    let whole = text(url)?;
    call.spend(whole.as_str().len() / 10 + 1)?;
    let problem =
        |reason: &str| format!("unable to parse url: parse {:?}: {reason}", whole.as_str());
    if whole
        .as_str()
        .contains(|letter: char| letter.is_ascii_control())
    {
        return Err(problem("net/url: invalid control character in URL"));
    }
    let (rest, fragment) = whole
        .as_str()
        .split_once('#')
        .unwrap_or((whole.as_str(), ""));
    let (scheme, rest) = scheme_of(rest).map_err(problem)?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (mut opaque, mut authority, mut path) = ("", "", rest);
    if !rest.starts_with('/') && !scheme.is_empty() {
        (opaque, path) = (rest, "");
    } else if let Some(rest) = rest
        .strip_prefix("//")
        .filter(|_| !rest.starts_with("///") || !scheme.is_empty())
    {
        (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    }
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let hostname = match host.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let parts = Map::default();
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let put = |key: &str, part: &str| {
        let part = if part.is_empty() {
            whole.made("")
        } else {
            whole.part(part)
        };
        parts.set(key, Value::Text(part));
    };
    parts.set(
        "scheme",
        Value::Text(whole.made(&scheme.to_ascii_lowercase())),
    );
    put("host", host);
    put("hostname", hostname);
    parts.set("path", Value::Text(whole.made(&decoded(path))));
    put("query", query);
    put("opaque", opaque);
    parts.set("fragment", Value::Text(whole.made(&decoded(fragment))));
    put("userinfo", user);
    Ok(Value::Map(parts))
}

fn scheme_of(url: &str) -> Result<(&str, &str), &'static str> {
    for (at, letter) in url.char_indices() {
        match letter {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if at > 0 => {}
            ':' if at == 0 => return Err("missing protocol scheme"),
            ':' => return Ok((&url[..at], &url[at + 1..])),
            _ => break,
        }
    }
    let first = url.split('/').next().unwrap_or_default();
    if first.contains(':') {
        return Err("first path segment in URL cannot contain colon");
    }
    Ok(("", url))
}

fn url_join(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [parts] = exactly("urlJoin", values)?;
    let parts = map(parts)?;
    let part = |key: &str| match parts.get(key) {
        None => Ok(Text::plain("")),
        Some(Value::Text(text)) => Ok(text),
        Some(other) => {
            let kind = other.kind_name();
            Err(format!(
                "unable to parse {key} key, must be of type string, but {kind} found"
            ))
        }
    };
    let (scheme, host, path) = (part("scheme")?, part("host")?, part("path")?);
    let (query, opaque, fragment) = (part("query")?, part("opaque")?, part("fragment")?);
    let user = part("userinfo")?;
    let mut url = String::new();
    if !scheme.as_str().is_empty() {
        url.push_str(scheme.as_str());
        url.push(':');
    }
    if opaque.as_str().is_empty() {
        let has_authority = !host.as_str().is_empty() || !user.as_str().is_empty();
        if has_authority || !scheme.as_str().is_empty() {
            if has_authority || path.as_str().starts_with("//") {
                url.push_str("//");
            }
            if !user.as_str().is_empty() {
                url.push_str(user.as_str());
                url.push('@');
            }
            url.push_str(host.as_str());
        }
        let needs_slash = !path.as_str().is_empty()
            && !path.as_str().starts_with('/')
            && !host.as_str().is_empty();
        url.push_str(if needs_slash { "/" } else { "" });
        url.push_str(&escaped(path.as_str(), "$&+,/:;=@"));
    } else {
        url.push_str(opaque.as_str());
    }
    if !query.as_str().is_empty() {
        url.push('?');
        url.push_str(query.as_str());
    }
    if !fragment.as_str().is_empty() {
        url.push('#');
        url.push_str(&escaped(fragment.as_str(), "$&+,/:;=?@!()*"));
    }
    call.spend(url.len() / 10 + 1)?;
    Ok(Value::Text(Text::new(&url, parts.trace.made())))
}

fn escaped(text: &str, kept: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        let letter = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-_.~".contains(letter) || kept.contains(letter) {
            written.push(letter);
        } else {
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}
