# The release fills in VERSION and the checksums, and publishes this file in the tap.
class SparkEciLint < Formula
  desc "Linter for Apache Spark on Alibaba Cloud ECI"
  homepage "https://github.com/spark-eci-lint/spark-eci-lint"
  version "VERSION"
  license "Apache-2.0"

  on_macos do
    on_arm do
      url "https://github.com/spark-eci-lint/spark-eci-lint/releases/download/vVERSION/spark-eci-lint-aarch64-apple-darwin.tar.gz"
      sha256 "SHA256_AARCH64_APPLE_DARWIN"
    end
    on_intel do
      url "https://github.com/spark-eci-lint/spark-eci-lint/releases/download/vVERSION/spark-eci-lint-x86_64-apple-darwin.tar.gz"
      sha256 "SHA256_X86_64_APPLE_DARWIN"
    end
  end
  on_linux do
    on_arm do
      url "https://github.com/spark-eci-lint/spark-eci-lint/releases/download/vVERSION/spark-eci-lint-aarch64-unknown-linux-musl.tar.gz"
      sha256 "SHA256_AARCH64_UNKNOWN_LINUX_MUSL"
    end
    on_intel do
      url "https://github.com/spark-eci-lint/spark-eci-lint/releases/download/vVERSION/spark-eci-lint-x86_64-unknown-linux-musl.tar.gz"
      sha256 "SHA256_X86_64_UNKNOWN_LINUX_MUSL"
    end
  end

  def install
    bin.install "spark-eci-lint"
    generate_completions_from_executable(bin/"spark-eci-lint", "completions")
    system bin/"spark-eci-lint", "man", "--output", buildpath/"man"
    man1.install Dir[buildpath/"man/*.1"]
  end

  test do
    (testpath/"a.yaml").write <<~YAML
      apiVersion: sparkoperator.k8s.io/v1beta2
      kind: SparkApplication
      metadata: {name: a}
      spec: {driver: {cores: 1}, executor: {cores: 1}}
    YAML
    assert_match "ECI101", shell_output("#{bin}/spark-eci-lint --format concise a.yaml", 1)
  end
end
