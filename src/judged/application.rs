use super::{Environment, Fixer, Form, JudgedPod};
use crate::spark::{self, Application, Conf, Operator, PodOptions, Setting, SparkVersion};

/// An application with its pods: what rules look at that are about more than one pod.
pub struct JudgedApplication<'p, 'd> {
    /// The application.
    pub application: &'p Application<'d>,
    /// Its Spark settings.
    pub conf: &'p Conf<'d>,
    /// The version of Spark.
    pub version: SparkVersion,
    /// False where the application does not say it, or not as a number.
    pub is_version_known: bool,
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
    options: PodOptions,
    environment: &Environment,
    look: impl FnOnce(&JudgedApplication<'_, 'd>) -> T,
) -> T {
    let submission = spark::submission(application, options);
    let form = Form::new(application);
    let fixer = Fixer::new(application, source);
    let judged = |pod| JudgedPod::new(pod, environment, &form, &fixer);
    look(&JudgedApplication {
        application,
        conf: &submission.conf,
        version: submission.version,
        is_version_known: submission.is_version_known,
        pods: submission.pods.iter().map(judged).collect(),
        form: &form,
        fixer: &fixer,
    })
}

impl<'d> JudgedApplication<'_, 'd> {
    /// True where the Spark operator of `sparkoperator.k8s.io` runs it.
    #[must_use]
    pub fn is_of_kubeflow(&self) -> bool {
        self.application.kind.spec().operator == Operator::Kubeflow
    }

    /// The setting that makes it a client of a standalone cluster, whose workers run its executors. The
    /// operator of `sparkoperator.k8s.io` names the master itself.
    #[must_use]
    pub fn standalone_master(&self) -> Option<&Setting<'d>> {
        let master = self.conf.get("spark.master")?;
        let is_standalone = !self.is_of_kubeflow() && master.value.starts_with("spark://");
        is_standalone.then_some(master)
    }

    /// True where the driver runs all tasks itself, in one process.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let driver_master = self.conf.get("spark.kubernetes.driver.master");
        let own = || {
            self.conf
                .get("spark.master")
                .filter(|_| !self.is_of_kubeflow())
        };
        let master = driver_master.or_else(own);
        master.is_some_and(|master| master.value.starts_with("local"))
    }

    /// True where the operator's webhook puts fields of roles into the pods, and checks them.
    #[must_use]
    pub fn has_role_fields(&self) -> bool {
        self.application.kind.spec().has_role_fields
    }
}
