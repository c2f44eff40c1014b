use super::{Check, Environment, Form, JudgedApplication, JudgedPod, Rule, all};
use crate::{
    finding::Draft,
    spark::{self, Application, PodOptions, Role},
};

/// Looks at an application as rules do.
pub fn look_at<'d, T>(
    application: &Application<'d>,
    source: &'d str,
    options: PodOptions,
    environment: &Environment,
    look: impl FnOnce(&JudgedApplication<'_, 'd>) -> T,
) -> T {
    let submission = spark::submission(application, options);
    let form = Form::of(application, source);
    let judged = |pod| JudgedPod::new(pod, source, environment, &form);
    look(&JudgedApplication {
        application,
        conf: &submission.conf,
        version: submission.version,
        pods: submission.pods.iter().map(judged).collect(),
        form: &form,
    })
}

/// Runs the rules over an application, and hands on what each drafts, with the role it is about.
/// `is_on` says which rules are run.
pub fn judge(
    judged: &JudgedApplication<'_, '_>,
    is_on: impl Fn(&Rule) -> bool,
    mut add: impl FnMut(&'static Rule, Option<Role>, Draft),
) {
    for rule in all().iter().filter(|rule| is_on(rule)) {
        match rule.check {
            Check::Linter => {}
            Check::Application(check) => {
                for draft in check(judged) {
                    add(rule, None, draft);
                }
            }
            Check::Pod(check) => {
                for pod in &judged.pods {
                    for draft in check(pod) {
                        add(rule, Some(pod.pod.role), pod.with_role(draft));
                    }
                }
            }
            Check::EciPod(check) => {
                for pod in judged.pods.iter().filter(|pod| pod.is_meant_for_eci()) {
                    for draft in check(pod) {
                        add(rule, Some(pod.pod.role), pod.with_role(draft));
                    }
                }
            }
        }
    }
}
