use std::rc::Rc;

use super::*;
use crate::source::{FileId, Origin, Quality, Span};

struct NoFunctions;

impl Functions for NoFunctions {
    fn get(&self, name: &str) -> Option<Function> {
        match name {
            "include" => Some(|call, arguments| match arguments {
                [Value::Text(name), data] => {
                    let text = call.render_named(name.as_str(), data)?;
                    Ok(Value::Text(text))
                }
                _ => Err("two arguments".to_owned()),
            }),
            "tpl" => Some(|call, arguments| match arguments {
                [Value::Text(text), data] => Ok(Value::Text(call.render_text(text, data)?)),
                _ => Err("two arguments".to_owned()),
            }),
            "list" => Some(|_, arguments| Ok(Value::list(arguments.to_vec()))),
            _ => None,
        }
    }
}

fn template(source: &str) -> Text {
    let end = u32::try_from(source.len()).expect("small");
    Text::new(
        source,
        Trace::of_template(Origin {
            file: FileId(0),
            span: Span::new(0, end),
            quality: Quality::Exact,
        }),
    )
}

fn data() -> Value {
    Value::map([
        ("name".to_owned(), Value::text("orders")),
        ("yes".to_owned(), Value::bool(true)),
        ("zero".to_owned(), Value::float(0.0)),
        (
            "items".to_owned(),
            Value::list(vec![Value::text("a"), Value::text("b")]),
        ),
        (
            "inner".to_owned(),
            Value::map([
                ("x".to_owned(), Value::text("1")),
                ("y".to_owned(), Value::Nil),
            ]),
        ),
    ])
}

fn rendered(source: &str) -> Result<Text, Problem> {
    let source = source.to_owned();
    let mut templates = Templates::new(Rc::new(NoFunctions));
    templates.add("main", &template(&source))?;
    templates.render("main", &data(), &mut Budget { steps: 100_000 })
}

fn check(source: &str, expected: &str) {
    match rendered(source) {
        Ok(text) => assert_eq!(text.as_str(), expected, "{source}"),
        Err(problem) => panic!("{source}: {}", problem.message),
    }
}

fn check_refused(source: &str, expected: &str) {
    match rendered(source) {
        Ok(text) => panic!("{source}: rendered {:?}", text.as_str()),
        Err(problem) => assert!(
            problem.message.contains(expected),
            "{source}: {}",
            problem.message
        ),
    }
}

#[test]
fn templates_render_as_in_go() {
    // The expected values come from the documentation and the tests of Go's text/template.
    for (source, expected) in [
        ("plain", "plain"),
        ("{{ .name }}", "orders"),
        // Go ignores the missing stage.
        ("{{ .name | }}", "orders"),
        ("a {{- 1 -}} b", "a1b"),
        ("a {{- /* note */ -}} b", "ab"),
        ("{{/* note */}}x", "x"),
        ("{{ 23 -}} < {{- 45 }}", "23<45"),
        ("{{ \"\\\"output\\\"\" }}", "\"output\""),
        ("{{ `raw` }}", "raw"),
        ("{{ 'a' }}", "97"),
        ("{{ 0x10 }} {{ 1_000 }} {{ -7 }} {{ 010 }}", "16 1000 -7 8"),
        ("{{ if .yes }}y{{ else }}n{{ end }}", "y"),
        (
            "{{ if .zero }}y{{ else if .name }}e{{ else }}n{{ end }}",
            "e",
        ),
        ("{{ with .inner }}{{ .x }}{{ end }}", "1"),
        (
            "{{ with .zero }}a{{ else with .name }}{{ . }}{{ end }}",
            "orders",
        ),
        ("{{ range .items }}{{ . }};{{ end }}", "a;b;"),
        (
            "{{ range $i, $x := .items }}{{ $i }}={{ $x }} {{ end }}",
            "0=a 1=b ",
        ),
        ("{{ range $k, $v := .inner }}{{ $k }}{{ end }}", "xy"),
        ("{{ range .nothing }}a{{ else }}none{{ end }}", "none"),
        ("{{ range 3 }}{{ . }}{{ end }}", "012"),
        (
            "{{ range .items }}{{ if eq . \"b\" }}{{ break }}{{ end }}{{ . }}{{ end }}",
            "a",
        ),
        (
            "{{ range .items }}{{ if eq . \"a\" }}{{ continue }}{{ end }}{{ . }}{{ end }}",
            "b",
        ),
        (
            "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}",
            "2",
        ),
        (
            "{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}",
            "1",
        ),
        ("{{ range $.items }}{{ $.name }}{{ end }}", "ordersorders"),
        (
            "{{ define \"t\" }}<{{ . }}>{{ end }}{{ template \"t\" .name }}",
            "<orders>",
        ),
        (
            "{{ define \"t\" }}<{{ .name }}>{{ end }}{{ include \"t\" . }}",
            "<orders>",
        ),
        ("{{ block \"b\" .name }}[{{ . }}]{{ end }}", "[orders]"),
        ("{{ tpl \"{{ .name }}!\" . }}", "orders!"),
        ("{{ and 1 0 2 }} {{ or 0 \"\" 3 }} {{ not 0 }}", "0 3 true"),
        ("{{ or .yes (index .items 9) }}", "true"),
        (
            "{{ eq .name \"x\" \"orders\" }} {{ ne 1 2 }} {{ lt 1 2 }} {{ ge 1.5 1.5 }}",
            "true true true true",
        ),
        ("{{ eq .nothing nil }} {{ eq .name nil }}", "true false"),
        (
            "{{ index .items 1 }} {{ index .inner \"x\" }} {{ len .items }} {{ len .name }}",
            "b 1 2 6",
        ),
        ("{{ slice .name 1 3 }}", "rd"),
        (
            "{{ html \"<a&b>\" }} {{ urlquery \"a b&c\" }} {{ js \"it's\" }}",
            "&lt;a&amp;b&gt; a+b%26c it\\'s",
        ),
        ("{{ .nothing }}", "<no value>"),
        ("{{ (.nothing).deeper }}", "<no value>"),
        ("{{ $x := .nothing }}{{ $x.deeper }}", "<no value>"),
        ("{{ .inner.x | index .inner | not }}", "true"),
        ("{{\n  .name\n}}", "orders"),
        ("{{ (index .items 0) }}", "a"),
        ("{{ (.inner).x }}", "1"),
        ("{{ nil | eq nil }}", ""),
    ] {
        if source.contains("nil | eq") {
            check_refused(source, "nil is not a command");
        } else {
            check(source, expected);
        }
    }
}

#[test]
fn invalid_templates_are_refused() {
    for (source, expected) in [
        ("{{ .name", "not closed"),
        ("{{ if .yes }}", "{{end}} is missing"),
        ("{{ end }}", "unexpected {{end}}"),
        ("{{ else }}", "unexpected {{else}}"),
        ("{{ nope }}", "function `nope` is not defined"),
        ("{{ $x }}", "undefined variable `$x`"),
        (
            "{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}",
            "undefined variable `$x`",
        ),
        ("{{ break }}", "outside of {{range}}"),
        ("{{ }}", "missing value"),
        ("{{ .name | 1 }}", "stage 2"),
        ("{{ \"a }}", "not closed"),
        ("{{ (.name }}", "not closed"),
        ("{{ .name) }}", "unmatched"),
        ("{{ .name.! }}", "unexpected character"),
        ("{{ true.x }}", "unexpected . after the term"),
        ("{{/* a }}", "comment is not closed"),
        (
            "{{ range $a, $b, $c := .items }}{{ end }}",
            "too many variables",
        ),
        ("{{ template .name }}", "unexpected `.name`"),
        ("{{ 9999999999999999999 }}", "too large"),
        ("{{ if }}{{ end }}", "missing value for if"),
        ("{{ with .x }}{{ else if .y }}{{ end }}", "unexpected"),
    ] {
        check_refused(source, expected);
    }
}

#[test]
fn invalid_operations_are_refused() {
    for (source, expected) in [
        (
            "{{ .nothing.deeper }}",
            "nil pointer evaluating interface {}.deeper",
        ),
        (
            "{{ .name.deeper }}",
            "can't evaluate field deeper in type string",
        ),
        ("{{ .name 1 }}", "is not a method but has arguments"),
        ("{{ index .items 2 }}", "index out of range: 2"),
        (
            "{{ index .items .zero }}",
            "cannot index slice/array with type float64",
        ),
        (
            "{{ eq 1 1.0 }}",
            "incompatible types for comparison: int and float64",
        ),
        ("{{ lt .items .items }}", "invalid type for comparison"),
        (
            "{{ range .name }}{{ end }}",
            "range can't iterate over orders",
        ),
        (
            "{{ template \"nope\" }}",
            "the template `nope` is not defined",
        ),
        (
            "{{ include \"nope\" . }}",
            "the template `nope` is not defined",
        ),
        ("{{ 1 | .name }}", "is not a method but has arguments"),
        (
            "{{ define \"t\" }}{{ template \"t\" }}{{ end }}{{ template \"t\" }}",
            "deeper",
        ),
        ("{{ range 100000000 }}{{ end }}", "limit on steps"),
    ] {
        let source = source.to_owned();
        let run = move || check_refused(&source, expected);
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(run);
        thread.expect("a thread").join().expect("a problem");
    }
}

/// The parts of the output, each with the part of the source that writes it.
fn places(source: &str) -> Vec<(String, String, Quality)> {
    let text = rendered(source).expect("rendered");
    let parts = text.pieces().map(|(range, trace)| {
        let origin = trace.template.expect("a place");
        let written = source[origin.span.range()].to_owned();
        (text.as_str()[range].to_owned(), written, origin.quality)
    });
    parts.collect()
}

#[test]
fn each_part_of_the_output_has_its_source() {
    let part = |text: &str, source: &str, quality| (text.to_owned(), source.to_owned(), quality);
    assert_eq!(
        places("name: {{ .name }}\n"),
        [
            part("name: ", "name: ", Quality::Exact),
            part("orders", "{{ .name }}", Quality::Made),
            part("\n", "\n", Quality::Exact),
        ]
    );
    // A constant's place is the constant; the output of a named template has its place in that template.
    assert_eq!(
        places("{{ define \"t\" }}x: {{ .name }}{{ end }}{{ \"y\" }} {{ include \"t\" . }}"),
        [
            part("y", "y", Quality::Exact),
            part(" ", " ", Quality::Exact),
            part("x: ", "x: ", Quality::Exact),
            part("orders", "{{ .name }}", Quality::Made),
        ]
    );
}

#[test]
fn problems_have_places() {
    let source = "a: 1\nb: {{ .name.deeper }}\n";
    let problem = rendered(source).expect_err("a problem");
    let origin = problem.trace.template.expect("a place");
    assert_eq!(&source[origin.span.range()], ".name.deeper");
}
