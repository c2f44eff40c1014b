//! Compares this stage with `kubectl`'s own decoder, for the texts in `testdata/yaml/kubectl.jsonl`.

use serde_json::Value;

use super::{json::to_json, parse, split};

/// Texts on which this stage and `kubectl` disagree, with the reason why that is accepted.
const KNOWN: [(&str, &str); 12] = [
    ("x: [-, z]", "the parser refuses a lone dash in a flow list"),
    (
        r#""\/""#,
        "YAML 1.2 and JSON have this escape, YAML 1.1 has not",
    ),
    (
        r#"["\/", z]"#,
        "YAML 1.2 and JSON have this escape, YAML 1.1 has not",
    ),
    ("[!!str, z]", "libyaml reads the comma as a part of the tag"),
    ("x: [?a, z]", "libyaml reads an explicit key"),
    (
        "x: {a: 1}#c",
        "libyaml takes a comment without a space before it behind a bracket",
    ),
    (
        "x: [1]#c",
        "libyaml takes a comment without a space before it behind a bracket",
    ),
    (
        "x: [\n\t1",
        "the parser refuses tabs as indentation in flow style outside of JSON",
    ),
    ("a\u{85}b", "a line break in YAML 1.1, content in YAML 1.2"),
    (
        r#""\uD834\uDD1E""#,
        "JSON's surrogate pairs; taken in YAML too",
    ),
    (
        "\"z\": 010",
        "kubectl reads a file that starts with a brace as strict JSON; so read as YAML here",
    ),
    (
        "{apiVersion: v1, kind",
        "kubectl reads a file that starts with a brace as strict JSON; so read as YAML here",
    ),
];

/// The result of `kubectl`: the documents before it stopped, and whether it rejected one.
type Answer = (Vec<Value>, bool);

fn ours(text: &str) -> Answer {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut documents = Vec::new();
    let chunks = split(text);
    for (index, chunk) in chunks.iter().enumerate() {
        // kubectl finds a bad separator while it is still reading the previous document.
        let next_is_bad = chunks
            .get(index + 1)
            .is_some_and(|next| next.error.is_some());
        if chunk.error.is_some() || next_is_bad {
            return (documents, true);
        }
        match parse(text, chunk.span) {
            Err(_) => return (documents, true),
            Ok(None) => {}
            Ok(Some(document)) => match to_json(document.root()) {
                Value::Null => {}
                value => documents.push(value),
            },
        }
    }
    (documents, false)
}

fn same_number(left: &Value, right: &Value) -> bool {
    left.as_f64() == right.as_f64()
}

/// Compares JSON, treating `1.0` and `1` as equal, because Go writes both alike.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(_), Value::Number(_)) => same_number(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "how much was compared is a result")]
fn documents_have_the_same_values_as_in_kubectl() {
    let others = std::env::var_os("KUBECTL_ANSWERS");
    let least = if others.is_some() { 1 } else { 500 };
    let path = others.unwrap_or_else(|| "testdata/yaml/kubectl.jsonl".into());
    let answers = std::fs::read_to_string(path).expect("kubectl's answers");
    let (mut asked, mut known) = (0, 0);
    let mut differences = Vec::new();
    for line in answers.lines() {
        let answer: Value = serde_json::from_str(line).expect("a JSON line");
        let text = answer["yaml"].as_str().expect("the text");
        let documents = answer["documents"].as_array().expect("the documents");
        let refused = answer.get("refused").is_some();
        if KNOWN.iter().any(|(part, _)| text.contains(part)) || text == "...\n" {
            known += 1;
            continue;
        }
        let (our_documents, our_refusal) = ours(text);
        asked += 1;
        let equal = our_documents.len() == documents.len()
            && our_documents
                .iter()
                .zip(documents)
                .all(|(left, right)| same(left, right));
        // The documents that kubectl printed before it rejected a later one are not compared.
        if our_refusal != refused || (!refused && !equal) {
            differences.push(format!(
                "{text:?}\n  kubectl: {} {}\n  ours:    {} refused={our_refusal}",
                answer["documents"],
                answer["refused"],
                Value::from(our_documents)
            ));
        }
    }
    println!("{asked} texts compared, {known} with a known difference left out");
    assert!(asked >= least, "only {asked} answers");
    assert!(
        differences.is_empty(),
        "{} of {asked} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn tags_are_refused_in_the_words_of_kubectl() {
    let answers = std::fs::read_to_string("testdata/yaml/kubectl.jsonl").expect("its answers");
    let mut compared = 0;
    for line in answers.lines() {
        let answer: Value = serde_json::from_str(line).expect("a JSON line");
        let text = answer["yaml"].as_str().expect("the text");
        let reason = answer["refused"].as_str().unwrap_or_default();
        let Some(words) = reason.strip_prefix("yaml: cannot decode ") else {
            continue;
        };
        let refusal = split(text)
            .iter()
            .find_map(|chunk| parse(text, chunk.span).err());
        let ours = refusal.expect(text).to_string();
        assert!(ours.ends_with(words), "{text}: {ours}");
        compared += 1;
    }
    assert!(compared > 20, "only {compared}");
}
