//! Which files belong to a chart, and which charts are refused.

use std::{fs, io, path::Path};

use super::{
    chart,
    prepare::prepare,
    release::Release,
    templates::{Role, Template},
};
use crate::inputs::{Boundary, Files, Limits, Problem, ProblemKind, Reader};

struct Disk;

impl Reader for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn shown(&self, path: &Path) -> String {
        path.display().to_string()
    }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        for (name, text) in files {
            folder.write(name, text.as_bytes());
        }
        folder
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().canonicalize().expect("a folder")
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// The templates of the chart in `app`; nothing outside `repository` may be read.
    fn templates(&self) -> Result<Vec<Template>, Problem> {
        let top = self.path().join("repository");
        let boundary = Boundary::new(top.clone());
        let mut files = Files::new(&Disk, &boundary, Limits::default());
        let folder = top.join("app");
        let file = chart::file(&folder, &mut files).expect("a chart");
        let (chart, _) = chart::load(&folder, file, &mut files)?;
        prepare(&chart, &Release::default(), &mut files)
    }

    fn names(&self) -> Vec<String> {
        let templates = self.templates().map_err(|problem| problem.message);
        let templates = templates.expect("templates").into_iter();
        templates.map(|template| template.name).collect()
    }

    fn problem(&self) -> (ProblemKind, String) {
        let problem = self.templates().expect_err("a problem");
        (problem.kind, problem.message)
    }
}

const CHART: &str = "name: app\nversion: 1.0.0\n";
const COMMON: &str = "name: common\nversion: 1.2.3\ntype: library\n";

fn needs(repository: &str) -> String {
    format!(
        "{CHART}dependencies:\n  - name: common\n    version: 1.x.x\n    repository: {repository}\n    condition: common.enabled\n"
    )
}

#[test]
fn neighbouring_charts_are_used_unless_they_were_built() {
    let folder = Folder::new(&[
        ("repository/app/Chart.yaml", &needs("file://../common")),
        ("repository/app/templates/a.yaml", "a: 1\n"),
        ("repository/common/Chart.yaml", COMMON),
        ("repository/common/.helmignore", "_ignored.tpl\n"),
        ("repository/common/templates/_a.tpl", ""),
        ("repository/common/templates/_ignored.tpl", ""),
        ("repository/common/templates/b.yaml", "b: 1\n"),
    ]);
    assert_eq!(
        folder.names(),
        ["app/charts/common/templates/_a.tpl", "app/templates/a.yaml"]
    );
    // The built dependency wins.
    folder.write("repository/app/charts/common/Chart.yaml", COMMON.as_bytes());
    assert_eq!(folder.names(), ["app/templates/a.yaml"]);
}

#[test]
fn missing_charts_matter_if_they_are_enabled() {
    for repository in ["https://example.com", "file://../common", "''"] {
        let folder = Folder::new(&[
            ("repository/app/Chart.yaml", &needs(repository)),
            ("repository/app/templates/a.yaml", "a: 1\n"),
        ]);
        let (kind, message) = folder.problem();
        assert_eq!(kind, ProblemKind::Refused);
        assert!(
            message.starts_with(
                "the chart `common` is missing in `charts`: run `helm dependency build "
            ),
            "{message}"
        );
        folder.write("repository/app/values.yaml", b"common: {enabled: false}\n");
        assert_eq!(folder.names(), ["app/templates/a.yaml"]);
    }
}

#[test]
fn nothing_outside_of_the_repository_is_read() {
    let folder = Folder::new(&[
        ("repository/app/Chart.yaml", &needs("file://../../common")),
        ("common/Chart.yaml", COMMON),
    ]);
    let (kind, message) = folder.problem();
    assert_eq!(kind, ProblemKind::NotBuilt);
    assert!(message.contains("outside of the repository"), "{message}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_of_the_repository() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new(&[
        ("repository/app/Chart.yaml", CHART),
        ("repository/shared/a.yaml", "a: 1\n"),
        ("outside/b.yaml", "b: 1\n"),
        ("repository/app/.helmignore", "ignored*\n"),
    ]);
    let app = folder.path().join("repository/app");
    symlink("../shared", app.join("templates")).expect("a link");
    symlink(folder.path().join("outside"), app.join("ignored")).expect("a link");
    assert_eq!(folder.names(), ["app/templates/a.yaml"]);

    let link = app.join("other");
    symlink(folder.path().join("outside/b.yaml"), &link).expect("a link");
    let (kind, message) = folder.problem();
    assert_eq!(kind, ProblemKind::NotBuilt);
    assert!(
        message.starts_with("the link `other` points outside of"),
        "{message}"
    );

    fs::remove_file(&link).expect("a link");
    symlink("nowhere", &link).expect("a link");
    let (kind, message) = folder.problem();
    assert_eq!(kind, ProblemKind::Refused);
    assert_eq!(message, "the link `other` is broken");

    fs::remove_file(&link).expect("a link");
    symlink("../app", &link).expect("a link");
    let (_, message) = folder.problem();
    assert_eq!(
        message,
        "the link `other` points to a folder that contains it"
    );
}

#[test]
fn charts_that_need_themselves_end() {
    let chart = "name: app\nversion: 1.0.0\ndependencies:\n  - {name: app, version: 1.0.0, repository: 'file://../app'}\n  - {name: other, version: 1.0.0, repository: 'file://../other'}\n";
    let folder = Folder::new(&[
        ("repository/app/Chart.yaml", chart),
        (
            "repository/other/Chart.yaml",
            &chart.replace("name: app\nversion", "name: other\nversion"),
        ),
    ]);
    let (kind, message) = folder.problem();
    assert_eq!(kind, ProblemKind::NotBuilt);
    assert!(message.contains("charts nest deeper"), "{message}");
}

#[test]
fn templates_and_values_must_be_text() {
    let folder = Folder::new(&[("repository/app/Chart.yaml", CHART)]);
    folder.write("repository/app/logo.png", b"\x89PNG\xff");
    assert!(folder.names().is_empty());
    for name in ["templates/a.yaml", "values.yaml"] {
        let folder = Folder::new(&[("repository/app/Chart.yaml", CHART)]);
        folder.write(&format!("repository/app/{name}"), b"a: \xff\n");
        let problem = folder.templates().expect_err("a problem");
        assert_eq!(problem.message, format!("`{name}` is not valid UTF-8"));
        assert_eq!(problem.place.start, 3);
    }
}

#[test]
fn large_files_are_refused() {
    let folder = Folder::new(&[("repository/app/Chart.yaml", CHART)]);
    folder.write("repository/app/large.bin", &vec![0; (5 << 20) + 1]);
    let (kind, message) = folder.problem();
    assert_eq!(kind, ProblemKind::Refused);
    assert_eq!(
        message,
        "`large.bin` is larger than the 5 MiB that Helm reads"
    );
}

#[test]
fn templates_have_roles() {
    let folder = Folder::new(&[
        ("repository/app/Chart.yaml", CHART),
        ("repository/app/templates/NOTES.txt", ""),
        ("repository/app/templates/_a.tpl", ""),
        ("repository/app/templates/tests/t.yaml", ""),
        ("repository/app/templates/.hidden", ""),
        ("repository/app/other/a.yaml", ""),
        ("repository/app/crds/a.yaml", ""),
    ]);
    let templates = folder.templates().map_err(|problem| problem.message);
    let roles: Vec<_> = templates
        .expect("templates")
        .into_iter()
        .map(|template| (template.name, template.role))
        .collect();
    assert_eq!(
        roles,
        [
            ("app/templates/tests/t.yaml".to_owned(), Role::Manifest),
            ("app/templates/_a.tpl".to_owned(), Role::Partial),
            ("app/templates/NOTES.txt".to_owned(), Role::Notes),
        ]
    );
}

mod packed {
    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(entries: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
        let encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let mut builder = tar::Builder::new(encoder);
        for (name, bytes) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            builder
                .append_data(&mut header, name, &*bytes)
                .expect("an entry");
        }
        let encoder = builder.into_inner().expect("an archive");
        encoder.finish().expect("an archive")
    }

    fn with(archive: &[u8]) -> Folder {
        let folder = Folder::new(&[("repository/app/Chart.yaml", CHART)]);
        folder.write("repository/app/charts/common-1.2.3.tgz", archive);
        folder
    }

    fn common() -> (String, Vec<u8>) {
        ("common/Chart.yaml".to_owned(), COMMON.into())
    }

    #[test]
    fn places_in_archives_are_shown() {
        let template = ("common/templates/_a.tpl".to_owned(), b"text".to_vec());
        let folder = with(&packed([common(), template]));
        assert_eq!(folder.names(), ["app/charts/common/templates/_a.tpl"]);
        let top = folder.path().join("repository");
        let boundary = Boundary::new(top.clone());
        let mut files = Files::new(&Disk, &boundary, Limits::default());
        let folder = top.join("app");
        let file = chart::file(&folder, &mut files).expect("a chart");
        let (loaded, _) = chart::load(&folder, file, &mut files).expect("a chart");
        let templates = prepare(&loaded, &Release::default(), &mut files).expect("templates");
        let file = templates[0].file;
        let shown = &files.get(file).path;
        assert!(
            shown.ends_with("app/charts/common-1.2.3.tgz/common/templates/_a.tpl"),
            "{shown}"
        );
        assert!(files.is_packed(file));
    }

    #[test]
    fn invalid_archives_are_refused() {
        let whole = packed([common()]);
        for (archive, reason) in [
            (b"text".to_vec(), "the archive is invalid"),
            (whole[..whole.len() / 2].to_vec(), "the archive is invalid"),
            (packed([]), "the archive has no files"),
            (
                packed([common(), ("README".to_owned(), vec![])]),
                "is outside the top-level folder",
            ),
        ] {
            let (kind, message) = with(&archive).problem();
            assert_eq!(kind, ProblemKind::Refused, "{message}");
            assert!(message.contains(reason), "{message}");
        }
    }

    #[test]
    fn bombs_do_not_go_off() {
        let file = |number: usize, size: usize| (format!("common/{number}"), vec![0; size]);
        for (archive, reason) in [
            (
                packed([common(), file(0, 6 << 20)]),
                "larger than the 5 MiB",
            ),
            (
                packed((0..30).map(|number| file(number, 4 << 20))),
                "exceeds the limits",
            ),
            (
                packed((0..20_001).map(|number| file(number, 0))),
                "exceeds the limits",
            ),
        ] {
            let (_, message) = with(&archive).problem();
            assert!(message.contains(reason), "{message}");
        }
    }

    #[test]
    fn links_in_archives_are_empty_files() {
        let encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let mut builder = tar::Builder::new(encoder);
        let mut header = tar::Header::new_gnu();
        header.set_size(COMMON.len() as u64);
        builder
            .append_data(&mut header, "common/Chart.yaml", COMMON.as_bytes())
            .expect("an entry");
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        builder
            .append_link(&mut header, "common/templates/_a.tpl", "/etc/hostname")
            .expect("a link");
        let encoder = builder.into_inner().expect("an archive");
        let folder = with(&encoder.finish().expect("an archive"));
        let templates = folder.templates().map_err(|problem| problem.message);
        let texts: Vec<_> = templates
            .expect("templates")
            .into_iter()
            .map(|template| template.text.as_str().to_owned())
            .collect();
        assert_eq!(texts, [""]);
    }
}
