use super::Application;
use crate::kube::schema::Place;

/// The path of a place in messages: fields of the application's spec omit the prefix of the spec.
pub(super) fn path(application: &Application<'_>, place: &Place<'_, '_>) -> String {
    let whole = place.to_string();
    let spec = application.kind.spec().spec_path.join(".");
    if whole == spec {
        return "spec".to_owned();
    }
    let below = whole.strip_prefix(&spec);
    let below = below.and_then(|rest| rest.strip_prefix('.'));
    below.map_or(whole.clone(), str::to_owned)
}
