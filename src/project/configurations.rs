//! Finds the configuration of each file.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{chart_roots::CHART, configured_charts, configured_paths, installed::Installed};
use crate::{
    config::{self, Above, Config, Effective, FILE_NAMES, Flags, Placed},
    finding::Diagnostic,
    rules::{Rule, RuleSet},
    source::{SourceText, Span},
    walk::{SETTINGS, check_link, read_file, read_named, reason, shown},
};

/// Where configurations come from.
#[derive(Clone, Debug)]
pub enum Choice {
    /// The nearest one in or above the folder of each file.
    Nearest,
    /// This one.
    File(PathBuf),
    /// This one, named on the command line: it may be a pipe.
    Named(PathBuf),
    /// None.
    None,
}

/// A copy of a work tree in another folder. Configurations above the work tree apply to it, too.
#[derive(Clone, Debug)]
pub struct WorkTreeCopy {
    /// The top of the copy, with all links resolved.
    pub root: PathBuf,
    /// The top of the work tree, with all links resolved.
    pub top: PathBuf,
}

impl WorkTreeCopy {
    /// The path in the work tree of a path in the copy.
    fn original(&self, path: &Path) -> Option<PathBuf> {
        let inside = path.strip_prefix(&self.root).ok()?;
        Some(self.top.join(inside))
    }
}

/// The most configurations above a file that may lock something. Each is compared with all above it, so without a limit
/// hundreds of nested folders would take minutes.
const LOCKING: usize = 24;

#[derive(Clone, Copy)]
struct Open {
    follows_links: bool,
    is_named: bool,
}

/// The configurations that were read so far.
pub(super) struct Configurations {
    choice: Choice,
    flags: Flags,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    copy: Option<WorkTreeCopy>,
    /// The configuration of each folder.
    folders: HashMap<PathBuf, Lookup>,
    /// The configuration of each folder, with those above that lock something.
    above: HashMap<PathBuf, Holding>,
    files: HashMap<PathBuf, Lookup>,
    /// The rule files that configurations name.
    rule_files: HashSet<PathBuf>,
    effective: HashMap<Vec<(PathBuf, Vec<usize>)>, Arc<Effective>>,
    errors: Vec<ConfigError>,
}

/// The configurations that affect a file.
#[derive(Clone, Default)]
struct Holding {
    nearest: Lookup,
    /// Configurations above it that lock something, the nearest first.
    locking: Vec<Arc<(PathBuf, Config)>>,
}

#[derive(Clone, Default)]
enum Lookup {
    #[default]
    Nothing,
    /// An invalid or unreadable one.
    Broken,
    /// A configuration with its folder.
    Config(Arc<(PathBuf, Config)>),
}

/// An invalid configuration.
#[derive(Clone, Debug)]
pub struct ConfigError {
    /// Its path.
    pub file: PathBuf,
    /// The path to show.
    pub path: String,
    /// Its text; empty if it could not be read.
    pub text: String,
    /// Why it could not be read.
    pub unreadable: Option<String>,
    /// The errors.
    pub diagnostics: Vec<Diagnostic>,
}

/// The settings of a file.
pub(super) struct Configured {
    pub(super) effective: Arc<Effective>,
    /// The configuration or option that excludes the file.
    pub(super) excluded_by: Option<String>,
    pub(super) config: Option<String>,
    pub(super) is_broken: bool,
}

impl Configurations {
    pub(super) fn new(choice: Choice, flags: Flags) -> Self {
        Self {
            choice,
            flags,
            known: Mutex::default(),
        }
    }

    /// The files are in this copy of a work tree.
    pub(super) fn of_copy(mut self, copy: WorkTreeCopy) -> Self {
        let known = self.known.get_mut().unwrap_or_else(PoisonError::into_inner);
        known.copy = Some(copy);
        self
    }

    fn look_up(&self, known: &mut Known, absolute: &Path) -> Holding {
        let open = Open {
            follows_links: self.flags.follows_links(),
            is_named: matches!(self.choice, Choice::Named(_)),
        };
        match &self.choice {
            Choice::None => Holding::default(),
            Choice::File(file) | Choice::Named(file) => Holding {
                nearest: known.file(file, open),
                locking: Vec::new(),
            },
            Choice::Nearest => known.above(absolute, open),
        }
    }

    /// True if a configuration applies to the file with this absolute path.
    pub(super) fn has_config(&self, absolute: &Path) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(
            self.look_up(&mut known, absolute).nearest,
            Lookup::Config(_)
        )
    }

    /// The settings of the file with this absolute path.
    pub(super) fn for_file(&self, absolute: &Path) -> Configured {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Holding { nearest, locking } = self.look_up(&mut known, absolute);
        // `--config` can name a configuration that is not above the file: then paths are relative to the current folder.
        let current = std::env::current_dir().and_then(fs::canonicalize);
        let current = current.unwrap_or_default();
        let copy = known.copy.as_ref();
        let original = copy.and_then(|copy| copy.original(absolute));
        let below = |folder: &Path| {
            let in_work_tree = || original.as_deref()?.strip_prefix(folder).ok();
            absolute.strip_prefix(folder).ok().or_else(in_work_tree)
        };
        let is_excluded_here = below(&current).is_some_and(|path| self.flags.excludes(path));
        let excluded_here = is_excluded_here.then(|| "--exclude".to_owned());
        let Lookup::Config(found) = nearest else {
            return Configured {
                effective: known.effective(Vec::new(), || Effective::without_config(&self.flags)),
                excluded_by: excluded_here,
                config: None,
                is_broken: matches!(nearest, Lookup::Broken),
            };
        };
        let relative = |folder: &Path| {
            below(folder)
                .or_else(|| below(&current))
                .unwrap_or(absolute)
        };
        let (folder, config) = &*found;
        let overrides = config.overrides_for(relative(folder));
        let above: Vec<_> = locking
            .iter()
            .map(|upper| Above {
                config: &upper.1,
                overrides: upper.1.overrides_for(relative(&upper.0)),
            })
            .collect();
        let mut key = vec![(folder.join(&config.path), overrides.clone())];
        key.extend(above.iter().map(|upper| {
            let path = PathBuf::from(&upper.config.path);
            (path, upper.overrides.clone())
        }));
        let make = || config.effective(&overrides, &above, &self.flags);
        let mut uppermost = locking.iter().rev();
        let uppermost = uppermost.find(|upper| upper.1.locks_files());
        let (folder, excluding) = uppermost.map_or(&*found, |upper| &**upper);
        let excluded_by = if excluding.covers(relative(folder)) {
            excluded_here
        } else {
            Some(excluding.path.clone())
        };
        Configured {
            excluded_by,
            config: Some(config.path.clone()),
            is_broken: false,
            effective: known.effective(key, make),
        }
    }

    /// How the configuration of a chart installs it, by the chart's folder.
    pub(super) fn charts_of(&self, folder: &Path) -> Vec<Installed> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Holding { nearest, locking } = self.look_up(&mut known, &folder.join(CHART));
        let mut above = locking.iter().rev();
        let locking = above.find(|upper| upper.1.locks_charts());
        let found = match (locking, &nearest) {
            (Some(locking), _) => locking,
            (None, Lookup::Config(found)) => found,
            (None, _) => return Vec::new(),
        };
        let (of_config, config) = &**found;
        let is_named = matches!(self.choice, Choice::Named(_));
        configured_charts::of_chart(&bases(of_config, is_named), config, folder)
    }

    /// The warnings of the configurations that were read so far, each once.
    pub(super) fn warnings(&self) -> Vec<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let all = known.effective.values();
        let warnings: BTreeSet<_> = all.flat_map(|effective| &effective.warnings).collect();
        warnings.into_iter().cloned().collect()
    }

    /// The settings that configurations above lock.
    pub(super) fn disregarded(&self) -> Vec<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let effective = known.effective.values();
        let mut sentences: Vec<_> = effective
            .flat_map(|effective| effective.disregarded.clone())
            .collect();
        sentences.sort();
        sentences.dedup();
        sentences
    }

    /// True for a rule file that a configuration names.
    pub(super) fn name(&self, file: &Path) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.rule_files.contains(file)
    }

    /// Settings of the whole run in other configurations than that of the current folder, which have no effect.
    pub(super) fn without_effect(&self, current: &Effective) -> Vec<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let all = known.effective.values();
        let others = all.flat_map(|effective| &effective.of_run);
        let others: BTreeSet<_> = others
            .filter(|sentence| !current.of_run.contains(*sentence))
            .collect();
        others.into_iter().cloned().collect()
    }

    /// The built-in rules, and those of the configurations that were read so far, each once.
    pub(super) fn rules(&self) -> RuleSet {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let sets = (known.effective.values()).map(|effective| &effective.settings.rule_set);
        let mut rules: Vec<_> = sets.flat_map(RuleSet::custom).cloned().collect();
        let key = |rule: &Arc<Rule>| (rule.id.clone(), Arc::as_ptr(rule).addr());
        rules.sort_by_key(key);
        rules.dedup_by(|one, other| Arc::ptr_eq(one, other));
        RuleSet::with_custom(rules)
    }

    /// The invalid configurations that were read so far, by path.
    pub(super) fn errors(&self) -> Vec<ConfigError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut errors = known.errors.clone();
        errors.sort_by(|one, other| one.path.cmp(&other.path));
        errors
    }
}

impl Known {
    /// The nearest configuration of a file, and those above it that lock something.
    fn above(&mut self, absolute: &Path, open: Open) -> Holding {
        let Some(folder) = absolute.parent() else {
            return Holding::default();
        };
        let mut unknown = Vec::new();
        let mut next = Some(folder);
        while let Some(folder) = next.filter(|folder| !self.above.contains_key(*folder)) {
            unknown.push(folder.to_owned());
            next = self.parent(folder);
        }
        for folder in unknown.into_iter().rev() {
            let upper = self
                .parent(&folder)
                .and_then(|parent| self.above.get(parent));
            let mut holding = upper.cloned().unwrap_or_default();
            match (self.folder(&folder, open), &holding.nearest) {
                // An invalid configuration further up could lock something.
                (_, Lookup::Broken) => {}
                (Lookup::Config(own), Lookup::Config(upper)) => {
                    if !Arc::ptr_eq(&own, upper) {
                        // Beyond the limit, the topmost ones are kept.
                        if upper.1.has_locks() && holding.locking.len() < LOCKING {
                            holding.locking.insert(0, Arc::clone(upper));
                        }
                        holding.nearest = Lookup::Config(own);
                    }
                }
                (found, _) => holding.nearest = found,
            }
            self.above.insert(folder, holding);
        }
        self.above.get(folder).cloned().unwrap_or_default()
    }

    fn parent<'p>(&'p self, folder: &'p Path) -> Option<&'p Path> {
        match &self.copy {
            Some(copy) if copy.root == folder => copy.top.parent(),
            _ => folder.parent(),
        }
    }

    fn folder(&mut self, folder: &Path, open: Open) -> Lookup {
        if let Some(found) = self.folders.get(folder) {
            return found.clone();
        }
        let here: Vec<_> = FILE_NAMES
            .iter()
            .map(|name| folder.join(name))
            .filter(|path| path.symlink_metadata().is_ok_and(|found| !found.is_dir()))
            .collect();
        let found = match &here[..] {
            [] => {
                let parent = self.parent(folder).map(Path::to_owned);
                parent.map_or(Lookup::Nothing, |parent| self.folder(&parent, open))
            }
            [path] => self.file(path, open),
            [path, ..] => {
                let names = FILE_NAMES.join(" and ");
                let message = format!("this folder has both {names}: keep one");
                self.fail_as_a_whole(path, message)
            }
        };
        self.folders.insert(folder.to_owned(), found.clone());
        found
    }

    fn file(&mut self, path: &Path, open: Open) -> Lookup {
        if let Some(found) = self.files.get(path) {
            return found.clone();
        }
        let found = self.read(path, open);
        self.files.insert(path.to_owned(), found.clone());
        found
    }

    fn read(&mut self, path: &Path, open: Open) -> Lookup {
        let absolute = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let text = match text_of(path, open) {
            Ok(text) => text,
            Err(Unread::NotText(message)) => return self.fail_as_a_whole(path, message),
            Err(Unread::Because(reason)) => {
                let found = self.fail_as_a_whole(path, format!("cannot be read: {reason}"));
                if let Some(error) = self.errors.last_mut() {
                    error.unreadable = Some(reason);
                }
                return found;
            }
        };
        let folder = absolute.parent().unwrap_or(&absolute).to_owned();
        let bases = bases(&folder, open.is_named);
        let named = RefCell::new(Vec::new());
        let read_file = |path: &Placed| {
            let places = configured_paths::places(&bases, path);
            named.borrow_mut().extend(places);
            configured_paths::rules(&bases, path)
        };
        let parsed = config::parse(&shown_path(path), &text, &read_file);
        self.rule_files.extend(named.into_inner());
        match parsed {
            Ok(mut config) => {
                config.folder.clone_from(&folder);
                let errors = configured_charts::errors(&bases, &config);
                if !errors.is_empty() {
                    return self.fail(path, text, errors);
                }
                Lookup::Config(Arc::new((folder, config)))
            }
            Err(diagnostics) => self.fail(path, text, diagnostics),
        }
    }

    /// Stores an error without a place in the text.
    fn fail_as_a_whole(&mut self, path: &Path, message: String) -> Lookup {
        let error = Diagnostic::at(Span::default(), "", message);
        self.fail(path, String::new(), vec![error])
    }

    /// Stores errors by their own files: a configuration may name others.
    fn fail(&mut self, path: &Path, text: String, diagnostics: Vec<Diagnostic>) -> Lookup {
        let (diagnostics, others): (Vec<_>, Vec<_>) =
            (diagnostics.into_iter()).partition(|error| error.primary.file.is_none());
        for mut error in others {
            let Some(file) = error.primary.file.take() else {
                continue;
            };
            for label in &mut error.related {
                label.file.take_if(|other| other.path == file.path);
            }
            match self.errors.iter_mut().find(|known| known.path == file.path) {
                // Several configurations may name the file.
                Some(known) if known.diagnostics.contains(&error) => {}
                Some(known) => known.diagnostics.push(error),
                None => self.errors.push(ConfigError {
                    file: PathBuf::from(&file.path),
                    path: file.path.clone(),
                    text: file.text.as_str().to_owned(),
                    unreadable: None,
                    diagnostics: vec![error],
                }),
            }
        }
        self.errors.push(ConfigError {
            file: path.to_owned(),
            path: shown_path(path),
            text,
            unreadable: None,
            diagnostics,
        });
        Lookup::Broken
    }

    fn effective(
        &mut self,
        key: Vec<(PathBuf, Vec<usize>)>,
        make: impl FnOnce() -> Effective,
    ) -> Arc<Effective> {
        let entry = self.effective.entry(key);
        Arc::clone(entry.or_insert_with(|| Arc::new(make())))
    }
}

/// The folders that paths in a configuration are relative to: its own and, for a configuration that is named, the current
/// one.
fn bases(folder: &Path, is_named: bool) -> Vec<PathBuf> {
    let current = std::env::current_dir().and_then(fs::canonicalize);
    let current = current.ok().filter(|_| is_named);
    std::iter::once(folder.to_owned()).chain(current).collect()
}

/// The errors of a configuration's text; `path` is that of its file, if it has one.
pub fn config_errors(path: Option<&Path>, text: &str) -> Vec<Diagnostic> {
    let folder = path.and_then(Path::parent);
    let folder = folder.and_then(|folder| fs::canonicalize(folder).ok());
    let bases = folder.map_or_else(Vec::new, |folder| bases(&folder, false));
    let read_file = |path: &Placed| configured_paths::rules(&bases, path);
    match config::parse("", text, &read_file) {
        Ok(_) if bases.is_empty() => Vec::new(),
        Ok(config) => configured_charts::errors(&bases, &config),
        // Errors in a file that it names are not in this text.
        Err(mut errors) => {
            errors.retain(|error| error.primary.file.is_none());
            errors
        }
    }
}

enum Unread {
    /// It cannot be read, or a link leads outside.
    Because(String),
    NotText(String),
}

fn text_of(path: &Path, open: Open) -> Result<String, Unread> {
    let mut bytes = Vec::new();
    let folder = path.parent().filter(|_| !open.is_named);
    let may_be_read = if open.follows_links {
        Ok(())
    } else {
        check_link(path, folder)
    };
    let read = if open.is_named { read_named } else { read_file };
    may_be_read
        .and_then(|()| read(path, SETTINGS, &mut bytes))
        .map_err(|error| Unread::Because(reason(&error)))?;
    let source = SourceText::from_bytes(&bytes)
        .map_err(|error| Unread::NotText(format!("not text: {error}")))?;
    Ok(source.as_str().to_owned())
}

/// The path to show: relative to the current folder if it is below.
fn shown_path(path: &Path) -> String {
    let current = std::env::current_dir()
        .and_then(fs::canonicalize)
        .unwrap_or_default();
    shown(path.strip_prefix(&current).unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The errors of the configurations in a folder with these files.
    fn errors(files: &[(&str, &[u8])]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = fs::canonicalize(folder.path()).expect("a path");
        for (name, content) in files {
            fs::write(path.join(name), content).expect("a file");
        }
        let configurations = Configurations::new(Choice::Nearest, Flags::default());
        let one = configurations.for_file(&path.join("one.yaml"));
        let other = configurations.for_file(&path.join("other.yaml"));
        assert!(Arc::ptr_eq(&one.effective, &other.effective));
        let errors = configurations.errors();
        assert_eq!(one.is_broken, !errors.is_empty());
        let diagnostics = errors.into_iter().flat_map(|error| error.diagnostics);
        diagnostics.map(|error| error.message.into()).collect()
    }

    #[test]
    fn each_invalid_configuration_is_reported_once() {
        let valid: &[u8] = b"region: cn-hangzhou";
        let [name, hidden] = FILE_NAMES;
        assert_eq!(errors(&[(name, valid)]), [""; 0]);
        assert_eq!(errors(&[(hidden, valid)]), [""; 0]);
        assert_eq!(
            errors(&[(name, valid), (hidden, valid)]),
            ["this folder has both spark-eci-lint.yaml and .spark-eci-lint.yaml: keep one"]
        );
        assert_eq!(
            errors(&[(name, b"region: 5")]),
            ["`region` is the number `5`, expected a string"]
        );
        let [not_text] = &errors(&[(name, b"region: \xff")])[..] else {
            panic!("one error");
        };
        assert!(not_text.starts_with("not text: "), "{not_text}");
    }
}
