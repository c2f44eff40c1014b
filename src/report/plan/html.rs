//! The plan as a self-contained HTML page: it loads no script, style, font or image.
//!
//! Names come from manifests and are escaped by the template. Only `page.css` and `page.js` are inserted unescaped; the
//! content security policy of the page allows these two by their hashes and nothing else.

mod applications;
mod changes;
mod pods;
mod table;
mod total;

use std::io::{self, Write};

use askama::Template;
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use self::{table::Table, total::Total};
use super::text;
use crate::plan::{Difference, Plan, PlannedFile, PodPlan};

/// The most rows that browsers show and sort without a delay.
const ROWS: usize = 10_000;

pub(super) fn write(
    plan: &Plan,
    difference: Option<&Difference>,
    out: &mut dyn Write,
) -> io::Result<()> {
    Page::new(plan, difference).write_into(out)?;
    writeln!(out)
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    style: Inline,
    script: Inline,
    subject: String,
    /// Shown above the tables.
    totals: Vec<Total>,
    tables: Vec<Table>,
    refused: Vec<Refusal>,
}

struct Refusal {
    application: String,
    role: &'static str,
    stage: &'static str,
    message: String,
}

impl Page {
    fn new(plan: &Plan, difference: Option<&Difference>) -> Self {
        let shown = Shown::new(plan);
        let mut tables: Vec<_> = difference.and_then(changes::table).into_iter().collect();
        if !shown.applications.is_empty() {
            tables.push(applications::table(plan, &shown));
            tables.push(pods::table(plan, &shown));
        }
        Self {
            style: Inline::new(include_str!("html/page.css")),
            script: Inline::new(include_str!("html/page.js")),
            subject: subject(plan),
            totals: difference
                .map(Total::of_difference)
                .into_iter()
                .chain(Total::new(plan))
                .collect(),
            tables,
            refused: shown.rows().filter_map(Refusal::new).collect(),
        }
    }
}

impl Refusal {
    fn new(row: &PodPlan) -> Option<Self> {
        let refused = row.refused.as_ref()?;
        Some(Self {
            application: text::shown(&text::application(&row.application)).into_owned(),
            role: row.role,
            stage: refused.stage,
            message: text::shown(&refused.message).into_owned(),
        })
    }
}

/// A style sheet or script, and its hash for the content security policy.
struct Inline {
    text: String,
    hash: String,
}

impl Inline {
    fn new(text: &str) -> Self {
        // Browsers normalize line endings before they compute the hash.
        let text = text.replace("\r\n", "\n");
        let hash = BASE64_STANDARD.encode(Sha256::digest(&text));
        Self {
            hash: format!("sha256-{hash}"),
            text,
        }
    }
}

/// The rows to show, grouped by application.
struct Shown<'p> {
    applications: Vec<(&'p PlannedFile, &'p [PodPlan])>,
    left_out: usize,
}

impl<'p> Shown<'p> {
    fn new(plan: &'p Plan) -> Self {
        let mut shown = Self {
            applications: Vec::new(),
            left_out: 0,
        };
        let mut rows = 0;
        for file in &plan.files {
            for application in text::by_application(file) {
                rows += application.len();
                if rows <= ROWS {
                    shown.applications.push((file, application));
                } else {
                    shown.left_out += application.len();
                }
            }
        }
        shown
    }

    fn rows(&self) -> impl Iterator<Item = &'p PodPlan> {
        self.applications.iter().flat_map(|(_, rows)| *rows)
    }
}

/// `2 Spark applications in 1 file`.
fn subject(plan: &Plan) -> String {
    let counted = |number: usize, one: &str, many: &str| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    };
    let applications = counted(
        plan.applications(),
        "Spark application",
        "Spark applications",
    );
    match plan.files.len() {
        0 => "No Spark application was found.".to_owned(),
        files => format!("{applications} in {}", counted(files, "file", "files")),
    }
}
