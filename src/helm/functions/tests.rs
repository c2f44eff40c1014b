//! `testdata/helm/functions.tsv` has Helm's own result of each expression.

use std::{fmt::Write, fs, rc::Rc};

use super::HelmFunctions;
use crate::{
    gotemplate::{Budget, Functions, STACK, Templates, Text, Trace, Value},
    source::{FileId, Origin, Quality, Span},
};

fn rendered(source: &str, data: &Value, steps: usize) -> Result<Text, String> {
    let mut templates = Templates::new(Rc::new(HelmFunctions));
    let problem = |problem: crate::gotemplate::Problem| problem.message;
    templates
        .add("test", &Text::plain(source))
        .map_err(problem)?;
    let mut budget = Budget { steps };
    templates.render("test", data, &mut budget).map_err(problem)
}

fn on_a_large_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(test);
    thread.expect("a thread").join().expect("no panic");
}

/// True for two errors with the same cause. Helm's message for a wrong argument depends on how the argument is written.
fn is_same_error(given: &str, expected: &str) -> bool {
    let cause = |message: &str| {
        message
            .rsplit(": ")
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let is_wrong_argument = [
        "wrong type",
        "expected",
        "can't handle",
        "cannot assign nil",
    ]
    .iter()
    .any(|part| expected.contains(part));
    given.starts_with("error: ")
        && expected.starts_with("error: ")
        && (is_wrong_argument
            || cause(given).trim_end_matches(':') == cause(expected).trim_end_matches(':'))
}

#[test]
fn functions_return_what_helm_returns() {
    on_a_large_stack(|| {
        let read =
            |name: &str| fs::read_to_string(format!("testdata/helm/{name}")).expect("a file");
        let values = read("functions-values.yaml");
        let data = Value::map([("source".to_owned(), Value::text(&values))]);
        let mut wrong = String::new();
        for line in read("functions.tsv").lines() {
            let (expression, expected) = line.split_once('\t').expect("two columns");
            let source = format!(
                "{{{{ define \"named\" }}}}<{{{{ . }}}}>{{{{ end }}}}{{{{ with dict \"Values\" (fromYaml .source) }}}}{{{{ {expression} | toJson }}}}{{{{ end }}}}"
            );
            let given = match rendered(&source, &data, 1 << 20) {
                Ok(text) => text.as_str().replace('\n', "\\n"),
                Err(message) => format!("error: {message}"),
            };
            let is_same = given == expected || is_same_error(&given, expected);
            if !is_same {
                let _ = writeln!(wrong, "{expression}\n  Helm: {expected}\n  here: {given}");
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    });
}

/// Renders a template with a text as values. The parts of the output in brackets are returned as `(place, text)`, with
/// their place in the values.
fn places(source: &str, values: &str) -> Vec<(String, String)> {
    let origin = Origin {
        file: FileId(1),
        span: Span::new(0, u32::try_from(values.len()).expect("small")),
        quality: Quality::Exact,
    };
    let text = Text::new(values, Trace::of_value(origin));
    let data = Value::map([("source".to_owned(), Value::Text(text))]);
    let source = format!("{{{{ with fromYaml .source }}}}{source}{{{{ end }}}}");
    let written = rendered(&source, &data, 1 << 20).expect("rendered");
    let exact = written.pieces().filter_map(|(range, trace)| {
        let origin = trace
            .value
            .filter(|origin| origin.quality == Quality::Exact)?;
        let place = &values[origin.span.start as usize..origin.span.end as usize];
        Some((written.as_str()[range].to_owned(), place.to_owned()))
    });
    exact.collect()
}

#[test]
fn parts_of_strings_have_their_places() {
    on_a_large_stack(|| {
        let values = "image: spark:3.5\ncores: 2\nlabels:\n  app: web\n  note: \"it is\"\nlist: [one, two]\nlines: |\n  a\n";
        for (source, expected) in [
            ("{{ .image }}", &["spark:3.5"][..]),
            ("{{ .image | quote }}", &["spark:3.5"]),
            ("{{ .image | squote | indent 2 }}", &["spark:3.5"]),
            ("{{ .image | trimPrefix \"spark:\" }}", &["3.5"]),
            ("{{ .image | trunc 5 | upper | lower }}", &[]),
            ("{{ .image | trunc 5 }}", &["spark"]),
            ("{{ .image | replace \":\" \"/\" }}", &["spark", "3.5"]),
            ("{{ (split \":\" .image)._1 }}", &["3.5"]),
            (
                "{{ printf \"%s-%v-%5s\" .labels.app .image .labels.app }}",
                &["web", "spark:3.5", "web"],
            ),
            ("{{ print .labels.app .image }}", &["web", "spark:3.5"]),
            ("{{ .image | default \"x\" }}", &["spark:3.5"]),
            ("{{ .missing | default .image }}", &["spark:3.5"]),
            ("{{ required \"m\" .image | toString }}", &["spark:3.5"]),
            (
                "{{ .cores }} {{ .cores | int }} {{ mul 2 .cores }}",
                &["2", "2"],
            ),
            (
                "{{ toYaml .labels | nindent 2 }}",
                &["app", "web", "note", "it is"],
            ),
            ("{{ toYaml .list }}", &["one", "two"]),
            ("{{ toJson .labels }}", &["app", "web", "note", "it is"]),
            ("{{ toToml .labels }}", &["app", "web", "note", "it is"]),
            ("{{ join \",\" .list }}", &["one", "two"]),
            (
                "{{ range splitList \":\" .image }}[{{ . }}]{{ end }}",
                &["spark", "3.5"],
            ),
            (
                "{{ regexReplaceAll \"k:(.*)\" .image \"=$1\" }}",
                &["spar", "3.5"],
            ),
            ("{{ tpl \"{{ . }}\" .image }}", &["spark:3.5"]),
            ("{{ sha256sum .image }}", &[]),
            ("{{ (merge (dict \"a\" 1) .labels).app }}", &["web"]),
            ("{{ pick .labels \"app\" | toYaml }}", &["app", "web"]),
            (
                "{{ range keys .labels }}{{ . }};{{ end }}",
                &["app", "note"],
            ),
            (
                "{{ deepCopy .labels | toYaml }}",
                &["app", "web", "note", "it is"],
            ),
        ] {
            let found = places(source, values);
            let texts: Vec<&str> = found.iter().map(|(text, _)| &**text).collect();
            assert_eq!(texts, expected, "{source}");
            for (text, place) in &found {
                assert!(
                    place.trim_matches('"') == text,
                    "{source}: `{text}` is at `{place}`"
                );
            }
        }
    });
}

#[test]
fn unbounded_growth_is_an_error() {
    on_a_large_stack(|| {
        let looped = "{{ $map := dict }}{{ $_ := set $map \"self\" $map }}";
        let doubled =
            "{{ $list := list 1 }}{{ range until 60 }}{{ $list = list $list $list }}{{ end }}";
        for source in [
            "{{ until 100000000 }}",
            "{{ until 9223372036854775807 }}",
            "{{ untilStep -9223372036854775808 9223372036854775807 1 }}",
            "{{ seq 1 9000000000 }}",
            "{{ repeat 1000000000 \"abc\" }}",
            "{{ repeat 9223372036854775807 \"abcdefghijklmnop\" }}",
            "{{ indent 1000000000 \"abc\" }}",
            "{{ nindent 9223372036854775807 \"abc\\n\\n\" }}",
            "{{ randAlphaNum 100000000000 }}",
            "{{ replace \"\" (repeat 10000 \"x\") (repeat 100000 \"y\") }}",
            "{{ regexReplaceAll \"\" (repeat 100000 \"y\") (repeat 10000 \"x\") }}",
            "{{ wrapWith 1 (repeat 10000 \"x\") (repeat 100000 \"y\") }}",
            "{{ join (repeat 100000 \"x\") (until 10000) }}",
            "{{ printf \"%1000000d%1000000d%1000000d%1000000d%1000000d\" 1 1 1 1 1 }}",
            &format!("{looped}{{{{ $map }}}}"),
            &format!("{looped}{{{{ printf \"%v %#v\" 1 $map }}}}"),
            &format!("{looped}{{{{ printf \"%#v\" $map }}}}"),
            &format!("{looped}{{{{ toYaml $map }}}}"),
            &format!("{looped}{{{{ toJson $map }}}}"),
            &format!("{looped}{{{{ toToml $map }}}}"),
            &format!("{looped}{{{{ deepCopy $map }}}}"),
            &format!("{looped}{{{{ deepEqual $map (deepCopy $map) }}}}"),
            &format!(
                "{looped}{{{{ $other := dict }}}}{{{{ $_ := set $other \"self\" $other }}}}{{{{ deepEqual $map $other }}}}"
            ),
            &format!("{doubled}{{{{ $list }}}}"),
            &format!("{doubled}{{{{ toYaml $list }}}}"),
            &format!("{doubled}{{{{ toJson $list }}}}"),
            &format!("{doubled}{{{{ quote $list }}}}"),
            &format!("{doubled}{{{{ deepCopy $list }}}}"),
            &format!("{doubled}{{{{ print $list }}}}"),
        ] {
            let rendered = rendered(source, &Value::map([]), 1 << 17);
            assert!(rendered.is_err(), "{source}");
        }
        let merged = format!(
            "{looped}{{{{ $other := dict }}}}{{{{ $_ := set $other \"self\" $other }}}}{{{{ $_ := merge $map $other }}}}"
        );
        assert!(rendered(&merged, &Value::map([]), 1 << 17).is_err());
    });
}

#[test]
fn all_functions_of_helm_are_supported() {
    let names = fs::read_to_string("testdata/helm/function-names.txt").expect("a file");
    assert!(names.lines().count() > 200);
    for name in names.lines() {
        assert!(HelmFunctions.get(name).is_some(), "{name}");
    }
    for name in ["env", "expandenv", "toDuration"] {
        assert!(HelmFunctions.get(name).is_none(), "{name}");
    }
}
