//! A manifest inside another object, a string, a wrapper or a template has the same findings as on its own, at the
//! corresponding places, and the same fixes.

mod common;

use std::{fs, path::PathBuf, sync::Arc};

use common::{Folder, lint_by_default, options, report, run, stderr};
use spark_eci_lint::{
    finding::Label,
    fix::{FixOptions, fix},
    lint::FileReport,
    report::Format,
    source::{ColumnUnit, SourceFile, SourceText, Span},
    yaml,
};

/// A finding without its place: rule, message, role, and whether it has a fix.
type What = (String, String, Option<&'static str>, bool);

/// Line and column of start and end.
type Where = [(usize, usize); 2];

fn findings(report: &FileReport) -> Vec<(Where, What)> {
    let place = |span: Span| {
        [span.start, span.end].map(|at| {
            let position = report.source.position(at, ColumnUnit::Utf8);
            (position.line, position.column)
        })
    };
    let mut found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            let diagnostic = &finding.diagnostic;
            let what = (
                finding.rule.id.clone(),
                diagnostic.message.to_string(),
                finding.role,
                diagnostic.fix.is_some(),
            );
            (place(diagnostic.primary.span), what)
        })
        .collect();
    found.sort();
    found
}

/// The documents of all test manifests that can be embedded line by line.
fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in ignore::WalkBuilder::new("testdata/manifests").build() {
        let path = entry.expect("an entry").into_path();
        let is_manifest = path
            .extension()
            .is_some_and(|ending| ending == "yaml" || ending == "json");
        // Embedded manifests are not plain manifests.
        let is_manifest = is_manifest && !path.starts_with("testdata/manifests/written");
        let Some(text) = fs::read(&path)
            .ok()
            .filter(|_| is_manifest)
            .and_then(|bytes| String::from_utf8(bytes).ok())
        else {
            continue;
        };
        if text.contains(['\r', '\u{feff}', '\t']) {
            continue;
        }
        for chunk in yaml::split(&text) {
            let text = &text[chunk.span.range()];
            let whole = Span::new(0, u32::try_from(text.len()).expect("small"));
            let is_read = chunk.error.is_none() && matches!(yaml::parse(text, whole), Ok(Some(_)));
            // Comments for a file, directives and document ends cannot be embedded.
            let is_of_file = text.contains("ignore-file")
                || text
                    .lines()
                    .any(|line| line.starts_with(['%', '.']) || line.starts_with("# Source:"));
            if is_read && !is_of_file && lint_by_default(text).is_some() {
                found.push((path.clone(), format!("{}\n", text.trim_end())));
            }
        }
    }
    assert!(found.len() > 200, "only {} documents", found.len());
    found
}

/// A notation in which a manifest is embedded.
struct Way {
    name: &'static str,
    before: &'static str,
    indentation: usize,
    after: &'static str,
}

const WAYS: [Way; 5] = [
    Way {
        name: "a block scalar",
        before: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  app.yaml: |\n",
        indentation: 4,
        after: "  other: x\n",
    },
    Way {
        name: "a mapping",
        before: "apiVersion: kubernetes.crossplane.io/v1alpha2\nkind: Object\nspec:\n  manifest:\n",
        indentation: 4,
        after: "  other: x\n",
    },
    Way {
        name: "a wrapper",
        before: "spark:\n",
        indentation: 2,
        after: "",
    },
    Way {
        name: "a template",
        before: "{{- if .Values.enabled }}\n",
        indentation: 0,
        after: "{{- end }}\n",
    },
    Way {
        name: "a here-document in a script",
        before: "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n  - script: |\n      set -e: x\n      cat <<END | kubectl apply -f -\n",
        indentation: 6,
        after: "      END\n",
    },
];

impl Way {
    fn embed(&self, manifest: &str) -> String {
        let indentation = " ".repeat(self.indentation);
        let lines = manifest.split_inclusive('\n').map(|line| {
            if line.trim().is_empty() {
                line.to_owned()
            } else {
                format!("{indentation}{line}")
            }
        });
        format!("{}{}{}", self.before, lines.collect::<String>(), self.after)
    }

    /// Converts a place of the manifest.
    fn moved(&self, place: Where) -> Where {
        let lines = self.before.matches('\n').count();
        place.map(|(line, column)| {
            // The character before the first one of a line may be part of the notation.
            (line + lines, column + self.indentation)
        })
    }

    fn takes(&self, manifest: &str) -> bool {
        // An object without a spec is only a reference, and the first line of a string sets its indentation.
        let first = manifest
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        let is_mapping = self.indentation == 0 || !self.before.ends_with("|\n");
        let has_spec = manifest.contains("spec");
        // In a template the kind must be verbatim.
        let is_named =
            self.indentation > 0 || !manifest.contains("\\x") && !manifest.contains("\\u");
        has_spec && is_named && (is_mapping || !first.starts_with(' '))
    }
}

#[test]
fn embedded_manifests_have_the_same_findings_at_the_moved_places() {
    for way in &WAYS {
        let mut counted = 0;
        let mut differing = Vec::new();
        for (path, manifest) in documents() {
            let alone = lint_by_default(&manifest).expect("an application");
            // A document without a spec is only a reference there.
            let mut messages = alone
                .findings
                .iter()
                .map(|finding| &finding.diagnostic.message);
            let has_none = messages.any(|message| message.contains("has no `spec"));
            if !way.takes(&manifest) || alone.applications.is_empty() || has_none {
                continue;
            }
            let text = way.embed(&manifest);
            let Some(embedded) = lint_by_default(&text) else {
                differing.push(format!("{}: nothing is found in\n{text}", path.display()));
                continue;
            };
            let expected: Vec<_> = findings(&alone)
                .into_iter()
                .map(|(place, what)| (way.moved(place), what))
                .collect();
            let found = findings(&embedded);
            if found != expected || embedded.suppressed != alone.suppressed {
                let only = |ones: &[(Where, What)], others: &[(Where, What)]| {
                    let left = ones.iter().filter(|one| !others.contains(one));
                    left.map(|one| format!("\n    {one:?}"))
                        .collect::<Vec<_>>()
                        .concat()
                };
                differing.push(format!(
                    "{}\n  missing:{}\n  new:{}\n{text}",
                    path.display(),
                    only(&expected, &found),
                    only(&found, &expected)
                ));
            }
            counted += 1;
        }
        assert!(counted > 150, "only {counted} in {}", way.name);
        assert!(
            differing.is_empty(),
            "{} of {counted} in {}:\n{}",
            differing.len(),
            way.name,
            differing[..differing.len().min(3)].join("\n\n")
        );
    }
}

#[test]
fn embedded_manifests_are_fixed_alike() {
    let settings = common::settings();
    let fixed = |text: &str| {
        let report = lint_by_default(text).expect("an application");
        let options = FixOptions {
            lint: options(&settings),
            with_unsafe: true,
            only: &[],
        };
        fix(&report, options)
            .unwrap_or_else(|why| panic!("{why}:\n{text}"))
            .map(|fixed| fixed.text)
    };
    for way in &WAYS {
        let mut counted = 0;
        for (path, manifest) in documents() {
            if !way.takes(&manifest) || lint_by_default(way.embed(&manifest)).is_none() {
                continue;
            }
            let Some(alone) = fixed(&manifest) else {
                continue;
            };
            let embedded = fixed(&way.embed(&manifest));
            assert_eq!(
                embedded.as_deref(),
                Some(&*way.embed(&alone)),
                "{} in {}",
                path.display(),
                way.name
            );
            counted += 1;
        }
        assert!(counted > 100, "only {counted} in {}", way.name);
    }
}

/// A related place may be in another file, such as a patch.
#[test]
fn labels_may_lie_in_other_files() {
    let text = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\n\
                spec: {executor: {memory: 4Gi}}\n";
    let mut found = lint_by_default(text).expect("an application");
    found.findings.retain(|finding| finding.rule.id == "ECI601");
    let patch = "# a patch\nspec:\n  executor: {memory: 4Gi}\n";
    let start = u32::try_from(patch.find("4Gi").expect("a value")).expect("small");
    let mut label = Label::new(Span::new(start, start + 3), "the patch says so");
    label.file = Some(Arc::new(SourceFile {
        path: "overlay/patch.yaml".to_owned(),
        text: SourceText::from(patch.to_owned()),
    }));
    found.findings[0].diagnostic.related = vec![label];
    found.findings[0].ways = vec!["overlay".to_owned()];
    let run = run("base/app.yaml", found);
    let shown = |format| String::from_utf8(report(format, &run)).expect("UTF-8");
    let human = shown(Format::Human);
    assert!(human.contains("▸ base/app.yaml:4:"), "{human}");
    assert!(human.contains("▸ overlay/patch.yaml:3:22\n"), "{human}");
    assert!(human.contains("(in overlay)"), "{human}");
    let json = shown(Format::Json);
    assert!(
        json.contains(
            r#""path":"overlay/patch.yaml","range":{"start":{"byte":37,"line":3,"column":22}"#
        ),
        "{json}"
    );
    assert!(json.contains(r#""ways":["overlay"]"#), "{json}");
    let sarif = shown(Format::Sarif);
    assert!(sarif.contains(r#""uri":"overlay/patch.yaml""#), "{sarif}");
}

/// Each line starts with the tabs of a here-document, or with quotation marks.
#[test]
fn fixes_keep_line_prefixes() {
    let manifest = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a}
spec:
  executor:
    cores: 2
    memory: 4g
    annotations: {k8s.aliyun.com/eci-use-specs: 2-4Gi}
    nodeSelector:
      type: virtual-kubelet
";
    let prefixed = |prefix: &str| {
        let lines = manifest.split_inclusive('\n');
        lines.flat_map(|line| [prefix, line]).collect::<String>()
    };
    let folder = Folder::new();
    folder.write("alone.yaml", manifest);
    folder.write("run.sh", format!("cat <<-EOF\n{}\tEOF\n", prefixed("\t")));
    folder.write("a.md", format!("> ```yaml\n{}> ```\n", prefixed("> ")));
    folder.write("b.md", format!("````md\n```yaml\n{manifest}```\n````\n"));
    // An unclosed fence ends with the document.
    folder.write("c.md", format!("~~~~\n{manifest}"));
    let names = ["alone.yaml", "run.sh", "a.md", "b.md", "c.md"];
    let output = folder
        .program()
        .args(["--fix", "--unsafe-fixes", "-f", "concise"])
        .args(names)
        .output()
        .expect("the program runs");
    assert_eq!(
        stderr(&output).lines().next(),
        Some("spark-eci-lint: 10 findings fixed in 5 files")
    );
    let fixed = folder.read("alone.yaml");
    assert!(fixed.lines().count() > manifest.lines().count());
    for (name, prefix, before) in [
        ("run.sh", "\t", 1),
        ("a.md", "> ", 1),
        ("b.md", "", 2),
        ("c.md", "", 1),
    ] {
        let text = folder.read(name);
        let lines = text.lines().skip(before).take(fixed.lines().count());
        let inner: String = lines
            .flat_map(|line| {
                [
                    line.strip_prefix(prefix).expect(name),
                    "
",
                ]
            })
            .collect();
        assert_eq!(inner, fixed, "{name}");
    }
}
