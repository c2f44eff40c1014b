//! Finds Spark applications in documents of any kind: in nested mappings and in strings.

use crate::{
    source::Span,
    spark::{Application, ItemType, KINDS, application, may_hold_application},
    yaml::{Kind, Node, Scalar, Step},
};

/// A find in a document.
pub(super) enum Held<'d> {
    /// An application.
    Application(Application<'d>),
    /// A patch of an application that is written elsewhere.
    Patch(Span),
    /// A string that may be a manifest, with the path to it, outermost first.
    Text(Node<'d>, Vec<Step<'d>>),
}

/// Keys whose values are fragments of applications, or applications that are not created.
pub(super) const PATCHES: &[&str] = &[
    "patch",
    "patches",
    "patchesStrategicMerge",
    "patchesJson6902",
    "patchStrategicMerge",
    "overlay",
];

/// The annotation in which `kubectl apply` stores its input.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Searches a document, in the order of the text.
pub(super) fn held(root: Node<'_>) -> Vec<Held<'_>> {
    let mut search = Search {
        root,
        around: Vec::new(),
        found: Vec::new(),
    };
    search.look_at(root, true, None);
    search.found.extend(json_patches(root).map(Held::Patch));
    search.found
}

/// The JSON 6902 patches of Spark applications in a kustomization: lists of operations, which have no kind.
fn json_patches(root: Node<'_>) -> impl Iterator<Item = Span> {
    let lists = ["patches", "patchesJson6902"];
    let items = lists.into_iter().flat_map(move |list| {
        let items = root.get(list).into_iter().flat_map(Node::items);
        items.map(move |item| (list, item))
    });
    items.filter_map(|(list, item)| {
        let kind = item.get("target")?.get("kind")?.as_str()?;
        if !KINDS.iter().any(|known| known.name == kind) {
            return None;
        }
        let patch = item.get("patch");
        let is_operations = |patch: &Node<'_>| {
            let text = patch.as_str().unwrap_or_default().trim_start();
            text.starts_with(['-', '[']) && text.contains("op")
        };
        // In the older field, files can contain operations as well.
        let file = item.get("path").filter(|_| list == "patchesJson6902");
        Some(patch.filter(is_operations).or(file)?.span())
    })
}

struct Search<'d> {
    root: Node<'d>,
    around: Vec<Step<'d>>,
    found: Vec<Held<'d>>,
}

impl<'d> Search<'d> {
    /// `is_top` is true for the document itself and for the items of top-level lists, whose item type is `list`. For
    /// `kubectl`, a document with `items` is only a list.
    fn look_at(&mut self, node: Node<'d>, is_top: bool, list: Option<ItemType<'d>>) {
        let is_list = is_top
            && node
                .get("items")
                .is_some_and(|items| items.kind() == Kind::Sequence);
        match node.kind() {
            Kind::Mapping => {
                if let Some(application) = application(node, list).filter(|_| !is_list) {
                    self.application(application, is_top);
                    return;
                }
            }
            Kind::Sequence => {}
            Kind::Scalar(Scalar::Str(text)) => {
                if !is_top && may_hold_application(text) {
                    self.found.push(Held::Text(node, self.around.clone()));
                }
                return;
            }
            Kind::Scalar(_) => return,
        }
        let items_type = if is_list {
            ItemType::of_list(node)
        } else {
            list
        };
        for step in node.steps() {
            let (child, is_items) = match &step {
                Step::Entry(entry) if self.is_left_alone(node, &entry.key) => continue,
                Step::Entry(entry) => (entry.value, is_list && entry.key == "items"),
                Step::Item(item) => (*item, is_top && self.is_in_items()),
            };
            self.around.push(step);
            self.look_at(child, is_items, items_type);
            self.around.pop();
        }
    }

    fn is_in_items(&self) -> bool {
        matches!(self.around.last(), Some(Step::Entry(entry)) if entry.key == "items")
    }

    fn application(&mut self, application: Application<'d>, is_top: bool) {
        // Elsewhere, a kind without a spec is only a reference to an application.
        if !is_top && application.object.get("spec").is_none() {
            return;
        }
        let is_patch = self.around.iter().any(|step| match step {
            Step::Entry(entry) => PATCHES.contains(&&*entry.key),
            Step::Item(_) => false,
        });
        let is_whole = || {
            let spec = application.spec.as_ref().map(|spec| spec.value);
            spec.is_some_and(|spec| {
                spec.get("sparkVersion").is_some() || spec.get("runtimeVersions").is_some()
            })
        };
        if is_patch && !is_whole() {
            self.found.push(Held::Patch(application.span));
        } else {
            self.found.push(Held::Application(application));
        }
    }

    /// True for a mapping that creates no application: a deletion, an assertion, or what was applied earlier.
    fn is_left_alone(&self, owner: Node<'d>, key: &str) -> bool {
        if key == LAST_APPLIED {
            return true;
        }
        let text = |field: &str| owner.get(field).and_then(Node::as_str);
        let creates_nothing = |action: Option<&str>| {
            action.is_some_and(|action| matches!(action, "delete" | "get" | "patch"))
        };
        match key {
            // Argo Workflows
            "manifest" | "manifestFrom" => creates_nothing(text("action")),
            // Argo Events
            "source" => creates_nothing(text("operation")),
            // Chainsaw and kuttl: fragments of the expected objects
            "assert" | "error" | "delete" | "describe" | "patch" | "update" => {
                let version = self.root.get("apiVersion").and_then(Node::as_str);
                version.is_some_and(|version| {
                    version.starts_with("chainsaw.kyverno.io/") || version.starts_with("kuttl.dev/")
                })
            }
            _ => false,
        }
    }
}
