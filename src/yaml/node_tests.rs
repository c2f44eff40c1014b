//! The places of values, and which of several values wins.

use super::{Document, Kind, Node, Scalar, parse, split};

fn document(text: &str) -> Document<'_> {
    parse(text, split(text)[0].span)
        .expect("YAML")
        .expect("a document")
}

/// The source text of the value at a path of keys.
fn written<'t>(text: &'t str, path: &[&str]) -> &'t str {
    let document = document(text);
    let node = path
        .iter()
        .fold(document.root(), |node, key| node.get(key).expect("the key"));
    &text[node.span().range()]
}

#[test]
fn every_value_covers_its_own_text() {
    let text = "# 注释 🦀\na: 1 # c\nb: 'x y'\nc: |\n  one\n  two\n\nd: >-\n  folded\ne: {f: [1, 2], g: \"h\"}\nl:\n- x: 1\n  z: 2\nm: !!str 5\np: &anchor v\nq: *anchor\n";
    for (path, covered) in [
        (&["a"][..], "1"),
        (&["b"], "'x y'"),
        (&["c"], "one\n  two"),
        (&["d"], "folded"),
        (&["e"], "{f: [1, 2], g: \"h\"}"),
        (&["e", "f"], "[1, 2]"),
        (&["e", "g"], "\"h\""),
        (&["l"], "x: 1\n  z: 2"),
        (&["m"], "5"),
        (&["p"], "v"),
        (&["q"], "*anchor"),
    ] {
        assert_eq!(written(text, path), covered, "{path:?}");
    }
    let document = document(text);
    let entry = document.root().entry("p").expect("the key");
    assert_eq!(&text[entry.key_span.range()], "p");
    assert_eq!(document.comments().len(), 2);
    assert_eq!(&text[document.comments()[0].span.range()], "# 注释 🦀");
}

#[test]
fn json_has_places_too() {
    let text = "{\n\t\"a\": {\"b\": [true, \"\\u4e2d\"]}\n}\n";
    assert_eq!(written(text, &["a", "b"]), "[true, \"\\u4e2d\"]");
    let document = document(text);
    let b = document
        .root()
        .get("a")
        .and_then(|a| a.get("b"))
        .expect("b");
    let last = b.items().last().expect("two items");
    assert_eq!(
        (last.as_str(), &text[last.span().range()]),
        (Some("中"), "\"\\u4e2d\"")
    );
}

#[test]
fn the_place_is_that_of_the_winning_value() {
    let text = "base: &base {x: 1, z: 1}\nd: {x: 5, <<: *base}\ne: {<<: *base, z: 7}\nf: 1\nf: 2\n";
    let document = document(text);
    let at = |path: [&str; 2]| {
        let node = document
            .root()
            .get(path[0])
            .and_then(|node| node.get(path[1]))
            .expect("a value");
        (node.kind(), node.span().start)
    };
    let place = |part: &str| u32::try_from(text.find(part).expect("part")).expect("small");
    assert_eq!(
        at(["d", "x"]),
        (Kind::Scalar(Scalar::Int(1)), place("1, z"))
    );
    assert_eq!(at(["e", "z"]), (Kind::Scalar(Scalar::Int(7)), place("7}")));
    let keys: Vec<_> = document
        .root()
        .get("e")
        .expect("e")
        .entries()
        .into_iter()
        .map(|entry| entry.key.into_owned())
        .collect();
    assert_eq!(keys, ["x", "z"]);

    let duplicates = document.root().duplicate_keys();
    let [(lost, kept)] = duplicates.as_slice() else {
        panic!("one duplicate")
    };
    assert_eq!(
        (lost.value.scalar_text(), kept.value.scalar_text()),
        (Some("1"), Some("2"))
    );
}

#[test]
fn parts_of_verbatim_strings_have_places() {
    let text = "a: one,two\nb: 'one,two'\nc: \"one,t\\x77o\"\nd: >-\n  one,\n  two\n";
    let document = document(text);
    let part = |key: &str| {
        let node = document.root().get(key).expect("the key");
        &text[node.part_span(text, 4..7).range()]
    };
    assert_eq!(
        [part("a"), part("b"), part("c"), part("d")],
        ["two", "two", "\"one,t\\x77o\"", "one,\n  two"]
    );
}

#[test]
fn parts_of_booleans_have_places_if_json_has_the_same_word() {
    let text = "a: yes\nb: true\nc: On\n";
    let document = document(text);
    let part = |key: &str| {
        let node = document.root().get(key).expect("the key");
        let json = node.json_text().expect("a scalar");
        &text[node.part_span(text, 1..json.len()).range()]
    };
    assert_eq!([part("a"), part("b"), part("c")], ["yes", "rue", "On"]);
}

#[test]
fn null_counts_as_absent() {
    let document = document("a:\nb: ~\nc: ''\n");
    let is_there = |key| document.root().get(key).is_some();
    assert_eq!(
        [is_there("a"), is_there("b"), is_there("c"), is_there("d")],
        [false, false, true, false]
    );
    assert!(document.root().entries()[0].value.is_null());
}

#[test]
fn hostile_documents_end_in_an_error() {
    let nested = |open: &str| open.repeat(100_000);
    let bomb: Vec<String> = (0..12)
        .map(|level| {
            let inside = if level == 0 {
                "x".to_owned()
            } else {
                vec![format!("*a{}", level - 1); 9].join(", ")
            };
            format!("a{level}: &a{level} [{inside}]\n")
        })
        .collect();
    let chain: Vec<String> = (1..20_000)
        .map(|at| format!("a{at}: &a{at} {{<<: *a{}}}\n", at - 1))
        .collect();
    for (text, reason) in [
        (nested("["), "it nests deeper than 255 levels"),
        (nested("- "), "it nests deeper than 255 levels"),
        (nested("{a: "), "it nests deeper than 255 levels"),
        (
            "a: &a [*a]\n".to_owned(),
            "the anchor's value contains itself",
        ),
        (
            "a: &a {<<: *a}\n".to_owned(),
            "the anchor's value contains itself",
        ),
        (bomb.concat(), "the document contains excessive aliasing"),
        (
            format!("a0: &a0 {{x: 1}}\n{}", chain.concat()),
            "the document contains excessive aliasing",
        ),
        ("a: *b\n".to_owned(), "unknown anchor `b`"),
        (
            "a: 1\n? [b]\n: c\n".to_owned(),
            "a key is a mapping or a list",
        ),
    ] {
        let error = parse(&text, split(&text)[0].span)
            .map(|_| ())
            .expect_err("an error");
        assert_eq!(error.message, reason, "{}", &text[..text.len().min(60)]);
        assert!(text.get(error.span.range()).is_some());
    }
}

#[test]
fn long_comments_are_accepted() {
    let text = format!("a:\n{}  b: 1\n", "# licence\n".repeat(1000));
    let document = document(&text);
    assert!(
        document
            .root()
            .get("a")
            .and_then(|a: Node<'_>| a.get("b"))
            .is_some()
    );
}

#[test]
fn parts_of_values_have_places_if_the_text_is_verbatim() {
    for (text, covered) in [
        ("a: one two\n", "two"),
        ("a: 'one two'\n", "two"),
        ("a: \"one two\"\n", "two"),
        // Quotes in a block scalar are literal.
        ("a: |-\n  'ne two'\n", "two"),
        ("a: \"\\u006fne two\"\n", "\"\\u006fne two\""),
        ("a: one\n  two\n", "one\n  two"),
    ] {
        let document = document(text);
        let node = document.root().get("a").expect("the key");
        let span = node.part_span(text, 4..7);
        assert_eq!(&text[span.range()], covered, "{text}");
    }
}
