//! The places of values and their quality.

use std::{fmt::Write as _, io, path::Path};

use super::read::read_values;
use crate::{
    gotemplate::{Map, Trace, Value},
    inputs::{Boundary, Files, Limits, Reader},
    source::Quality,
};

struct Memory(&'static str);

impl Reader for Memory {
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Ok(self.0.as_bytes().to_vec())
    }

    fn shown(&self, path: &Path) -> String {
        path.display().to_string()
    }
}

fn read(text: &'static str) -> Result<Map, String> {
    let boundary = Boundary::new("/".into());
    let reader = Memory(text);
    let mut files = Files::new(&reader, &boundary, Limits::default());
    let Ok(file) = files.open(Path::new("/values.yaml")) else {
        return Err("no file".to_owned());
    };
    read_values(&mut files, file).map_err(|problem| {
        let place = problem.place;
        format!("{} at {}-{}", problem.message, place.start, place.end)
    })
}

/// A letter for the quality, and the text at the place.
fn written(text: &str, trace: Trace) -> String {
    let origin = trace.value.expect("a place");
    let letter = match origin.quality {
        Quality::Exact => '=',
        Quality::Made => '~',
        Quality::Near => '?',
    };
    format!("{letter}{}", &text[origin.span.range()])
}

#[test]
fn scalars_are_exact_if_spelt_as_go_prints_them() {
    for (text, place) in [
        ("a: text\n", "=text"),
        ("a: two words # comment\n", "=two words"),
        ("a: 'quoted'\n", "=quoted"),
        ("a: \"quoted\"\n", "=quoted"),
        ("a: 'it''s'\n", "~'it''s'"),
        ("a: \"a\\tb\"\n", "~\"a\\tb\""),
        ("a: two\n  lines\n", "~two\n  lines"),
        ("a: 2\n", "=2"),
        ("a: -3\n", "=-3"),
        ("a: 1.5\n", "=1.5"),
        ("a: 1.50\n", "~1.50"),
        ("a: 100000\n", "=100000"),
        ("a: 1000000\n", "~1000000"),
        ("a: 0x1F\n", "~0x1F"),
        ("a: 010\n", "~010"),
        ("a: 1_000\n", "~1_000"),
        ("a: 1e3\n", "~1e3"),
        ("a: true\n", "=true"),
        ("a: yes\n", "~yes"),
        ("a: True\n", "~True"),
        ("a: \"4g\"\n", "=4g"),
        ("a: 2024-01-01\n", "=2024-01-01"),
        ("a: [1, 2]\n", "?[1, 2]"),
        ("a: {b: 1}\n", "?{b: 1}"),
        ("b: &x text\na: *x\n", "~*x"),
        ("a: !!str text\n", "=text"),
    ] {
        let values = read(text).expect("values");
        let value = values.get("a").expect("a value");
        assert_eq!(written(text, value.trace()), place, "{text}");
    }
}

#[test]
fn keys_have_their_places() {
    for (text, key, place) in [
        ("name: 1\n", "name", "=name"),
        ("'name': 1\n", "name", "=name"),
        ("\"na\\u006de\": 1\n", "name", "~\"na\\u006de\""),
        ("on: 1\n", "true", "~on"),
        ("0x10: 1\n", "16", "~0x10"),
        ("base: &b {name: 1}\n<<: *b\n", "name", "=name"),
    ] {
        let values = read(text).expect("values");
        let entries = values.borrow();
        let entry = entries.get(key).expect("an entry");
        assert_eq!(written(text, entry.key), place, "{text}");
    }
}

#[test]
fn lines_of_literal_blocks_are_exact() {
    for (text, expected) in [
        (
            "a: |\n  one\n    two\n\n  three\n",
            vec!["=one\n", "=  two\n\n", "=three\n"],
        ),
        ("a: |-\n  one\n  two\n\n", vec!["=one\n", "=two"]),
        ("a: |\n\n\n  one\n", vec!["=\n\n", "=one\n"]),
        ("a: |2\n    one\n", vec!["=  one\n"]),
        (
            "a: | # comment\r\n  one\r\n  two\r\n",
            vec!["=one", "~", "=two", "~"],
        ),
        ("a: >\n  one\n  two\n", vec!["~"]),
    ] {
        let values = read(text).expect("values");
        let Some(Value::Text(found)) = values.get("a") else {
            panic!("{text} has no text");
        };
        let pieces: Vec<_> = found
            .pieces()
            .map(|(_, trace)| written(text, trace))
            .map(|place| match place.strip_prefix('~') {
                Some(_) => "~".to_owned(),
                None => place,
            })
            .collect();
        assert_eq!(pieces, expected, "{text}");
    }
}

#[test]
fn invalid_values_have_a_place() {
    for (text, problem) in [
        ("a: 1\n- b\n", "at 7-8"),
        ("- a\n", "values must be a mapping, not a list at 0-3"),
        (
            "a: 1\n---\ntext\n",
            "values must be a mapping, not a string at 9-13",
        ),
        ("a: 1\n--- b\n", "at 5-10"),
        ("a: .nan\n", "at 3-7"),
    ] {
        let found = read(text).expect_err("a problem");
        assert!(found.contains(problem), "{text}: {found}");
    }
}

/// Each alias multiplies the values it refers to, so a few lines can expand to a billion values.
#[test]
fn aliases_that_multiply_are_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let before = format!("*a{}", level - 1);
        let items = vec![before; 10].join(", ");
        let _ = writeln!(text, "a{level}: &a{level} [{items}]");
    }
    let found = read(text.leak()).expect_err("a problem");
    assert!(
        found.contains("alias") || found.contains("values"),
        "{found}"
    );
}
