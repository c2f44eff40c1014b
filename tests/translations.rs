//! Both languages say the same: each message has a translation, and each page in Chinese is that of the present English
//! page.

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use common::{examples, infos, page_settings, program, settings, stderr, stdout};
use sha1::{Digest as _, Sha1};
use spark_eci_lint::{
    Finding, Language, Span,
    finding::RuleInfo,
    lint::{FileReport, Settings},
    yaml,
};

/// The groups of rules whose messages are all translated.
const TRANSLATED: [&str; 3] = ["placement", "spec", "capacity"];

/// The sources that make texts for these groups.
const SOURCES: [&str; 6] = [
    "src/eci",
    "src/judged",
    "src/rules/capacity",
    "src/rules/placement",
    "src/rules/spec",
    "src/spark",
];

/// The catalogue: English and Chinese templates.
fn catalogue() -> Vec<(String, String)> {
    let text = include_str!("../rules/zh-CN/messages.yaml");
    let whole = Span::new(0, u32::try_from(text.len()).expect("a short file"));
    let document = yaml::parse(text, whole).expect("YAML").expect("a document");
    let groups = document.root().entries();
    let entries = groups.iter().flat_map(|group| group.value.entries());
    entries
        .map(|entry| {
            let translation = entry.value.scalar_text().expect("a text");
            (entry.key.to_string(), translation.to_owned())
        })
        .collect()
}

/// All templates below a folder: what `text!` begins with.
fn templates(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            templates(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).expect("a source");
            for behind in source.split("text!(").skip(1) {
                let Some(literal) = behind.trim_start().strip_prefix('"') else {
                    continue;
                };
                found.insert(unescaped(literal));
            }
        }
    }
}

/// A literal up to its end, without its escapes.
fn unescaped(literal: &str) -> String {
    let mut letters = literal.chars();
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => text.extend(letters.next()),
            letter => text.push(letter),
        }
    }
    text
}

fn placeholders(template: &str) -> BTreeSet<String> {
    let template = template.replace("{{", "").replace("}}", "");
    let parts = template.split('{').skip(1);
    let names = parts.filter_map(|part| Some(part.split_once('}')?.0.to_owned()));
    names.collect()
}

/// The letters of Chinese.
fn is_chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

#[test]
fn each_entry_of_the_catalogue_is_a_template_and_keeps_its_arguments() {
    let mut known = BTreeSet::new();
    templates(Path::new("src"), &mut known);
    let mut seen = BTreeSet::new();
    for (english, chinese) in catalogue() {
        assert!(
            known.contains(&english),
            "no source has the template {english:?}"
        );
        assert_eq!(
            placeholders(&english),
            placeholders(&chinese),
            "{english:?} and {chinese:?} have other arguments"
        );
        assert!(seen.insert(english.clone()), "{english:?} is there twice");
    }
}

#[test]
fn each_template_of_a_translated_group_is_in_the_catalogue() {
    let mut known = BTreeSet::new();
    for folder in SOURCES {
        templates(Path::new(folder), &mut known);
    }
    let translated: BTreeSet<String> = catalogue()
        .into_iter()
        .map(|(english, _)| english)
        .collect();
    let missing: Vec<_> = known
        .difference(&translated)
        .filter(|template| !english_words(template).is_empty())
        .collect();
    assert!(
        missing.is_empty(),
        "rules/zh-CN/messages.yaml lacks: {missing:#?}"
    );
}

/// Words that Chinese texts have, too.
const WORDS: [&str; 31] = [
    "ACS", "API", "Arm", "CNY", "CPU", "Driver", "ECI", "ECS", "Executor", "GPU", "GiB", "JVM",
    "Master", "MiB", "Operator", "Pending", "Pod", "PySpark", "Python", "Server", "Shuffle",
    "Spark", "USD", "Webhook", "Worker", "effect", "NVIDIA", "key", "operator", "spec", "vCPU",
];

/// What is English in a text, outside of code and of arguments.
fn english_words(text: &str) -> Vec<String> {
    let prose: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let mut words = Vec::new();
    let mut prose = prose.as_str();
    while let Some((before, behind)) = prose.split_once('{') {
        words.extend(words_of(before));
        prose = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    words.extend(words_of(prose));
    words
}

fn words_of(prose: &str) -> Vec<String> {
    // With its `-`, the id of a region or the like is one word.
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "-_'".contains(letter);
    let words = prose.split(|letter| !is_letter(letter));
    let is_word = |word: &&str| {
        word.bytes().filter(u8::is_ascii_alphabetic).count() > 1
            && !word.contains(['-', '_'])
            && !word.bytes().any(|byte| byte.is_ascii_digit())
    };
    let words = words.filter(is_word).filter(|word| !WORDS.contains(word));
    words.map(str::to_owned).collect()
}

/// The texts of a finding.
fn texts(finding: &Finding) -> Vec<String> {
    let diagnostic = &finding.diagnostic;
    let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.related);
    let labels = labels.map(|label| &label.message);
    let titles = diagnostic.ways().map(|fix| &fix.title);
    let message = std::iter::once(&diagnostic.message).chain(&diagnostic.help);
    let all = message.chain(labels).chain(titles);
    all.map(ToString::to_string).collect()
}

/// What stays English in the findings of the translated groups.
fn untranslated(report: &FileReport, found: &mut BTreeMap<String, String>) -> usize {
    let findings = report.findings.iter();
    let findings = findings.filter(|finding| TRANSLATED.contains(&finding.rule.group.as_str()));
    let mut count = 0;
    for finding in findings {
        count += 1;
        for text in texts(&finding.in_language(Language::ZhCn)) {
            if !english_words(&text).is_empty() {
                found.insert(text, finding.rule.id.clone());
            }
        }
    }
    count
}

fn manifests(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            manifests(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            found.push(path);
        }
    }
}

#[test]
fn no_finding_of_a_translated_group_stays_english() {
    let mut found = BTreeMap::new();
    let mut files = Vec::new();
    manifests(Path::new("testdata"), &mut files);
    let mut count = 0;
    for file in files {
        let bytes = fs::read(file).expect("a file");
        if let Some(report) = common::lint(bytes, &settings()) {
            count += untranslated(&report, &mut found);
        }
    }
    assert!(count > 100, "only {count} findings in testdata");
    for info in infos() {
        for example in examples(&info.page, "Bad") {
            for settings in [page_settings(info), Settings::default()] {
                if let Some(report) = common::lint(&example, &settings) {
                    untranslated(&report, &mut found);
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_translation_changes_only_what_people_read() {
    let manifest = include_str!("../testdata/quickstart/orders.yaml");
    let report = common::lint_by_default(manifest).expect("a report");
    for english in &report.findings {
        let chinese = english.in_language(Language::ZhCn);
        assert_eq!(english.in_language(Language::En).as_ref(), english);
        assert_eq!(chinese.rule.id, english.rule.id);
        let spans = |finding: &Finding| finding.diagnostic.places().collect::<Vec<_>>();
        assert_eq!(spans(&chinese), spans(english));
        let edits = |finding: &Finding| {
            let ways = finding.diagnostic.ways();
            ways.map(|fix| fix.edits.clone()).collect::<Vec<_>>()
        };
        assert_eq!(edits(&chinese), edits(english));
    }
}

/// The file of a rule's page.
fn file_of(info: &RuleInfo) -> String {
    format!("{}-{}.md", info.id, info.name)
}

/// The hash of a file as git has it, its first digits.
fn hash(bytes: &[u8]) -> String {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", bytes.len()));
    hash.update(bytes);
    let mut text = String::new();
    for byte in hash.finalize().iter().take(6) {
        write!(text, "{byte:02x}").expect("a string");
    }
    text
}

fn yaml_blocks(page: &str) -> Vec<&str> {
    let blocks = page.split("```yaml\n").skip(1);
    let blocks = blocks.filter_map(|block| block.split_once("\n```"));
    blocks.map(|(block, _)| block).collect()
}

/// What is wrong with the Chinese page of a rule; `None` where nothing is.
fn out_of_step(file: &str, english: &str, chinese: &str) -> Option<String> {
    let place = format!("rules/zh-CN/{file}");
    let Some((front, body)) = chinese
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
    else {
        return Some(format!("{place} has no front matter"));
    };
    let value = |page: &str, key: &str| {
        let mut lines = page.lines();
        lines.find_map(|line| Some(line.strip_prefix(key)?.strip_prefix(": ")?.to_owned()))
    };
    for key in ["id", "name"] {
        if value(front, key).is_none() || value(front, key) != value(english, key) {
            return Some(format!("{place} has another {key} than rules/{file}"));
        }
    }
    let now = hash(english.as_bytes());
    if value(front, "translated-from").as_deref() != Some(&now) {
        return Some(format!(
            "rules/{file} has changed since {place} was translated: translate anew what has changed, then write \
             `translated-from: {now}` there, or run `.ci/translated rules/{file}`"
        ));
    }
    if yaml_blocks(body) != yaml_blocks(english) {
        return Some(format!("{place} has other YAML examples than rules/{file}"));
    }
    let letters = body.chars().filter(|letter| is_chinese(*letter)).count();
    (letters < 50).then(|| format!("{place} is not in Chinese"))
}

#[test]
fn each_page_is_translated_as_it_is_now() {
    let mut wrong = Vec::new();
    for info in infos() {
        let file = file_of(info);
        let english = fs::read_to_string(format!("rules/{file}")).expect("a page");
        let Some(translation) = info.translation(Language::ZhCn) else {
            wrong.push(format!("rules/{file} has no title-zh-CN and summary-zh-CN"));
            continue;
        };
        for text in [&translation.title, &translation.summary] {
            if !text.chars().any(is_chinese) || text.ends_with(['。', '.']) {
                wrong.push(format!(
                    "rules/{file}: {text:?} is no Chinese title or summary"
                ));
            }
        }
        match fs::read_to_string(format!("rules/zh-CN/{file}")) {
            Ok(chinese) => wrong.extend(out_of_step(&file, &english, &chinese)),
            Err(_) => wrong.push(format!("rules/zh-CN/{file} is missing")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_translated_page_is_that_of_a_rule() {
    let known: BTreeSet<String> = infos().map(file_of).collect();
    for entry in fs::read_dir("rules/zh-CN").expect("the pages") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy().into_owned();
        // The list of the rules is there as well.
        let is_other = ["messages.yaml", "README.md"].contains(&name.as_str());
        assert!(is_other || known.contains(&name), "{name}");
    }
}

#[test]
fn explain_and_rules_show_what_is_translated() {
    let run = |arguments: &[&str]| {
        let mut program = program(Path::new("."));
        program
            .args(arguments)
            .args(["--no-config", "--lang=zh-CN"]);
        let output = program.output().expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let table = run(&["rules"]);
    for info in infos() {
        let summary = info.summary_in(Language::ZhCn);
        assert!(table.contains(summary), "{}: {summary}", info.id);
        let Ok(chinese) = fs::read_to_string(format!("rules/zh-CN/{}", file_of(info))) else {
            continue;
        };
        let (_, body) = chinese[4..].split_once("\n---\n").expect("a front matter");
        let shown = run(&["explain", "--format=markdown", &info.id]);
        assert!(shown.contains(body.trim()), "{}: {shown}", info.id);
    }
}

#[test]
fn a_page_out_of_step_is_named() {
    let english = "---\nid: ECI001\nname: a\nsummary: b\n---\n# a\n```yaml\na: 1\n```\n";
    let front = format!(
        "---\nid: ECI001\nname: a\ntranslated-from: {}\n---\n",
        hash(english.as_bytes())
    );
    let body = "规则".repeat(25) + "\n```yaml\na: 1\n```\n";
    let wrong =
        |front: &str, body: &str| out_of_step("ECI001-a.md", english, &format!("{front}{body}"));
    assert_eq!(wrong(&front, &body), None);
    for (front, body, expected) in [
        (front.as_str(), body.replace("a: 1", "a: 2"), "other YAML"),
        (&front, body.replace("规则", "rule"), "not in Chinese"),
        (
            &front.replace("name: a", "name: b"),
            body.clone(),
            "another name",
        ),
        (
            "---\nid: ECI001\nname: a\ntranslated-from: 0\n---\n",
            body.clone(),
            ".ci/translated rules/ECI001-a.md",
        ),
        ("", body.clone(), "no front matter"),
    ] {
        let said = wrong(front, &body).expect("something wrong");
        assert!(said.contains(expected), "{said}");
    }
    // `git hash-object` of an empty file.
    assert_eq!(hash(b""), "e69de29bb2d1");
}

#[test]
fn the_language_is_that_of_the_option_then_the_variable_then_the_locale() {
    for (option, variables, is_chinese_expected) in [
        (None, &[][..], false),
        (Some("zh-CN"), &[], true),
        (Some("en"), &[("SPARK_ECI_LINT_LANG", "zh-CN")], false),
        (
            None,
            &[("SPARK_ECI_LINT_LANG", "zh-CN"), ("LANG", "C")],
            true,
        ),
        (
            None,
            &[("SPARK_ECI_LINT_LANG", "en"), ("LANG", "zh_CN.UTF-8")],
            false,
        ),
        (None, &[("LANG", "zh_CN.UTF-8")], true),
        (
            None,
            &[("LANG", "zh_CN.UTF-8"), ("LC_MESSAGES", "C")],
            false,
        ),
        (None, &[("LC_ALL", "zh_TW"), ("LC_MESSAGES", "C")], true),
        (None, &[("LC_ALL", ""), ("LANG", "zh_CN")], true),
        (None, &[("LANG", "de_DE.UTF-8")], false),
    ] {
        let mut program = program(Path::new("testdata/quickstart"));
        program.args(["check", "--format=json", "orders.yaml"]);
        program.args(option.map(|option| format!("--lang={option}")));
        program.envs(variables.iter().copied());
        let output = program.output().expect("it runs");
        let said = stdout(&output);
        let is_chinese = said.chars().any(is_chinese);
        assert_eq!(
            is_chinese, is_chinese_expected,
            "{option:?} {variables:?} {said}"
        );
    }
}

#[test]
fn an_unknown_language_is_an_error_that_names_where_it_comes_from() {
    let folder = Path::new("testdata/quickstart");
    let output = program(folder).args(["--lang=xx", "orders.yaml"]).output();
    let output = output.expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("'xx' for '--lang") && !said.contains("variable"),
        "{said}"
    );
    let mut program = program(folder);
    program.env("SPARK_ECI_LINT_LANG", "xx").arg("orders.yaml");
    let output = program.output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("zh-CN") && said.contains("SPARK_ECI_LINT_LANG"),
        "{said}"
    );
}

#[test]
fn a_baseline_and_fingerprints_know_no_language() {
    let report = |arguments: &[&str], language: &str| {
        let mut program = program(Path::new("testdata/quickstart"));
        program
            .args(arguments)
            .args(["--lang", language, "orders.yaml"]);
        stdout(&program.output().expect("it runs"))
    };
    let folder = common::Folder::new();
    for language in ["en", "zh-CN"] {
        let file = folder.path().join(format!("{language}.json"));
        report(&["--write-baseline", &file.to_string_lossy()], language);
    }
    let read = |language: &str| {
        fs::read(folder.path().join(format!("{language}.json"))).expect("a baseline")
    };
    assert_eq!(read("en"), read("zh-CN"));
    let fingerprints = |language: &str| {
        let said = report(&["--format=gitlab", "--severity=info"], language);
        let lines = said.split("\"fingerprint\":").skip(1);
        let fingerprints = lines.filter_map(|line| line.split('"').nth(1));
        fingerprints.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(fingerprints("en").len() > 2);
    assert_eq!(fingerprints("en"), fingerprints("zh-CN"));
}

#[test]
fn reports_link_to_the_page_in_their_language() {
    for format in ["json", "junit", "rdjson", "markdown"] {
        let mut program = program(Path::new("testdata/quickstart"));
        program.args(["--lang=zh-CN", "--format", format, "reports.yaml"]);
        let said = stdout(&program.output().expect("it runs"));
        let links = said.matches("/ECI103-toleration-mismatch.md").count();
        let own = said.matches("/rules/zh-CN/ECI103-toleration-mismatch.md");
        assert_eq!((links > 0, own.count()), (true, links), "{said}");
    }
}

#[test]
fn sentences_of_sarif_end_in_their_language() {
    let mut program = program(Path::new("testdata/quickstart"));
    program.args(["--lang=zh-CN", "--format=sarif", "orders.yaml"]);
    let said = stdout(&program.output().expect("it runs"));
    let found: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let results = found["runs"][0]["results"].as_array().expect("results");
    let result = results.iter().find(|result| result["ruleId"] == "ECI303");
    let result = result.expect("a finding of ECI303");
    let message = result["message"]["text"].as_str().expect("a message");
    assert!(
        message.ends_with('。') && !message.contains(". "),
        "{message}"
    );
    let fix = result["fixes"][0]["description"]["text"]
        .as_str()
        .expect("a fix");
    assert!(fix.ends_with("（需确认）。"), "{fix}");
}
