//! Runs a program with resource limits and none of the user's environment.

use std::{
    ffi::OsString,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// The resource limits of a run.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) time: Duration,
    /// In bytes.
    pub(super) output: usize,
}

/// The memory limit. Go reserves more addresses than it uses.
const MEMORY: &str = "1GiB";
#[cfg(unix)]
const ADDRESSES_IN_KIB: u32 = 4 << 20;

/// The limit on standard error, in bytes.
const MAX_ERRORS: usize = 1 << 20;

/// Why a run failed: lower case, no full stop.
pub(super) type Failure = String;

/// Returns what a program prints. `home` is a folder that only this user can read.
pub(super) fn run(
    program: &Path,
    arguments: &[OsString],
    home: &Path,
    bounds: Bounds,
) -> Result<String, Failure> {
    let end = Instant::now() + bounds.time;
    let mut command = command(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    surround(&mut command, home)
        .map_err(|error| format!("cannot write to the temporary folder: {error}"))?;
    let mut child = command
        .spawn()
        .map_err(|error| format!("`{}` cannot be run: {error}", program.display()))?;
    let output = read(child.stdout.take(), bounds.output);
    let errors = read(child.stderr.take(), MAX_ERRORS);
    let ended = wait(&mut child, &output, end, bounds);
    // Its child processes may still be running, whether it has exited or not.
    end_all(&mut child);
    let (output, status) = ended?;
    let errors = errors
        .recv_timeout(Duration::from_secs(1))
        .unwrap_or_default();
    if status.success() {
        return String::from_utf8(output).map_err(|_| "helm printed invalid UTF-8".to_owned());
    }
    let errors = String::from_utf8_lossy(&errors);
    Err(match said(&errors) {
        Some(line) => format!("helm says: {line}"),
        None => format!("helm failed without an error message ({status})"),
    })
}

/// The line with the error, for a program that prints advice after it; otherwise the last line.
fn said(errors: &str) -> Option<String> {
    let lines = || errors.lines().map(str::trim);
    let line = lines()
        .rev()
        .find(|line| line.starts_with("Error: ") || line.starts_with("fatal error: "))
        .or_else(|| lines().rev().find(|line| !line.is_empty()))?;
    let line = line.strip_prefix("Error: ").unwrap_or(line);
    Some(line.chars().take(500).collect())
}

type Received = mpsc::Receiver<Vec<u8>>;

/// Reads to the end, or one byte more than the limit. If the pipe stays open, the thread is abandoned.
fn read(pipe: Option<impl Read + Send + 'static>, bound: usize) -> Received {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(bound as u64 + 1).read_to_end(&mut bytes);
        }
        let _ = sender.send(bytes);
    });
    receiver
}

fn wait(
    child: &mut Child,
    output: &Received,
    end: Instant,
    bounds: Bounds,
) -> Result<(Vec<u8>, std::process::ExitStatus), Failure> {
    let too_long = || {
        let seconds = bounds.time.as_secs_f32();
        format!("helm took longer than {seconds:.0} seconds")
    };
    let left = || end.saturating_duration_since(Instant::now());
    let bytes = output.recv_timeout(left()).map_err(|_| too_long())?;
    if bytes.len() > bounds.output {
        return Err(format!(
            "helm printed more than {} MiB",
            bounds.output >> 20
        ));
    }
    // It has closed its output and is about to exit.
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok((bytes, status)),
            Ok(None) if left().is_zero() => return Err(too_long()),
            Ok(None) => thread::sleep(Duration::from_millis(1)),
            Err(error) => return Err(format!("cannot wait for helm: {error}")),
        }
    }
}

fn surround(command: &mut Command, home: &Path) -> io::Result<()> {
    let folder = |name: &str| -> io::Result<PathBuf> {
        let folder = home.join(name);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    };
    let own = folder("home")?;
    command
        .current_dir(&own)
        .env_clear()
        .env("PATH", folder("path")?)
        .env("KUBECONFIG", own.join("kubeconfig"))
        .env("HELM_PLUGINS", folder("plugins")?)
        .env("HELM_NO_PLUGINS", "1")
        .env("HELM_REGISTRY_CONFIG", own.join("registry.json"))
        .env("HELM_REPOSITORY_CONFIG", own.join("repositories.yaml"))
        .env("HELM_REPOSITORY_CACHE", own.join("repositories"))
        .env("GOMEMLIMIT", MEMORY)
        .env("LC_ALL", "C");
    for name in [
        "HOME",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "HELM_CACHE_HOME",
        "HELM_CONFIG_HOME",
        "HELM_DATA_HOME",
    ] {
        command.env(name, &own);
    }
    let scratch = folder("scratch")?;
    for name in ["TMPDIR", "TEMP", "TMP"] {
        command.env(name, &scratch);
    }
    // Without it, Windows does not find its own libraries.
    if cfg!(windows)
        && let Some(root) = std::env::var_os("SystemRoot")
    {
        command.env("SystemRoot", root);
    }
    Ok(())
}

#[cfg(unix)]
fn command(program: &Path) -> Command {
    use std::os::unix::process::CommandExt;
    // A process can limit only itself and its children. If the system does not support one limit, the others still
    // apply.
    let script = format!(
        "ulimit -v {ADDRESSES_IN_KIB} 2>/dev/null; ulimit -t 60 2>/dev/null; ulimit -c 0 2>/dev/null; exec \"$0\" \"$@\""
    );
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(script).arg(program).process_group(0);
    command
}

#[cfg(not(unix))]
fn command(program: &Path) -> Command {
    Command::new(program)
}

#[cfg(unix)]
fn end_all(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(group) = group {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.wait();
}

#[cfg(not(unix))]
fn end_all(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run_script(script: &str, bounds: Bounds) -> Result<String, Failure> {
        let home = tempfile::tempdir().expect("a folder");
        let arguments = ["-c", script].map(OsString::from);
        run(Path::new("/bin/sh"), &arguments, home.path(), bounds)
    }

    const BOUNDS: Bounds = Bounds {
        time: Duration::from_mins(1),
        output: 100,
    };

    #[test]
    fn the_environment_is_not_passed_on() {
        let script = "read line && exit 1; set +f; for f in \"$HOME\"/* \"$PATH\"/* \"$HELM_PLUGINS\"/*; \
                      do [ -e \"$f\" ] && exit 2; done; [ -e \"$KUBECONFIG\" ] && exit 3; \
                      [ -z \"$CARGO_MANIFEST_DIR\" ] || exit 4; [ \"$(pwd)\" = \"$(cd \"$HOME\" && pwd)\" ] || exit 5; echo well";
        assert_eq!(run_script(script, BOUNDS).as_deref(), Ok("well\n"));
    }

    #[test]
    fn a_timeout_also_ends_child_processes() {
        let short = Bounds {
            time: Duration::from_millis(50),
            ..BOUNDS
        };
        for script in ["while :; do :; done", "while :; do :; done & echo $!; wait"] {
            let reason = run_script(script, short).expect_err("too long");
            assert!(reason.contains("took longer than"), "{reason}");
        }
    }

    #[test]
    fn output_beyond_the_limit_is_an_error() {
        let script = "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done";
        let reason = run_script(script, BOUNDS).expect_err("too much");
        assert!(reason.contains("printed more than"), "{reason}");
    }

    #[test]
    fn its_error_message_is_passed_on() {
        let says = |script: &str| run_script(script, BOUNDS).expect_err("a failure");
        assert_eq!(
            says("echo 'Error: no cores' >&2; echo >&2; echo 'Use --debug' >&2; exit 1"),
            "helm says: no cores"
        );
        assert_eq!(says("echo one >&2; echo two >&2; exit 1"), "helm says: two");
        assert!(says("exit 3").contains("without an error message"));
        let home = tempfile::tempdir().expect("a folder");
        let missing = run(&home.path().join("helm"), &[], home.path(), BOUNDS);
        assert!(missing.is_err_and(|reason| reason.starts_with("helm says: ")));
    }

    #[test]
    fn its_memory_is_limited() {
        let script = "ulimit -v";
        let limit = run_script(script, BOUNDS).expect("a limit");
        if cfg!(target_os = "linux") {
            assert_eq!(limit.trim(), ADDRESSES_IN_KIB.to_string());
        }
    }
}
