use super::{Document, Editor, New, Node, parse};
use crate::source::{Edit, Span, apply_edits};

/// The text after an edit; `None` if there is no edit.
fn edited(
    text: &str,
    edit: impl for<'a> Fn(Editor<'a>, Node<'a>) -> Option<Vec<Edit>>,
) -> Option<String> {
    let document = parsed(text);
    let editor = Editor::new(text, document.root())?;
    let edits = edit(editor, document.root())?;
    let edited = apply_edits(text, &edits).text;
    parse(&edited, whole(&edited)).expect("YAML afterwards");
    Some(edited)
}

fn whole(text: &str) -> Span {
    Span::new(0, u32::try_from(text.len()).expect("a short text"))
}

fn parsed(text: &str) -> Document<'_> {
    let document = parse(text, whole(text)).expect("YAML");
    document.expect("a document")
}

/// The value at a path of keys and list indexes.
fn at<'d>(root: Node<'d>, path: &str) -> Node<'d> {
    path.split('.').fold(root, |node, key| match key.parse() {
        Ok(index) => node.items().nth(index).expect("an item"),
        Err(_) => node.raw_entry(key).expect(key).value,
    })
}

fn put(text: &str, path: &str, new: &New) -> Option<String> {
    let path: Vec<_> = path.split('.').collect();
    edited(text, |editor, root| {
        Some(vec![editor.put(root, &path, new)?])
    })
}

#[test]
fn a_scalar_is_replaced_inside_its_quotes() {
    for (text, new, after) in [
        ("a: b\n", "c", Some("a: c\n")),
        ("a: 'b'\n", "c", Some("a: 'c'\n")),
        ("a: \"b\"\n", "c", Some("a: \"c\"\n")),
        // A value that would not be a string without quotes gets quotes.
        ("a: b\n", "1", Some("a: \"1\"\n")),
        ("a: b\n", "true", Some("a: \"true\"\n")),
        ("a: b\n", "c: d", Some("a: \"c: d\"\n")),
        ("a: b\n", "c #d", Some("a: \"c #d\"\n")),
        ("a: b\n", "c ", Some("a: \"c \"\n")),
        ("a: b\n", "c:", Some("a: \"c:\"\n")),
        ("a: b\n", ".", Some("a: \".\"\n")),
        ("a: b\n", ".c", Some("a: .c\n")),
        ("a: b\n", "-c", Some("a: \"-c\"\n")),
        ("a: b\n", "", Some("a: \"\"\n")),
        // Commas and brackets are special only in brackets.
        ("a: b\n", "c,d", Some("a: c,d\n")),
        ("a: {b: c}\n", "d", Some("a: d\n")),
        // A string that would need an escape is not edited.
        ("a: 'b'\n", "it's", None),
        ("a: 'b'\n", "say \"no\"", Some("a: 'say \"no\"'\n")),
        ("a: \"b\"\n", "say \"no\"", None),
        ("a: \"b\"\n", "c\\d", None),
        ("a: 'b'\n", "c\td", None),
        // Neither an alias nor a multi-line scalar has a single text to replace.
        ("x: &x b\na: *x\n", "c", None),
        ("a: |\n  b\n  c\n", "c", None),
        // In a block scalar, quotes would be literal.
        ("a: |\n  b\n", "c", Some("a: |\n  c\n")),
        ("a: >\n  b\n", "1", Some("a: >\n  1\n")),
        ("a: >2-\n  b\n", "c: d", Some("a: >2-\n  c: d\n")),
        (
            "a: |+ # text\n  b\n",
            "true",
            Some("a: |+ # text\n  true\n"),
        ),
        ("a: |\n  b\n", "", None),
        ("a: |\n  b\n", " c", None),
        ("a: |\n  b\n", "c\nd", None),
        ("a:\n  b\n", "c", Some("a:\n  c\n")),
        ("a: b\n  c\n", "d", None),
        ("a:\n", "c", None),
    ] {
        let after = after.map(str::to_owned);
        // A collection is not replaced by this, but its place shows whether it is in brackets.
        assert_eq!(
            edited(text, |editor: Editor<'_>, root| Some(vec![
                editor.replace(at(root, "a").span(), new)?
            ])),
            after,
            "{text} {new}"
        );
    }
    assert_eq!(
        edited("a: [b]\n", |editor: Editor<'_>, root| Some(vec![
            editor.replace(at(root, "a.0").span(), "c,d")?
        ]))
        .as_deref(),
        Some("a: [\"c,d\"]\n")
    );
    assert_eq!(
        edited("z: [y]\na:\n- b: c\n", |editor: Editor<'_>, root| Some(
            vec![editor.replace(at(root, "a.0.b").span(), "c,d")?]
        ))
        .as_deref(),
        Some("z: [y]\na:\n- b: c,d\n")
    );
}

#[test]
fn a_part_of_a_scalar_is_replaced_if_the_whole_stays_a_string() {
    for (text, old, new, after) in [
        ("a: b,c\n", "b", "d", Some("a: d,c\n")),
        ("a: b,c\n", "c", "d", Some("a: b,d\n")),
        ("a: b,c\n", "b,", "", Some("a: c\n")),
        ("a: 'b,c'\n", "b", "d", Some("a: 'd,c'\n")),
        ("a: \"b,c\"\n", "c", "d,e", Some("a: \"b,d,e\"\n")),
        // The rest would be a number, a comment or a key.
        ("a: b1\n", "b", "", None),
        ("a: b,c\n", "c", "d #e", None),
        ("a: b,c\n", ",", ": ", None),
        ("a: 'b,c'\n", "b", "'", None),
        ("a: \"b,c\"\n", "b", "\\", None),
        // In brackets a comma ends the scalar.
        ("a: [b-c]\n", "-", ",", None),
        ("a: [b-c]\n", "-", "+", Some("a: [b+c]\n")),
        ("a:\n- b-c\n", "-c", ",c", Some("a:\n- b,c\n")),
    ] {
        assert_eq!(
            edited(text, |editor: Editor<'_>, root: Node<'_>| {
                let scalar = at(root, "a")
                    .items()
                    .next()
                    .unwrap_or_else(|| at(root, "a"));
                let span = scalar.span();
                let start = text[span.range()].find(old).expect("a part") + span.start as usize;
                let part = Span::new(
                    u32::try_from(start).expect("a short text"),
                    u32::try_from(start + old.len()).expect("a short text"),
                );
                Some(vec![editor.replace_part(span, part, new)?])
            })
            .as_deref(),
            after,
            "{text} {old} {new}"
        );
    }
}

#[test]
fn several_values_are_put_into_one_mapping() {
    let new = [
        ("b", New::texts(&[("c", "d")])),
        ("e", New::List(vec![New::text("f")])),
    ];
    for (text, after) in [
        (
            "a:\n  x: y\n",
            Some("a:\n  x: y\n  b:\n    c: d\n  e:\n  - f\n"),
        ),
        ("a: {x: y}\n", Some("a: {x: y, b: {c: d}, e: [f]}\n")),
        ("a: {}\n", Some("a: {b: {c: d}, e: [f]}\n")),
        ("a:\n", Some("a:\n  b:\n    c: d\n  e:\n  - f\n")),
        ("x: y\n", Some("x: y\na:\n  b:\n    c: d\n  e:\n  - f\n")),
        // The existing list is the last value: its new item comes first.
        (
            "a:\n  e:\n  - g\n",
            Some("a:\n  e:\n  - g\n  - f\n  b:\n    c: d\n"),
        ),
        (
            "a:\n  e:\n    - g\nz: 1\n",
            Some("a:\n  e:\n    - g\n    - f\n  b:\n    c: d\nz: 1\n"),
        ),
        ("a:\n  e:\n", Some("a:\n  e:\n  - f\n  b:\n    c: d\n")),
        (
            "a:\n  b: {x: y}\n  e: []\n",
            Some("a:\n  b: {x: y, c: d}\n  e: [f]\n"),
        ),
        ("a: {e: [g]}\n", Some("a: {e: [g, f], b: {c: d}}\n")),
        // If one value cannot be put, none is.
        ("a:\n  e: f\n", None),
        ("x: &x {e: f}\na: *x\n", None),
    ] {
        let edited = edited(text, |editor, root| editor.put_all(root, &["a"], &new));
        assert_eq!(edited.as_deref(), after, "{text}");
    }
}

#[test]
fn a_key_is_replaced_inside_its_quotes() {
    for (text, new, after) in [
        ("a: b\n", "c", Some("c: b\n")),
        ("'a': b\n", "c", Some("'c': b\n")),
        ("\"a\": b\n", "c", Some("\"c\": b\n")),
        ("a: b\n", "1", Some("\"1\": b\n")),
        ("{a: b}\n", "c,d", Some("{\"c,d\": b}\n")),
        ("a: b\n", "c,d", Some("c,d: b\n")),
        // An anchor and a tag are kept; an alias has no text of its own.
        ("&x a: b\n", "c", Some("&x c: b\n")),
        ("!!str a: b\n", "c", Some("!!str c: b\n")),
        ("? a\n: b\n", "c", Some("? c\n: b\n")),
    ] {
        let edited = edited(text, |editor, root| {
            let key = root.raw_entries_with_keys()[0].key_span;
            Some(vec![editor.replace_key(key, new)?])
        });
        assert_eq!(edited.as_deref(), after, "{text} {new}");
    }
}

#[test]
fn an_entry_is_removed_with_its_line_or_its_comma() {
    for (text, mapping, key, after) in [
        ("a:\n  b: 1\n  c: 2\n", "a", "b", Some("a:\n  c: 2\n")),
        ("a:\n  b: 1\n  c: 2\n", "a", "c", Some("a:\n  b: 1\n")),
        ("a:\n  b: 1\n  c: 2", "a", "c", Some("a:\n  b: 1\n")),
        ("a:\n  b: 1 # one\n  c: 2\n", "a", "b", Some("a:\n  c: 2\n")),
        (
            "a:\n  b:\n    d: 1\n  c: 2\n",
            "a",
            "b",
            Some("a:\n  c: 2\n"),
        ),
        (
            "a: {b: 1, c: 2, d: 3}\n",
            "a",
            "b",
            Some("a: {c: 2, d: 3}\n"),
        ),
        (
            "a: {b: 1, c: 2, d: 3}\n",
            "a",
            "c",
            Some("a: {b: 1, d: 3}\n"),
        ),
        (
            "a: {b: 1, c: 2, d: 3}\n",
            "a",
            "d",
            Some("a: {b: 1, c: 2}\n"),
        ),
        ("a: {b: 1}\n", "a", "b", Some("a: {}\n")),
        ("a: {b, c: 2}\n", "a", "b", Some("a: {c: 2}\n")),
        ("a: {c: 2, b}\n", "a", "b", Some("a: {c: 2}\n")),
        ("a: {b, c}\n", "a", "c", Some("a: {b}\n")),
        // The mapping would be empty.
        ("a:\n  b: 1\n", "a", "b", None),
        // The rest of the item would lose its dash.
        ("a:\n- b: 1\n  c: 2\n", "a.0", "b", None),
        ("a:\n- b: 1\n  c: 2\n", "a.0", "c", Some("a:\n- b: 1\n")),
        // An alias elsewhere would lose its anchor.
        ("a:\n  b: &x 1\n  c: 2\nd: *x\n", "a", "b", None),
        (
            "a:\n  b: &x 1\n  c: 2\nd: *x\n",
            "a",
            "c",
            Some("a:\n  b: &x 1\nd: *x\n"),
        ),
        ("e: &x\n  b: 1\n  c: 2\na: *x\n", "a", "b", None),
        ("a:\n  b: 1\n  c: 2\n", "a", "d", None),
    ] {
        assert_eq!(
            edited(text, |editor: Editor<'_>, root| Some(vec![
                editor.remove(at(root, mapping), key)?
            ]))
            .as_deref(),
            after,
            "{text} {mapping} {key}"
        );
    }
}

#[test]
fn an_entry_is_added_in_the_style_of_its_mapping() {
    let text = New::text("v");
    for (before, path, after) in [
        ("a: 1\n", "b", Some("a: 1\nb: v\n")),
        ("a: 1", "b", Some("a: 1\nb: v")),
        ("a: 1\r\n", "b", Some("a: 1\r\nb: v\r\n")),
        ("a: 1 # one\n", "b", Some("a: 1 # one\nb: v\n")),
        (
            "a:\n  b: 1\nc: 2\n",
            "a.d",
            Some("a:\n  b: 1\n  d: v\nc: 2\n"),
        ),
        (
            "a:\n    b: 1\n",
            "c.d",
            Some("a:\n    b: 1\nc:\n    d: v\n"),
        ),
        ("- a: 1\n", "0", None),
        ("a: {}\n", "a.b", Some("a: {b: v}\n")),
        ("a: {c: 1}\n", "a.b", Some("a: {c: 1, b: v}\n")),
        ("a: {c: 1}\n", "a.b.d", Some("a: {c: 1, b: {d: v}}\n")),
        ("{\"a\": 1}\n", "b", Some("{\"a\": 1, \"b\": \"v\"}\n")),
        (
            "{\n  \"a\": 1\n}\n",
            "b",
            Some("{\n  \"a\": 1,\n  \"b\": \"v\"\n}\n"),
        ),
        // `{a: }` and `{a}` are too unusual to edit.
        ("a: {c}\n", "a.b", None),
        ("a: {c: }\n", "a.b", None),
        // An existing value is not replaced.
        ("a: 1\n", "a", None),
        ("a: 1\n", "a.b", None),
        // A missing value is filled in, but not in brackets.
        ("a:\n", "a.b", Some("a:\n  b: v\n")),
        ("a: # later\n", "a.b", Some("a: # later\n  b: v\n")),
        ("z: {a: }\n", "z.a.b", None),
        ("a: ~\n", "a.b", None),
        ("a: null\n", "a.b", None),
        // Nothing is added to the target of an alias, or next to a merged entry of the same key.
        ("x: &x {c: 1}\na: *x\n", "a.b", None),
        ("x: &x {b: 1}\na:\n  <<: *x\n  c: 1\n", "a.b", None),
        (
            "x: &x {b: 1}\na:\n  <<: *x\n  c: 1\n",
            "a.d",
            Some("x: &x {b: 1}\na:\n  <<: *x\n  c: 1\n  d: v\n"),
        ),
        // Keys in the long form or after a tag are not in the column of the mapping.
        ("? a\n: 1\n", "b", None),
        (
            "a: !!map\n  c: 1\n",
            "a.b",
            Some("a: !!map\n  c: 1\n  b: v\n"),
        ),
    ] {
        assert_eq!(
            put(before, path, &text).as_deref(),
            after,
            "{before} {path}"
        );
    }
}

#[test]
fn collections_are_written_in_the_style_of_the_text() {
    let list = New::List(vec![New::texts(&[("key", "k"), ("operator", "Exists")])]);
    for (before, path, new, after) in [
        (
            "a:\n  b: 1\n",
            "c",
            &list,
            Some("a:\n  b: 1\nc:\n- key: k\n  operator: Exists\n"),
        ),
        (
            "a:\n  - 1\n",
            "c",
            &list,
            Some("a:\n  - 1\nc:\n  - key: k\n    operator: Exists\n"),
        ),
        (
            "a:\n- 1\n",
            "a",
            &list,
            Some("a:\n- 1\n- key: k\n  operator: Exists\n"),
        ),
        (
            "a: [1]\n",
            "a",
            &list,
            Some("a: [1, {key: k, operator: Exists}]\n"),
        ),
        (
            "a: [\n  1\n]\n",
            "a",
            &list,
            Some("a: [\n  1,\n  {key: k, operator: Exists}\n]\n"),
        ),
        (
            "a: []\n",
            "a",
            &list,
            Some("a: [{key: k, operator: Exists}]\n"),
        ),
        ("a: {}\n", "a", &list, None),
        ("a: 1\n", "b", &New::Map(vec![]), Some("a: 1\nb: {}\n")),
        ("a: 1\n", "b", &New::List(vec![]), Some("a: 1\nb: []\n")),
        (
            "a: 1\n",
            "b",
            &New::List(vec![New::text("x"), New::Raw("2".to_owned())]),
            Some("a: 1\nb:\n- x\n- 2\n"),
        ),
        ("a: 1\n", "b", &New::text("2"), Some("a: 1\nb: \"2\"\n")),
        (
            "a: 1\n",
            "b",
            &New::Raw("2".to_owned()),
            Some("a: 1\nb: 2\n"),
        ),
        // Only one item or entry is added to an existing collection.
        (
            "a: [1]\n",
            "a",
            &New::List(vec![New::text("x"), New::text("y")]),
            None,
        ),
        (
            "a: {c: 1}\n",
            "a",
            &New::texts(&[("x", "1"), ("y", "2")]),
            None,
        ),
        (
            "a: {c: 1}\n",
            "a",
            &New::texts(&[("x", "z")]),
            Some("a: {c: 1, x: z}\n"),
        ),
        // A wrong indentation in the text is not followed.
        (
            "a:\n          b: 1\n",
            "c",
            &New::texts(&[("x", "z")]),
            Some("a:\n          b: 1\nc:\n  x: z\n"),
        ),
    ] {
        assert_eq!(put(before, path, new).as_deref(), after, "{before} {path}");
    }
}

#[test]
fn a_value_moves_to_the_mapping_around_it() {
    for (text, after) in [
        (
            "o:\n  m:\n    k: 1\n    l: 2\n",
            Some("o:\n  m:\n    l: 2\n  k: 1\n"),
        ),
        (
            "o:\n  m:\n    l: 2\n    k: 1\n",
            Some("o:\n  m:\n    l: 2\n  k: 1\n"),
        ),
        ("o:\n  m:\n    k: 1\n  n: 2\n", Some("o:\n  n: 2\n  k: 1\n")),
        ("o: {m: {k: 1, l: 2}}\n", Some("o: {m: {l: 2}, k: 1}\n")),
        ("o: {m: {k: 1}, n: 2}\n", Some("o: {n: 2, k: 1}\n")),
        // One of the mappings would be empty.
        ("o:\n  m:\n    k: 1\n", None),
        // The key already exists, or is written elsewhere.
        ("o:\n  m:\n    k: 1\n    l: 2\n  k: 3\n", None),
        ("x: &x {k: 1, l: 2}\no:\n  m: *x\n  n: 1\n", None),
        ("x: &x {m: {k: 1, l: 2}}\no: *x\n", None),
        // A comment in it would be lost.
        (
            "o:\n  m:\n    k:\n      a: 1 # one\n      b: 2\n    l: 2\n",
            None,
        ),
        ("o:\n  m: {l: 2}\n", None),
    ] {
        assert_eq!(
            edited(text, |editor: Editor<'_>, root| editor.hoist(
                at(root, "o"),
                "m",
                "k"
            ))
            .as_deref(),
            after,
            "{text}"
        );
    }
}

#[test]
fn texts_with_lone_carriage_returns_are_not_edited() {
    let is_taken = |text: &str| Editor::new(text, parsed(text).root()).is_some();
    assert!(is_taken("a: 1\r\nb: 2\r\n"));
    assert!(!is_taken("a: 1\rb: 2\n"));
    assert!(!is_taken("# x\ra: 1\n"));
}

#[test]
fn targets_of_aliases_are_shared() {
    let text = "a: &x {b: 1}\nc: *x\nd: 2\n";
    let document = parsed(text);
    let editor = Editor::new(text, document.root()).expect("an editor");
    assert!(editor.is_shared(at(document.root(), "a.b").span()));
    assert!(!editor.is_shared(at(document.root(), "d").span()));
    assert!(at(document.root(), "c").is_alias());
    assert!(!at(document.root(), "a").is_alias());
}
