//! Finds the values that an expression reads, from its syntax tree.

use super::{
    path::{Path, Step},
    tree::{Constant, Each, Kind, Loop, Node},
};

/// The paths that an expression reads, in source order, without duplicates.
pub(super) fn reads(node: &Node) -> Vec<Path> {
    let mut reader = Reader::default();
    reader.walk(node);
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Vec<Path>,
    /// The sources of the comprehension variables' values.
    locals: Vec<Option<Path>>,
}

impl Reader {
    fn walk(&mut self, node: &Node) {
        let path = self.path(node);
        self.walk_parts(node, path.is_some());
        if let Some(path) = path {
            self.add(path);
        }
    }

    fn add(&mut self, path: Path) {
        if !self.found.contains(&path) {
            self.found.push(path);
        }
    }

    /// The path of a value that comes unchanged from a variable.
    fn path(&self, node: &Node) -> Option<Path> {
        match &node.kind {
            Kind::Variable { name, .. } => Some(Path {
                variable: (*name).to_owned(),
                steps: Vec::new(),
            }),
            Kind::Local(slot) => self.locals.get(*slot)?.clone(),
            Kind::Field { of, name, .. } | Kind::Has { of, name, .. } => {
                Some(then(self.path(of)?, Step::Key(name.clone())))
            }
            Kind::Index { of, at, .. } => match (&of.kind, &at.kind) {
                // It is not known which item it is.
                (Kind::Each(_), _) => None,
                (_, Kind::Constant(Constant::Text(name))) => {
                    Some(then(self.path(of)?, Step::Key(name.clone())))
                }
                (_, Kind::Constant(Constant::Int(at))) => {
                    let step = usize::try_from(*at).map_or(Step::Computed, Step::Item);
                    Some(then(self.path(of)?, step))
                }
                _ => Some(then(self.path(of)?, Step::Computed)),
            },
            Kind::Call {
                function,
                arguments,
            } if matches!(function.name, "orValue" | "or" | "value" | "dyn") => {
                self.path(arguments.first()?)
            }
            // A map is asked for a single key.
            Kind::Call {
                function,
                arguments,
            } if function.name == "@in" => match (&arguments.first()?.kind, arguments.get(1)) {
                (Kind::Constant(Constant::Text(name)), Some(map)) => {
                    Some(then(self.path(map)?, Step::Key(name.clone())))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The path of the items of a list.
    fn item_path(&self, range: &Node) -> Option<Path> {
        Some(then(self.path(range)?, Step::Each))
    }

    /// Walks the children of a node; the value that a field or an item belongs to is covered by the node's own path, if
    /// it has one.
    fn walk_parts(&mut self, node: &Node, has_path: bool) {
        match &node.kind {
            Kind::Constant(_) | Kind::Variable { .. } | Kind::Local(_) => {}
            Kind::Field { of, .. } | Kind::Has { of, .. } => self.walk_of(of, has_path),
            Kind::Index { of, at, .. } => {
                self.walk_of(of, has_path);
                self.walk(at);
            }
            Kind::Not(one) => self.walk(one),
            Kind::And(pair) | Kind::Or(pair) => pair.iter().for_each(|part| self.walk(part)),
            Kind::If(parts) => parts.iter().for_each(|part| self.walk(part)),
            Kind::Call {
                function,
                arguments,
            } => {
                let is_key = function.name == "@in" && has_path;
                for (at, argument) in arguments.iter().enumerate() {
                    if at == 0 || is_key {
                        self.walk_of(argument, has_path);
                    } else {
                        self.walk(argument);
                    }
                }
            }
            Kind::Pattern { of, .. } => self.walk(of),
            Kind::List(items) => items.iter().for_each(|item| self.walk(&item.node)),
            Kind::Map(entries) => {
                for entry in entries {
                    self.walk(&entry.key);
                    self.walk(&entry.value);
                }
            }
            Kind::Each(each) => self.walk_each(each),
            Kind::Bind {
                slot, value, body, ..
            } => {
                let path = self.path(value);
                let before = self.found.len();
                self.walk_of(value, path.is_some());
                self.locals.truncate(*slot);
                self.locals.push(path.clone());
                self.walk(body);
                self.locals.truncate(*slot);
                self.add_unless_read(path, before);
            }
        }
    }

    fn walk_of(&mut self, of: &Node, has_path: bool) {
        if has_path {
            self.walk_parts(of, true);
        } else {
            self.walk(of);
        }
    }

    fn walk_each(&mut self, each: &Each) {
        let path = self.path(&each.range);
        self.walk_parts(&each.range, path.is_some());
        let before = self.found.len();
        // A filter also reads the items that it drops: it is not known which item decides.
        let stops = matches!(each.what, Loop::All | Loop::Exists);
        let item = self.item_path(&each.range).filter(|_| stops);
        self.locals.truncate(each.slot);
        if each.is_pair {
            self.locals.extend([None, item]);
        } else {
            self.locals.push(item.filter(|_| !each.of_keys));
        }
        for part in each.filter.iter().chain([&each.body]) {
            self.walk(part);
        }
        self.locals.truncate(each.slot);
        self.add_unless_read(path, before);
    }

    /// Adds a value unless a part of it has already been added.
    fn add_unless_read(&mut self, path: Option<Path>, before: usize) {
        let Some(path) = path else {
            return;
        };
        let starts =
            |found: &Path| found.variable == path.variable && found.steps.starts_with(&path.steps);
        if !self.found.iter().any(starts) {
            self.found.insert(before.min(self.found.len()), path);
        }
    }
}

fn then(mut path: Path, step: Step) -> Path {
    path.steps.push(step);
    path
}
