//! Files that cannot mention a Spark application are not parsed. No spelling that a YAML parser accepts may hide one
//! from the search that decides this.

mod common;

use arbtest::arbitrary::Unstructured;
use common::{lint_by_default, random::cases};
use spark_eci_lint::{lint, source::SourceText, written, yaml};

/// The number of applications found without skipping.
fn applications(bytes: &[u8]) -> usize {
    let Ok(source) = SourceText::from_bytes(bytes) else {
        return 0;
    };
    let text = source.as_str();
    let chunks = yaml::split(text).into_iter();
    let chunks = chunks.filter(|chunk| chunk.error.is_none());
    let documents = chunks.filter_map(|chunk| yaml::parse(text, chunk.span).ok().flatten());
    documents
        .map(|document| written::applications(&document).len())
        .sum()
}

/// The number of applications that the linter checks.
fn judged(bytes: &[u8]) -> usize {
    lint_by_default(bytes).map_or(0, |report| report.applications.len())
}

/// A letter in one of its notations in a double-quoted scalar.
fn letter(u: &mut Unstructured<'_>, letter: char, odd: bool) -> arbtest::arbitrary::Result<String> {
    let code = u32::from(letter);
    Ok(match if odd { u.int_in_range(0..=9)? } else { 9 } {
        0 => format!("\\x{code:02x}"),
        1 => format!("\\x{code:02X}"),
        2 => format!("\\u{code:04x}"),
        3 => format!("\\U{code:08X}"),
        4 => format!("{letter}\\\n"),
        5 => format!("\\\n   {letter}"),
        6 => format!("{letter}\\\r\n\t"),
        7 => format!("{letter}\\\n  \\\n \\\n "),
        _ => letter.to_string(),
    })
}

fn quoted(u: &mut Unstructured<'_>, text: &str) -> arbtest::arbitrary::Result<String> {
    // A single escaped letter is the hardest to find; many are the hardest to parse.
    let only = u.int_in_range(0..=text.len())?;
    let mut quoted = "\"".to_owned();
    for (index, plain) in text.chars().enumerate() {
        quoted += &letter(u, plain, only == text.len() || only == index)?;
    }
    Ok(quoted + "\"")
}

/// An application in an unusual spelling.
fn spelled(u: &mut Unstructured<'_>) -> arbtest::arbitrary::Result<Vec<u8>> {
    const GROUP: &str = "sparkoperator.k8s.io/v1beta2";
    const KIND: &str = "SparkApplication";
    let key = if u.ratio(1, 3)? {
        quoted(u, "kind")?
    } else {
        "kind".to_owned()
    };
    let kind = quoted(u, KIND)?;
    let group = quoted(u, GROUP)?;
    // The key of a block mapping must be on one line.
    let key = key.replace(['\n', '\r', '\t'], "");
    let text = match u.int_in_range(0..=7)? {
        0 => format!("apiVersion: {group}\n{key}: {kind}\n"),
        1 => format!("{{apiVersion: {group}, {key}: {kind}}}\n"),
        2 => format!("x: &k {kind}\napiVersion: {group}\nkind: *k\n"),
        3 => format!("x: &x\n  kind: {kind}\n<<: *x\napiVersion: {group}\n"),
        4 => {
            format!("apiVersion: v1\nkind: List\nitems:\n- apiVersion: {group}\n  kind: {kind}\n")
        }
        5 => format!("apiVersion: {GROUP}\nkind: !!binary U3BhcmtBcHBsaWNhdGlvbg==\n"),
        6 => format!(
            "apiVersion: {GROUP}\nkind: !<tag:yaml.org,2002:binary> U3BhcmtBcHBsaWNhdGlvbg==\n"
        ),
        _ => format!(
            "%TAG !e! tag:yaml.org,2002:\n---\napiVersion: {GROUP}\nkind: !e!binary U3BhcmtBcHBsaWNhdGlvbg==\n"
        ),
    };
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    Ok(match u.int_in_range(0..=5)? {
        0 => [b"\xff\xfe", &*units(u16::to_le_bytes)].concat(),
        1 => [b"\xfe\xff", &*units(u16::to_be_bytes)].concat(),
        2 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        _ => text.into_bytes(),
    })
}

#[test]
fn no_spelling_hides_an_application() {
    let mut found = 0;
    let mut tried = 0;
    cases(2_000, |u| {
        let bytes = spelled(u)?;
        let applications = applications(&bytes);
        tried += 1;
        found += applications;
        assert_eq!(
            judged(&bytes),
            applications,
            "{:?}",
            String::from_utf8_lossy(&bytes)
        );
        Ok(())
    });
    // Otherwise the test would prove nothing: most spellings must be valid applications.
    assert!(found * 2 > tried, "{found} of {tried}");
}

#[test]
fn only_files_without_an_application_are_skipped() {
    let mut files = 0;
    for entry in ignore::Walk::new("testdata") {
        let entry = entry.expect("an entry");
        if !entry.path().is_file() {
            continue;
        }
        files += 1;
        let bytes = std::fs::read(entry.path()).expect("a file");
        assert!(
            lint::may_matter(None, &bytes) || applications(&bytes) == 0,
            "{}",
            entry.path().display()
        );
    }
    assert!(files > 100, "{files}");
}

/// Custom resource definitions mention the kinds, and are most of the bytes in some trees: they are recognized by their
/// bytes.
#[test]
fn definitions_are_skipped_and_nothing_next_to_them_is() {
    const DEFINITION: &str = "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: sparkapplications.sparkoperator.k8s.io}
spec:
  group: sparkoperator.k8s.io
  names: {kind: SparkApplication, plural: sparkapplications}
  versions:
  - name: v1beta2
    schema: {openAPIV3Schema: {properties: {apiVersion: {type: string, pattern: '\\d+\\.\\d+'}, kind: {type: string}}}}
";
    let streams = |other: &str| {
        [
            format!("{DEFINITION}---\n{other}"),
            format!("{other}---\n{DEFINITION}"),
        ]
    };
    let matters = |text: &str| lint::may_matter(None, text.as_bytes());
    let quoted = DEFINITION.replace("kind: Custom", "kind: \"Custom");
    let quoted = quoted.replace("Definition\n", "Definition\"\n");
    let deployment = "apiVersion: apps/v1\nkind: Deployment\n";
    for text in [DEFINITION, &quoted]
        .into_iter()
        .map(str::to_owned)
        .chain(streams(deployment))
    {
        assert!(!matters(&text), "{text}");
        assert!(lint_by_default(&text).is_none());
    }
    for other in [
        "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\nspec: {}\n",
        // An application that cannot be parsed, and a patch of one.
        "kind: SparkApplication\nmetadata: {name: a\n",
        "patches:\n- target: {kind: SparkApplication}\n  patch: '[{\"op\": \"remove\", \"path\": \"/spec/x\"}]'\n",
        "kind: Kustomization\npatches:\n- target: {kind: SparkApplication}\n  path: patch.yaml\n",
        "data:\n  a: |\n    apiVersion: sparkoperator.k8s.io/v1beta2\n    kind: SparkApplication\n    spec: {}\n",
        "apiVersion: \"spark\\\n  operator.k8s.io/v1beta2\"\nkind: SparkApplication\nspec: {}\n",
    ] {
        for text in streams(other) {
            assert!(matters(&text), "{text}");
        }
        assert!(matters(other), "{other}");
    }
    // An application inside a definition is found.
    let application =
        "apiVersion: sparkoperator.k8s.io/v1beta2\n    kind: SparkApplication\n    spec: {}\n";
    let with_example = format!("{DEFINITION}x:\n  example: |\n    {application}");
    let patches = "patches:\n- target: {kind: SparkApplication}\n  patch: '[{\"op\": \"remove\", \"path\": \"/spec/x\"}]'\n";
    let with_patches = [
        format!("{DEFINITION}{patches}"),
        format!("{patches}{DEFINITION}"),
    ];
    for text in [with_example].into_iter().chain(with_patches) {
        assert!(matters(&text), "{text}");
        assert!(lint_by_default(&text).is_some(), "{text}");
    }
}
