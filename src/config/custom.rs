//! Custom rules: `custom-rules`, and those of the files in `custom-rule-files`.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::{
    charts::Placed,
    check::{self, duplicates},
    custom_rule::{Draft, draft},
    file_form,
    rule_source::Source,
    values,
};
use crate::{
    finding::{Diagnostic, Label},
    rules::{Rule, RuleSet},
    source::{SourceFile, Span, offset},
    yaml::{self, Kind, Node},
};

/// The most custom rules: each application is checked by all of them.
pub(super) const MAX_RULES: usize = 200;

/// The most bytes of all examples together. Aliases multiply them.
const MAX_EXAMPLES: usize = 4 << 20;

/// The most files.
const MAX_FILES: usize = 20;

/// Reads a file that a configuration names.
pub type ReadFile<'r> = &'r dyn Fn(&Placed) -> Result<Arc<SourceFile>, Box<Diagnostic>>;

#[derive(Default)]
pub(super) struct CustomRules {
    pub(super) set: RuleSet,
}

/// Reads the rules and adds their errors. Errors of the form of `custom-rules` itself are found with those of the whole
/// configuration.
pub(super) fn read(
    root: Node<'_>,
    file: &Arc<SourceFile>,
    read_file: ReadFile<'_>,
    errors: &mut Vec<Diagnostic>,
) -> CustomRules {
    let own = Source {
        file,
        is_other: false,
    };
    let mut drafts = Drafts::default();
    let files = root
        .get("custom-rule-files")
        .into_iter()
        .flat_map(Node::items);
    for (at, item) in files.enumerate() {
        let Some(text) = item.as_str() else { continue };
        let placed = Placed {
            text: text.to_owned(),
            place: item.span(),
        };
        if at == MAX_FILES {
            let message = format!(
                "a configuration may name at most {MAX_FILES} files in `custom-rule-files`"
            );
            errors.push(Diagnostic::at(placed.place, "one too many", message));
            break;
        }
        match read_file(&placed) {
            Ok(file) => of_file(&placed, &file, &mut drafts, errors),
            Err(error) => errors.push(*error),
        }
    }
    drafts.add_list(root, &own, errors);
    drafts.finish(errors)
}

/// The rules of a file that a configuration names.
fn of_file(
    placed: &Placed,
    file: &Arc<SourceFile>,
    drafts: &mut Drafts,
    errors: &mut Vec<Diagnostic>,
) {
    let source = Source {
        file,
        is_other: true,
    };
    let text = file.text.as_str();
    let mut own = Vec::new();
    let whole = Span::new(0, offset(text.len()));
    match yaml::parse(text, whole) {
        Ok(Some(document)) if document.root().kind() == Kind::Mapping => {
            let root = document.root();
            own.extend(duplicates(root));
            let rules = RuleSet::default();
            check::check(root, "file", file_form::rule_file(), &rules, &mut own);
            let mut found = Vec::new();
            drafts.add_list(root, &source, &mut found);
            values::add_new(&mut own, found);
        }
        Ok(_) => {
            let message = "a rule file is a mapping with a list `custom-rules`";
            own.push(Diagnostic::at(Span::new(0, 0), "here", message));
        }
        Err(error) => {
            let message = format!("invalid YAML: {error}");
            own.push(Diagnostic::at(error.span, "here", message));
        }
    }
    if own.is_empty() {
        return;
    }
    source.own(&mut own);
    let message = format!("`{}` has errors", placed.text);
    errors.push(Diagnostic::at(placed.place, "this file", message));
    errors.extend(own);
}

#[derive(Default)]
struct Drafts {
    list: Vec<Draft>,
    by_id: HashMap<String, usize>,
    /// The number of rules that were read, including replaced and invalid ones, which cost as much.
    read: usize,
    /// The bytes of their examples.
    examples: usize,
    is_full: bool,
}

impl Drafts {
    fn add_list(&mut self, root: Node<'_>, source: &Source<'_>, errors: &mut Vec<Diagnostic>) {
        let list = root.get("custom-rules").into_iter().flat_map(Node::items);
        for item in list {
            if self.is_full {
                return;
            }
            self.read += 1;
            if self.read > MAX_RULES {
                self.is_full = true;
                let message = format!("a configuration may have at most {MAX_RULES} custom rules");
                errors.push(Diagnostic::at(item.span(), "one too many", message));
                return;
            }
            let Some(draft) = draft(item, source, errors) else {
                continue;
            };
            let lengths = draft.rule.examples.iter().map(|example| example.text.len());
            self.examples += lengths.sum::<usize>();
            if self.examples > MAX_EXAMPLES {
                self.is_full = true;
                let message =
                    format!("all examples together may have at most {MAX_EXAMPLES} bytes");
                errors.push(Diagnostic::at(item.span(), "too much", message));
                return;
            }
            self.add(draft, source, errors);
        }
    }

    /// A configuration itself may replace a rule of a file that it names.
    fn add(&mut self, draft: Draft, source: &Source<'_>, errors: &mut Vec<Diagnostic>) {
        let id = draft.info.id.clone();
        let Some(at) = self.by_id.get(&id).copied() else {
            self.by_id.insert(id, self.list.len());
            self.list.push(draft);
            return;
        };
        let earlier = &self.list[at];
        if earlier.is_other && !source.is_other {
            self.list[at] = draft;
            return;
        }
        let message = format!("duplicate rule `{id}`");
        let mut error = Diagnostic::at(draft.id.span, "again", message);
        error.related.push(Label {
            message: "first".into(),
            ..earlier.id.clone()
        });
        if source.is_other && earlier.is_other {
            error = error.help("only the configuration itself may replace a rule of a file");
        }
        errors.push(error);
    }

    /// Checks relations between rules.
    fn finish(mut self, errors: &mut Vec<Diagnostic>) -> CustomRules {
        self.check_names(errors);
        let names = self.resolve_yields(errors);
        if names.is_some_and(|names| self.has_circle(&names, errors)) {
            return CustomRules::default();
        }
        let rules = self.list.into_iter();
        let rules = rules.map(|draft| Rule::custom(draft.info, draft.rule));
        CustomRules {
            set: RuleSet::with_custom(rules.collect()),
        }
    }

    fn check_names(&self, errors: &mut Vec<Diagnostic>) {
        let mut names: HashMap<&str, &Draft> = HashMap::new();
        for draft in &self.list {
            let name = draft.info.name.as_str();
            if let Some(earlier) = names.insert(name, draft) {
                let message = format!(
                    "`{}` and `{}` have the same name",
                    earlier.info.id, draft.info.id
                );
                let mut error = Diagnostic::at(draft.name.span, "again", message);
                error.primary.file.clone_from(&draft.name.file);
                error.related.push(Label {
                    message: "first".into(),
                    ..earlier.name.clone()
                });
                errors.push(error);
            }
            let is_id = |other: &&Draft| other.info.id.eq_ignore_ascii_case(name);
            if self.list.iter().any(|other| is_id(&other)) {
                let message = format!("`{name}` is already the id of a rule");
                let mut error = Diagnostic::at(draft.name.span, "taken", message);
                error.primary.file.clone_from(&draft.name.file);
                errors.push(error);
            }
        }
    }

    /// Resolves the rules that each rule yields to; `None` if one is unknown.
    fn resolve_yields(
        &mut self,
        errors: &mut Vec<Diagnostic>,
    ) -> Option<BTreeMap<String, Vec<String>>> {
        let known = RuleSet::default();
        let own: HashMap<String, String> = (self.list.iter())
            .flat_map(|draft| {
                let (id, name) = (&draft.info.id, &draft.info.name);
                [(id.clone(), name.clone()), (name.clone(), name.clone())]
            })
            .collect();
        let mut is_whole = true;
        for draft in &mut self.list {
            for (text, place) in &draft.yields_to {
                let built_in = || known.find(text).map(|rule| rule.info().name.clone());
                match own.get(text).cloned().or_else(built_in) {
                    Some(name) => draft.info.yields_to.push(name),
                    None => {
                        is_whole = false;
                        let mut error = Diagnostic::at(
                            place.span,
                            "unknown rule",
                            format!("unknown rule `{text}`"),
                        );
                        error.primary.file.clone_from(&place.file);
                        if let Some(meant) = known.suggest(text) {
                            error = error.help(format!("did you mean `{meant}`?"));
                        }
                        errors.push(error);
                    }
                }
            }
        }
        let yields = self.list.iter();
        let yields = yields.map(|draft| (draft.info.name.clone(), draft.info.yields_to.clone()));
        is_whole.then(|| yields.collect())
    }

    /// Rules that yield to each other would all be silent.
    fn has_circle(
        &self,
        yields: &BTreeMap<String, Vec<String>>,
        errors: &mut Vec<Diagnostic>,
    ) -> bool {
        // Repeatedly remove the rules that yield to none of the remaining ones.
        let mut left: BTreeMap<&str, &[String]> = yields
            .iter()
            .map(|(name, to)| (name.as_str(), to.as_slice()))
            .collect();
        loop {
            let done: Vec<&str> = left
                .iter()
                .filter(|(_, to)| to.iter().all(|name| !left.contains_key(name.as_str())))
                .map(|(name, _)| *name)
                .collect();
            if done.is_empty() {
                break;
            }
            for name in done {
                left.remove(name);
            }
        }
        let in_circle = (self.list.iter()).filter(|draft| left.contains_key(&*draft.info.name));
        for draft in in_circle {
            let message = format!("`{}` yields to a rule that yields to it", draft.info.id);
            let mut error = Diagnostic::at(draft.id.span, "circular", message);
            error.primary.file.clone_from(&draft.id.file);
            errors.push(error);
        }
        !left.is_empty()
    }
}
