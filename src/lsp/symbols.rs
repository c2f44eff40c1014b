//! Document symbols and code lenses: the applications, their pods and their prices.

use gen_lsp_types::{
    CodeLens, Command, DocumentSymbol, DocumentSymbolResponse, Location, SymbolInformation,
    SymbolKind,
};

use super::{documents::View, words};
use crate::{plan::PodPlan, source::Span};

/// The pods of each application.
fn applications(view: View<'_>) -> Vec<Vec<&PodPlan>> {
    // A string with several applications is the place of each of them.
    let is_same = |one: &PodPlan, other: &PodPlan| {
        one.places.object == other.places.object && one.application == other.application
    };
    let mut applications: Vec<Vec<&PodPlan>> = Vec::new();
    for pod in view.analysis.pods() {
        match applications.last_mut() {
            Some(pods) if is_same(pods[0], pod) => pods.push(pod),
            _ => applications.push(vec![pod]),
        }
    }
    applications
}

fn name(pod: &PodPlan) -> String {
    // Some editors reject a symbol without a name.
    match pod.application.name.trim() {
        "" => "(no name)".to_owned(),
        name => name.to_owned(),
    }
}

pub(super) fn code_lenses(view: View<'_>) -> Vec<CodeLens> {
    if !view.settings.code_lens {
        return Vec::new();
    }
    let environment = &view.analysis.for_file.effective.settings.environment;
    let lenses = applications(view).into_iter().filter_map(|pods| {
        let title = words::application(&pods, environment)?;
        Some(CodeLens {
            range: view.text.range(pods[0].places.application),
            command: Some(Command {
                title,
                tooltip: None,
                // The lens only shows a text; clicking it does nothing.
                command: String::new(),
                arguments: None,
            }),
            data: None,
        })
    });
    lenses.collect()
}

pub(super) fn symbols(view: View<'_>) -> DocumentSymbolResponse {
    let applications = applications(view);
    if view.client.nested_symbols {
        let nested = applications.iter().map(|pods| nested(view, pods));
        return DocumentSymbolResponse::DocumentSymbolList(nested.collect());
    }
    let flat = applications.iter().flat_map(|pods| {
        let application = flat(view, name(pods[0]), pods[0].places.object, None);
        let roles = pods.iter().filter_map(move |pod| {
            pod.places.role?;
            let container = Some(name(pods[0]));
            Some(flat(
                view,
                pod.role.to_owned(),
                pod.places.extent,
                container,
            ))
        });
        std::iter::once(application).chain(roles)
    });
    DocumentSymbolResponse::SymbolInformationList(flat.collect())
}

#[expect(deprecated, reason = "the protocol's type has the field")]
fn nested(view: View<'_>, pods: &[&PodPlan]) -> DocumentSymbol {
    let environment = &view.analysis.for_file.effective.settings.environment;
    let symbol = |name, detail, kind, whole: Span, place: Span| DocumentSymbol {
        name,
        detail,
        kind,
        tags: None,
        deprecated: None,
        // The protocol demands that the range contains the selection range.
        range: view.text.range(Span::new(
            whole.start.min(place.start),
            whole.end.max(place.end),
        )),
        selection_range: view.text.range(place),
        children: None,
    };
    let roles = pods.iter().filter_map(|pod| {
        let places = &pod.places;
        Some(symbol(
            pod.role.to_owned(),
            Some(words::number(pod)),
            SymbolKind::Object,
            places.extent,
            places.role?,
        ))
    });
    let roles: Vec<_> = roles.collect();
    let first = pods[0];
    let cost = words::application(pods, environment);
    let kind = first.application.kind.to_owned();
    DocumentSymbol {
        children: Some(roles),
        ..symbol(
            name(first),
            Some(cost.unwrap_or(kind)),
            SymbolKind::Class,
            first.places.object,
            first.places.application,
        )
    }
}

#[expect(deprecated, reason = "the protocol's type has the field")]
fn flat(view: View<'_>, name: String, place: Span, container: Option<String>) -> SymbolInformation {
    SymbolInformation {
        deprecated: None,
        location: Location {
            uri: view.uri.clone(),
            range: view.text.range(place),
        },
        base_symbol_information: gen_lsp_types::BaseSymbolInformation {
            kind: if container.is_some() {
                SymbolKind::Object
            } else {
                SymbolKind::Class
            },
            name,
            tags: None,
            container_name: container,
        },
    }
}
