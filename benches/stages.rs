//! Each stage separately, for 200 applications in 10,000 lines.

use std::{hint::black_box, path::Path, sync::Arc};

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use spark_eci_lint::{
    finding::Severity,
    lint::{self, LintOptions, LintedFile, Run, Settings},
    named::Named,
    report::{self, Context, Format, Style},
    rules,
    spark::{self, PodOptions},
    written::{self, FileForm},
    yaml::{self, Document},
};

#[path = "manifests/applications.rs"]
mod applications;
#[path = "manifests/ordinary.rs"]
mod ordinary;

const APPLICATIONS: usize = 200;

fn parsed(text: &str) -> Vec<Document<'_>> {
    let chunks = yaml::split(text).into_iter();
    let documents = chunks.filter_map(|chunk| yaml::parse(text, chunk.span).expect("YAML"));
    documents.collect()
}

fn pods(documents: &[Document<'_>]) -> usize {
    let applications = documents.iter().flat_map(written::applications);
    let pods = applications.map(|application| {
        spark::submission(&application, PodOptions::default())
            .pods
            .len()
    });
    pods.sum()
}

fn stages(criterion: &mut Criterion) {
    let settings = Settings::default();
    let options = LintOptions {
        settings: &settings,
        patch_of: None,
        form: FileForm::Manifests,
        chart: None,
    };
    let mut group = criterion.benchmark_group("stages");
    let ordinary: Vec<String> = (0..1000)
        .map(|number| ordinary::ordinary(number).1)
        .collect();
    let bytes: usize = ordinary.iter().map(String::len).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("pass over what names no Spark", |bench| {
        bench.iter(|| {
            ordinary
                .iter()
                .filter(|text| lint::may_matter(None, text.as_bytes()))
                .count()
        });
    });

    for (name, text) in [
        ("stream", applications::stream(APPLICATIONS)),
        ("list", applications::list(APPLICATIONS)),
    ] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("parse/{name}"), |bench| {
            bench.iter(|| parsed(&text));
        });
        let documents = parsed(&text);
        assert_eq!(pods(&documents), 2 * APPLICATIONS);
        group.throughput(Throughput::Elements(APPLICATIONS as u64));
        group.bench_function(format!("pods/{name}"), |bench| {
            bench.iter(|| pods(&documents));
        });
        group.bench_function(format!("bytes to findings/{name}"), |bench| {
            bench.iter(|| lint::lint_bytes(black_box(text.as_bytes()), options));
        });
    }
    reports(&mut group, options);
    group.finish();
}

fn reports(group: &mut BenchmarkGroup<'_, WallTime>, options: LintOptions<'_>) {
    let text = applications::stream(APPLICATIONS);
    let report = lint::lint_bytes(text.as_bytes(), options).expect("a report");
    let findings = report.findings.len();
    let run = Run {
        files: vec![LintedFile {
            path: "k8s/jobs.yaml".to_owned(),
            file: None,
            report,
        }],
        files_read: 1,
        ..Run::default()
    };
    let context = Context {
        rules: &|| {
            rules::all()
                .iter()
                .map(|rule| Arc::clone(rule.info()))
                .collect()
        },
        lowest: Severity::Info,
        style: Style {
            color: true,
            hyperlinks: true,
            addresses: false,
            width: Some(100),
        },
        current_dir: Path::new("/repository"),
        workspace: None,
        blob: None,
        lists_all_rules: false,
        counts: true,
        plan: None,
        difference: None,
    };
    group.throughput(Throughput::Elements(findings as u64));
    for &format in Format::ALL {
        group.bench_function(format!("report/{}", format.name()), |bench| {
            bench.iter(|| {
                let mut out = Vec::new();
                report::write(format, &run, &context, &mut out).expect("a vector takes all");
                out
            });
        });
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
