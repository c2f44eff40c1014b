//! Values that override those of a chart: files, parts of other documents, and settings.

use std::path::{Path, PathBuf};

use super::{
    block::Block,
    read::{read_mapping, read_values, read_written},
    set::{Setting, apply},
    table::{Allowance, merge_maps},
};
use crate::{
    gotemplate::Map,
    helm::{loading::is_text, scalar::Written},
    inputs::{Boundary, Files, Limits, Problem, ProblemKind, Reader, Unread},
    source::{FileId, Span},
    yaml::{self, Kind, Node, Scalar},
};

/// Values that override those of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// A file in the repository or folder that is checked, with all links resolved.
    File(PathBuf),
    /// A file that the user names, anywhere.
    Named(PathBuf),
    /// A mapping in a document, or a string in it that contains YAML.
    Written(Part),
    /// Values that are not known, and why: lower case, no full stop. The part is where the document refers to them.
    Unknown(Part, String),
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The file, with all links resolved.
    pub file: PathBuf,
    /// The index of the document in the file.
    pub document: usize,
    /// The keys and indexes that lead to it.
    pub path: Vec<String>,
}

impl Part {
    fn in_document<'d>(&self, root: Node<'d>) -> Option<Node<'d>> {
        let mut path = self.path.iter();
        path.try_fold(root, |node, step| match node.kind() {
            Kind::Sequence => node.items().nth(step.parse().ok()?),
            _ => node.get(step),
        })
    }
}

/// Why values are not known.
pub(crate) enum Ungiven {
    Problem(Problem),
    /// A problem without a place.
    Said(ProblemKind, String),
}

impl From<Problem> for Ungiven {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The limit on values copied while those of all charts are merged.
pub(crate) const MAX_VALUES: usize = 5_000_000;

/// Merges the values from outside of a chart.
pub(crate) fn given(
    values: &[Values],
    settings: &[Setting],
    files: &mut Files<'_>,
    allowance: &mut Allowance,
) -> Result<Map, Ungiven> {
    let mut map = Map::default();
    for values in values {
        let new = match values {
            Values::File(path) | Values::Named(path) => {
                let file = open(path, matches!(values, Values::Named(_)), files)?;
                read_values(files, file)?
            }
            Values::Written(part) => written(part, files)?,
            Values::Unknown(part, reason) => {
                let file = open(&part.file, false, files)?;
                let place = place(part, files, file);
                return Err(files.not_built(file, place, reason.clone()).into());
            }
        };
        map = merge_maps(&map, &new);
    }
    apply(map, settings, allowance).map_err(|reason| {
        let message = format!("invalid setting: {reason}");
        Ungiven::Said(ProblemKind::Refused, message)
    })
}

pub(crate) fn open(path: &Path, is_named: bool, files: &mut Files<'_>) -> Result<FileId, Ungiven> {
    let shown = files.shown(path);
    let said = |message| Ungiven::Said(ProblemKind::NotBuilt, message);
    if !is_named && !files.boundary.holds(path) {
        return Err(said(format!(
            "the values in `{shown}` are outside of the repository or folder that is checked"
        )));
    }
    let file = files.open(path).map_err(|unread| match unread {
        Unread::System(error) => {
            let reason = crate::walk::reason(&error);
            said(format!("cannot read the values in `{shown}`: {reason}"))
        }
        Unread::TooMuch => said(format!("the values in `{shown}` are too large")),
    })?;
    if !is_text(files, file) {
        let message = "the values are not valid UTF-8".to_owned();
        return Err(files.not_built(file, Span::new(0, 0), message).into());
    }
    Ok(file)
}

/// Calls `act` with a part of a document; `None` if the part does not exist any more.
fn with_part<T>(
    part: &Part,
    files: &mut Files<'_>,
    file: FileId,
    act: impl FnOnce(&mut Files<'_>, Node<'_>, &str) -> T,
) -> Option<T> {
    let source = std::sync::Arc::clone(files.get(file));
    let text = source.text.as_str();
    let chunks = yaml::split(text);
    let document = yaml::parse(text, chunks.get(part.document)?.span).ok()??;
    let node = part.in_document(document.root())?;
    Some(act(files, node, text))
}

fn place(part: &Part, files: &mut Files<'_>, file: FileId) -> Span {
    with_part(part, files, file, |_, node, _| node.span()).unwrap_or_default()
}

pub(crate) fn written(part: &Part, files: &mut Files<'_>) -> Result<Map, Ungiven> {
    let file = open(&part.file, false, files)?;
    let map = with_part(part, files, file, |files, node, text| {
        let whole = Written::new(file, text);
        match node.kind() {
            Kind::Scalar(Scalar::Str(text)) => {
                let block = Block::new(&whole.string(node, text), node.span());
                read_written(files, Written::within(file, text, &block))
            }
            _ => read_mapping(files, whole, node),
        }
    });
    map.unwrap_or_else(|| Ok(Map::default()))
        .map_err(Ungiven::Problem)
}

/// Checks settings without a chart.
///
/// # Errors
/// A setting is invalid.
pub fn check_settings(settings: &[Setting]) -> Result<(), String> {
    apply(Map::default(), settings, &mut Allowance(MAX_VALUES)).map(drop)
}

/// Checks the values and settings that apply to all charts.
///
/// # Errors
/// They cannot be read; with the place, if there is one.
pub fn check(values: &[Values], settings: &[Setting], reader: &dyn Reader) -> Result<(), String> {
    let boundary = Boundary::new(PathBuf::from("/"));
    let mut files = Files::new(reader, &boundary, Limits::default());
    let result = given(values, settings, &mut files, &mut Allowance(MAX_VALUES));
    result.map(drop).map_err(|reason| match reason {
        Ungiven::Said(_, message) => message,
        Ungiven::Problem(problem) => {
            let line = problem.file.text.line_index(problem.place.start) + 1;
            format!("{}:{line}: {}", problem.file.path, problem.message)
        }
    })
}
