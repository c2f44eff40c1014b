/// The operators that run Spark applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `kubeflow/spark-operator`: `sparkoperator.k8s.io`.
    Kubeflow,
    /// `apache/spark-kubernetes-operator`: `spark.apache.org`.
    Apache,
}
