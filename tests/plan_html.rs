//! `plan --format html`: a page with the contents of the plan, in which all names are plain text.
//! `.ci/try-html` opens it in a browser.

mod common;

use base64::{Engine, prelude::BASE64_STANDARD};
use common::{Folder, Repository, stdout};
use sha2::{Digest, Sha256};

const ORDERS: &str = include_str!("../testdata/quickstart/orders.yaml");
const REPORTS: &str = include_str!("../testdata/quickstart/reports.yaml");
const APPLICATIONS: &str = include_str!("../testdata/plan/applications.yaml");

fn page(folder: &Folder, arguments: &[&str]) -> String {
    let mut program = folder.program();
    program.args(["plan", "--format=html"]).args(arguments);
    stdout(&program.output().expect("the program"))
}

/// The text between the first `start` and the next `end`.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

/// The tags of a page in order, without the contents of style sheet and script.
fn tags(page: &str) -> Vec<&str> {
    let (head, rest) = page.split_once("<style>").expect("a style sheet");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    let (body, _) = rest.split_once("<script>").expect("a script");
    let tags = head.split('<').skip(1).chain(body.split('<').skip(1));
    tags.map(|rest| rest.split_once('>').expect("the end of a tag").0)
        .collect()
}

/// The cells of the row with this text, without tags.
fn row(page: &str, wanted: &str) -> Vec<String> {
    let rows = page.split("<tr>").skip(1);
    let rows = rows.map(|row| row.split_once("</tr>").expect("the end of a row").0);
    let mut rows = rows.filter(|row| row.contains(wanted));
    let row = rows.next().expect(wanted);
    let cells = row.split("</t").filter(|cell| cell.contains("<t"));
    cells
        .map(|cell| {
            let texts = cell.split('<').skip(1);
            let texts = texts.filter_map(|text| Some(text.split_once('>')?.1.trim()));
            texts
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[test]
fn the_page_loads_nothing_and_runs_only_its_own_script() {
    let folder = Folder::with("a.yaml", APPLICATIONS);
    let page = page(&folder, &["a.yaml"]);
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    for (kind, start, end) in [
        ("style", "<style>", "</style>"),
        ("script", "<script>", "</script>"),
    ] {
        let hash = BASE64_STANDARD.encode(Sha256::digest(between(&page, start, end)));
        let allowed = format!("{kind}-src 'sha256-{hash}';");
        assert!(policy.contains(&allowed), "{policy}\n{allowed}");
    }
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for loads in [
        "http:", "https:", "src=", "href", "url(", "@import", "import(", "fetch(", "style=",
    ] {
        assert!(!page.contains(loads), "{loads}");
    }
    let is_handler = |word: &str| word.starts_with("on") && word.contains('=');
    for tag in tags(&page) {
        assert!(!tag.split(' ').any(is_handler), "{tag}");
    }
}

#[test]
fn each_element_ends_and_each_table_has_titles() {
    let folder = Folder::with("a.yaml", APPLICATIONS);
    let page = page(&folder, &["a.yaml"]);
    let mut open = Vec::new();
    for tag in tags(&page) {
        let name = tag.split(' ').next().expect("a name");
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if tag.ends_with('/') || ["!doctype", "meta", "input"].contains(&name) => {}
            None => open.push(name),
        }
    }
    assert_eq!(open, ["html", "body"], "the script is cut off");
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    for (table, rows) in page.split("<table>").skip(1).zip([4, 8]) {
        let (head, body) = table.split_once("<tbody>").expect("a body");
        let (body, _) = body.split_once("</tbody>").expect("its end");
        assert!(!between(head, "<caption>", "</caption>").is_empty());
        let columns = head.matches("<th scope=\"col\"").count();
        assert_eq!(body.matches("<tr>").count(), rows);
        assert_eq!(body.matches("<th scope=\"row\"").count(), rows);
        assert_eq!(body.matches("<td ").count(), rows * (columns - 1));
        let pictures = body.matches("<svg").count();
        assert_eq!(
            body.matches("<svg role=\"img\" aria-label=\"CPU ").count(),
            pictures
        );
    }
}

#[test]
fn the_page_shows_the_plan() {
    let folder = Folder::with("a.yaml", APPLICATIONS);
    let page = page(&folder, &["a.yaml"]);
    // 2 × (4 × 0.000049 + 8 × 0.00000613) × 3600 at the start, up to 10 of them.
    let aggregation = row(&page, "orders-nightly-aggregation-by-region");
    assert_eq!(aggregation[4..6], ["1.764", "8.821"]);
    assert!(
        aggregation[6].contains("CNY 0.74, at most 3.68 for a run of 25m"),
        "{aggregation:?}"
    );
    let (_, pods) = page.split_once("id=\"pods\"").expect("pods");
    let rows: Vec<_> = pods
        .split("<tr>")
        .filter(|row| row.contains("executor"))
        .collect();
    assert_eq!(
        row(&format!("<tr>{}", rows[0]), "executor"),
        [
            "data-platform/orders-nightly-aggregation-by-region",
            "executor",
            "ECI",
            "2 at most 10",
            "4",
            "6758 MiB 6144 + 614",
            "4-8Gi",
            "1434 MiB free",
            "100 %",
            "82 %",
            "0.882",
            "1.764",
            "8.821"
        ]
    );
    let spot = row(&format!("<tr>{}", rows[1]), "executor");
    assert_eq!(spot[10..], ["spot", "?", "?"]);
    let elsewhere = row(pods, "selects other nodes");
    assert_eq!(elsewhere[2], "not on ECI selects other nodes");
    assert_eq!(elsewhere[6..], ["–"; 7]);
    let refused = between(&page, "Refused</h2>", "</section>");
    assert!(
        refused.contains("below Spark&#39;s minimum heap of 450 MiB"),
        "{refused}"
    );
    // The amounts are those in the last line of the other formats.
    assert!(page.contains("<dd>at least CNY 3.31 <small>an hour</small>"));
    assert!(page.contains("<dd>at least CNY 10.37 <small>an hour</small>"));
    assert!(page.contains("<li><bdi>List prices of "));
}

#[test]
fn names_stay_text() {
    let plain = Folder::with("a.yaml", ORDERS.replace("orders-nightly", "NAME"));
    let plain = page(&plain, &["a.yaml"]);
    for (name, escaped) in [
        (
            "</script><script>alert(1)</script>",
            "&#60;/script&#62;&#60;script&#62;alert(1)&#60;/script&#62;",
        ),
        ("\" onload=\"alert(1)", "&#34; onload=&#34;alert(1)"),
        (
            "' autofocus onfocus='alert(1)",
            "&#39; autofocus onfocus=&#39;alert(1)",
        ),
        ("<!--", "&#60;!--"),
        ("]]>&amp;<img src=x>", "]]&#62;&#38;amp;&#60;img src=x&#62;"),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
        ("\u{202e}evil", "\\u{202e}evil"),
    ] {
        let quoted = serde_json::to_string(name).expect("a string");
        let folder = Folder::with("a.yaml", ORDERS.replace("orders-nightly", &quoted));
        let hostile = page(&folder, &["a.yaml"]);
        assert_eq!(hostile.replace(escaped, "NAME"), plain, "{name}");
    }
}

#[test]
fn the_page_is_reproducible() {
    let folder = Folder::with("a.yaml", ORDERS);
    folder.write("b.yaml", REPORTS);
    let first = page(&folder, &["."]);
    assert_eq!(first, page(&folder, &["."]));
    assert_eq!(
        first,
        page(&folder, &["b.yaml", "a.yaml", "--color=always"])
    );
    let mut narrow = folder.program();
    narrow
        .args(["plan", "--format=html", "."])
        .env("COLUMNS", "40");
    assert_eq!(first, stdout(&narrow.output().expect("the program")));
}

#[test]
fn without_prices_or_applications_it_is_still_a_page() {
    let folder = Folder::with("a.yaml", ORDERS);
    let free = page(&folder, &["--price=none", "a.yaml"]);
    for money in ["CNY", "USD", "Total"] {
        assert!(!free.contains(money), "{money}");
    }
    assert_eq!(row(&free, "orders-nightly").len(), 4);
    folder.write("empty.yaml", "a: 1\n");
    let empty = page(&folder, &["empty.yaml"]);
    assert!(empty.contains("No Spark application was found."));
    assert!(!empty.contains("<table>"));
    assert!(empty.contains("</html>"));
}

#[test]
fn a_difference_comes_first() {
    let Some(repository) = Repository::new(&[("a.yaml", ORDERS), ("b.yaml", REPORTS)]) else {
        return;
    };
    repository.write("a.yaml", &ORDERS.replace("instances: 20", "instances: 30"));
    let page = page(&repository.0, &["--diff-base=base", "."]);
    // 10 × 0.441072 of 13.012248.
    let change = between(&page, "Change against base</h2>", "</section>");
    assert!(
        change.contains("CNY +4.41, +34 % <small>an hour"),
        "{change}"
    );
    assert!(change.contains("CNY 13.01"), "{change}");
    assert!(change.contains("1 application is unchanged."), "{change}");
    let changes = between(&page, "id=\"changes\"", "</section>");
    assert_eq!(changes.matches("<tr>").count(), 2);
    let altered = row(changes, "orders-nightly");
    assert_eq!(altered[1..4], ["executor", "altered", "20 → 30"]);
    assert_eq!(
        altered[6..],
        ["8.82 → 13.23", "+4.41", "+4.41", "a.yaml:25 instances"]
    );
    // The whole plan is below it.
    assert!(page.contains("<dd>CNY 17.42 <small>an hour"));
    assert_eq!(
        row(
            between(&page, "id=\"pods\"", "</section>"),
            "reports-hourly"
        )
        .len(),
        13
    );
}

#[test]
fn rows_beyond_the_limit_are_counted() {
    let short = "apiVersion: sparkoperator.k8s.io/v1beta2\nkind: SparkApplication\nmetadata: {name: a}\nspec: {type: Scala, sparkVersion: 3.5.0, mainApplicationFile: a.jar, driver: {}, executor: {}}\n---\n";
    let folder = Folder::with("a.yaml", short.repeat(5_003));
    let page = page(&folder, &["a.yaml"]);
    assert_eq!(page.matches("<tr>").count(), 5_000 + 10_000 + 2);
    assert!(page.contains("6 more rows are not shown"));
}
