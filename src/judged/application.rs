use super::{Environment, Fixer, Form, JudgedPod};
use crate::{
    source::Span,
    spark::{
        self, Application, Conf, KnownSetting, Master, Operator, Role, SparkVersion, SubmitSpark,
        Webhook,
    },
    yaml::Openness,
};

/// An application with its pods, for rules that look at more than one pod.
pub struct JudgedApplication<'p, 'd> {
    /// The application.
    pub application: &'p Application<'d>,
    /// Its Spark settings.
    pub conf: &'p Conf<'d>,
    /// The version of Spark.
    pub version: SparkVersion,
    /// The Spark that builds the driver's pod.
    pub submit: SubmitSpark,
    /// False where the application does not say it, or not as a number.
    pub is_version_known: bool,
    /// What is known beside the manifest.
    pub environment: &'p Environment,
    /// Its pods.
    pub pods: Vec<JudgedPod<'p, 'd>>,
    /// What is wrong with its form.
    pub form: &'p Form<'d>,
    /// Writes fixes of it.
    pub fixer: &'p Fixer<'d>,
}

/// Judges an application and hands the verdicts to `look`.
pub fn judge<'d, T>(
    application: &Application<'d>,
    source: &'d str,
    environment: &Environment,
    look: impl FnOnce(&JudgedApplication<'_, 'd>) -> T,
) -> T {
    let submission = spark::submission(application, environment.pods);
    let form = Form::new(application);
    let fixer = Fixer::new(application, source);
    let judged = |pod| {
        let is_ordered = environment.policies.order(pod, application);
        JudgedPod::new(pod, environment, &form, &fixer, is_ordered)
    };
    let mut pods: Vec<_> = submission.pods.iter().map(judged).collect();
    leave_drivers_elsewhere(&mut pods);
    look(&JudgedApplication {
        application,
        conf: &submission.conf,
        version: submission.version,
        submit: submission.submit,
        is_version_known: submission.is_version_known,
        environment,
        pods,
        form: &form,
        fixer: &fixer,
    })
}

/// A driver on other nodes with executors on ECI is what the vendor advises: if the
/// configuration does not say where the driver runs and the manifest has nothing about ECI, it is intended.
///
/// Source: <https://www.alibabacloud.com/help/en/doc-detail/2362817.html> (2026-03-26).
fn leave_drivers_elsewhere(pods: &mut [JudgedPod<'_, '_>]) {
    let is_driver = |pod: &JudgedPod<'_, '_>| matches!(pod.pod.role, Role::Driver | Role::Server);
    let mut executors = pods.iter().filter(|pod| pod.pod.role == Role::Executor);
    if !executors.any(|pod| pod.placement.may_go_to_eci()) {
        return;
    }
    for pod in pods.iter_mut().filter(|pod| is_driver(pod)) {
        pod.placement.stays_elsewhere =
            pod.placement.configured.is_none() && pod.seems_to_stay_elsewhere();
    }
}

/// The prefixes of settings that only the running driver reads, to create executors.
const OF_DRIVER_ALONE: [&str; 8] = [
    "spark.dynamicAllocation.",
    "spark.executor.",
    "spark.executorEnv.",
    "spark.kubernetes.allocation.",
    "spark.kubernetes.authenticate.executor.",
    "spark.kubernetes.dynamicAllocation.",
    "spark.kubernetes.executor.",
    "spark.memory.",
];

fn is_of_driver_alone(key: &str) -> bool {
    OF_DRIVER_ALONE.iter().any(|start| key.starts_with(start))
}

impl<'d> JudgedApplication<'_, 'd> {
    /// Whether a version of Spark that may be used here reads a setting of that key. If the version is not known, it
    /// may be any.
    #[must_use]
    pub fn may_read(&self, key: &str, known: &KnownSetting) -> bool {
        !self.is_version_known
            || known.is_read_by(self.version)
            || !is_of_driver_alone(key) && self.submit.may_read(known)
    }

    /// Whether a version of Spark that is certainly used here reads it. If the version is not known, it may be any.
    #[must_use]
    pub fn reads(&self, key: &str, known: &KnownSetting) -> bool {
        !self.is_version_known
            || known.is_read_by(self.version)
            || !is_of_driver_alone(key) && self.submit.reads(known)
    }

    /// True where a template puts something that is not known into the pods of a role, or of any role.
    #[must_use]
    pub fn is_open(&self, role: Option<Role>) -> bool {
        self.open_span(role).is_some()
    }

    /// Where a template puts something that is not known into the pods.
    #[must_use]
    pub fn open_place(&self) -> Option<Span> {
        self.open_span(None)
    }

    fn open_span(&self, role: Option<Role>) -> Option<Span> {
        let spec = self.application.spec.as_ref()?;
        spec.value.openness_within()?;
        if spec.value.openness() == Some(Openness::Incomplete) {
            return Some(spec.key_span);
        }
        let roles = self.application.kind.spec().roles.iter();
        let roles = roles.filter(|known| role.is_none_or(|role| known.role == role));
        let mut fields = roles
            .map(|role| role.field)
            .chain(["sparkConf", "nodeSelector"]);
        let entries = spec.value.entries();
        fields.find_map(|field| {
            let entry = entries.iter().find(|entry| entry.key == field)?;
            let is_open = entry.value.openness_within().is_some();
            is_open.then_some(entry.key_span)
        })
    }

    /// True where the Spark operator of `sparkoperator.k8s.io` runs it.
    #[must_use]
    pub fn is_of_kubeflow(&self) -> bool {
        self.application.kind.spec().operator == Operator::Kubeflow
    }

    /// Where its tasks run.
    #[must_use]
    pub fn master(&self) -> Master<'_, 'd> {
        let operator = self.application.kind.spec().operator;
        self.conf.master(operator)
    }

    /// False where the operator is known to run without its webhook, which then checks nothing.
    #[must_use]
    pub fn has_webhook(&self) -> bool {
        self.environment.pods.webhook != Webhook::Off
    }

    /// True where the operator's webhook puts fields of roles into the pods, and checks them.
    #[must_use]
    pub fn has_role_fields(&self) -> bool {
        self.application.kind.spec().has_role_fields
    }
}
