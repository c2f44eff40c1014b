//! Random edits and messages in any order: nothing panics, and diagnostics are the same as those of a fresh server.

use crate::common::random::cases;
use arbtest::arbitrary::Unstructured;
use serde_json::{Value, json};

use crate::{
    ORDERS,
    client::{Client, pulling, pushing},
};

/// Inserted text: parts of manifests, and what breaks them.
const WORDS: [&str; 28] = [
    "",
    "\n",
    "\r\n",
    "\r",
    "---\n",
    "  ",
    ":",
    "- ",
    "[",
    "}",
    "\"",
    "'",
    "# spark-eci-lint: ignore[ECI303] x\n",
    "内存🦀",
    "\u{feff}",
    "\t",
    "&a ",
    "*a",
    "<<: *a\n",
    "memory: 4g\n",
    "    cores: 2\n",
    "k8s.aliyun.com/eci-use-specs: 2-8Gi\n",
    "kind: SparkApplication\n",
    "{{ .Values.x }}",
    "${X}",
    "9999999999999999999999",
    "|\n",
    "? ",
];

/// The client's copy of a text, in UTF-16.
struct Typed {
    units: Vec<u16>,
}

impl Typed {
    fn text(&self) -> String {
        String::from_utf16_lossy(&self.units)
    }

    /// The positions between characters, with the line numbers of the protocol.
    fn places(&self) -> Vec<(usize, Value)> {
        let (mut line, mut character) = (0, 0);
        let mut places = Vec::new();
        for (at, unit) in self.units.iter().enumerate() {
            if !(0xdc00..0xe000).contains(unit) {
                places.push((at, json!({"line": line, "character": character})));
            }
            character += 1;
            let is_end = *unit == u16::from(b'\n')
                || *unit == u16::from(b'\r') && self.units.get(at + 1) != Some(&u16::from(b'\n'));
            if is_end {
                (line, character) = (line + 1, 0);
            }
        }
        places.push((
            self.units.len(),
            json!({"line": line, "character": character}),
        ));
        // There is no position between the two bytes of a line break.
        places.retain(|(at, _)| {
            *at == 0
                || self.units.get(*at) != Some(&u16::from(b'\n'))
                || self.units[*at - 1] != u16::from(b'\r')
        });
        places
    }

    /// Changes a random part, and returns the notification for it.
    fn change(&mut self, random: &mut Unstructured<'_>) -> arbtest::arbitrary::Result<Value> {
        if random.ratio(1, 20)? {
            self.units = ORDERS.encode_utf16().collect();
            return Ok(json!({"text": ORDERS}));
        }
        let places = self.places();
        let first = random.choose_index(places.len())?;
        // Most changes are small.
        let length = if random.ratio(4, 5)? { 3 } else { places.len() };
        let second = (first + random.choose_index(length)?).min(places.len() - 1);
        let word = *random.choose(&WORDS)?;
        let ((from, start), (to, end)) = (&places[first], &places[second]);
        self.units.splice(from..to, word.encode_utf16());
        Ok(json!({"range": {"start": start, "end": end}, "text": word}))
    }
}

fn fresh(text: &str) -> Vec<Value> {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", text);
    let mut found = client.pull("a.yaml");
    let own = client.uri("");
    for finding in &mut found {
        forget_folder(finding, &own);
    }
    found
}

/// Removes the name of the folder, which differs each time.
fn forget_folder(value: &mut Value, folder: &str) {
    match value {
        Value::String(text) => *text = text.replace(folder, ""),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| forget_folder(item, folder)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|item| forget_folder(item, folder)),
        _ => {}
    }
}

#[test]
fn incremental_diagnostics_equal_fresh_ones() {
    cases(60, |random| {
        let pulls = random.arbitrary()?;
        let mut client = Client::new(&if pulls { pulling() } else { pushing() });
        let mut typed = Typed {
            units: format!("{ORDERS}---\n{ORDERS}").encode_utf16().collect(),
        };
        client.open("a.yaml", &typed.text());
        let mut version = 1;
        for _ in 0..random.int_in_range(1..=12)? {
            let changes: Result<Vec<Value>, _> = (0..random.int_in_range(1..=3)?)
                .map(|_| typed.change(random))
                .collect();
            version += 1;
            client.change("a.yaml", version, &json!(changes?));
            ask_something(&mut client, random, &typed)?;
        }
        let mut found = if pulls {
            client.pull("a.yaml")
        } else {
            loop {
                let said = client.hear("textDocument/publishDiagnostics");
                if said["version"] == version {
                    break said["diagnostics"].as_array().expect("a list").clone();
                }
            }
        };
        let own = client.uri("");
        for finding in &mut found {
            forget_folder(finding, &own);
        }
        assert_eq!(found, fresh(&typed.text()), "{:?}", typed.text());
        assert!(
            client
                .heard
                .iter()
                .all(|heard| heard.method != "window/logMessage")
        );
        assert!(client.goodbye());
        Ok(())
    });
}

/// All positions in an answer, at any depth: those of hovers, completions, edits, symbols and so on.
fn positions(answer: &Value) -> Vec<&Value> {
    match answer {
        Value::Object(fields) if fields.contains_key("line") => vec![answer],
        Value::Object(fields) => fields.values().flat_map(positions).collect(),
        Value::Array(items) => items.iter().flat_map(positions).collect(),
        _ => Vec::new(),
    }
}

/// Sends a random request: there is always an answer, and its positions are inside the text.
fn ask_something(
    client: &mut Client,
    random: &mut Unstructured<'_>,
    typed: &Typed,
) -> arbtest::arbitrary::Result<()> {
    let position = |random: &mut Unstructured<'_>| -> arbtest::arbitrary::Result<Value> {
        let line = random.int_in_range(0..=80_u32)?;
        Ok(json!({"line": line, "character": random.int_in_range(0..=60_u32)?}))
    };
    let method = *random.choose(&[
        "textDocument/hover",
        "textDocument/completion",
        "textDocument/inlayHint",
        "textDocument/codeAction",
        "textDocument/codeLens",
        "textDocument/documentSymbol",
        "textDocument/diagnostic",
        "workspace/diagnostic",
    ])?;
    let mut params = client.of("a.yaml");
    params["position"] = position(random)?;
    params["range"] = json!({"start": position(random)?, "end": position(random)?});
    params["context"] = json!({"diagnostics": []});
    params["previousResultIds"] = json!([]);
    let answer = client.request(method, params);
    let answer = answer.unwrap_or_else(|error| panic!("{method}: {error:?}"));
    let places = typed.places();
    for position in positions(&answer) {
        let is_place = places.iter().any(|(_, place)| place == position);
        assert!(is_place, "{method}: {position} in {:?}", typed.text());
    }
    Ok(())
}

#[test]
fn the_server_survives_any_messages_in_any_order() {
    cases(60, |random| {
        let mut client = Client::new(&if random.arbitrary()? {
            pulling()
        } else {
            pushing()
        });
        for _ in 0..random.int_in_range(1..=20)? {
            let name = *random.choose(&[
                "a.yaml",
                "b.json",
                "spark-eci-lint.yaml",
                "kustomization.yaml",
            ])?;
            match random.int_in_range(0..=9)? {
                0 | 1 => client.open(name, ORDERS),
                2 => client.notify("textDocument/didClose", client.of(name)),
                3 => client.notify("textDocument/didSave", client.of(name)),
                4 => client.change(
                    name,
                    random.arbitrary()?,
                    &json!([{"text": *random.choose(&WORDS)?}]),
                ),
                5 => {
                    let text = *random.choose(&[
                        "rules: {ECI303: off}\n",
                        "rules: 1\n",
                        "patches: [{path: a.yaml}]\n",
                    ])?;
                    client.write(name, text);
                    let changes = json!({"changes": [{"uri": client.uri(name), "type": 2}]});
                    client.notify("workspace/didChangeWatchedFiles", changes);
                }
                6 => client.notify(
                    "$/cancelRequest",
                    json!({"id": random.int_in_range(0..=30_i32)?}),
                ),
                7 => client.notify(
                    "workspace/didChangeConfiguration",
                    json!({"settings": {"severity": *random.choose(&["info", "error", "no"])?}}),
                ),
                8 => {
                    let event = json!({"event": {"added": [{"uri": client.uri("")}], "removed": [{"uri": client.uri("")}]}});
                    client.notify("workspace/didChangeWorkspaceFolders", event);
                }
                _ => {
                    let method = *random.choose(&[
                        "textDocument/diagnostic",
                        "workspace/diagnostic",
                        "textDocument/hover",
                    ])?;
                    let mut params = client.at(name, (3, 3));
                    params["previousResultIds"] = json!([]);
                    if let Err((code, message)) = client.request(method, params) {
                        assert!(
                            [-32602, -32800].contains(&code),
                            "{method}: {code} {message}"
                        );
                    }
                }
            }
        }
        client.settle();
        let failed = |heard: &lsp_server::Notification| {
            heard
                .params
                .to_string()
                .contains("mistake of spark-eci-lint")
        };
        assert!(!client.heard.iter().any(failed), "{:?}", client.heard);
        assert!(client.goodbye());
        Ok(())
    });
}
