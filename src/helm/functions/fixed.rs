//! Functions with random results, and those that make keys: each returns a fixed text of the right form.
//!
//! No rule reads a key or a password, and a linter must be deterministic.

use crate::gotemplate::{
    Call, Function, Text, Value,
    arguments::{at_least, exactly, int, list, text},
};

pub(super) fn get(name: &str) -> Option<Function> {
    Some(match name {
        "randAlphaNum" => |call, values| repeated(call, "randAlphaNum", values, "a1"),
        "randAlpha" => |call, values| repeated(call, "randAlpha", values, "a"),
        "randAscii" => |call, values| repeated(call, "randAscii", values, "a"),
        "randNumeric" => |call, values| repeated(call, "randNumeric", values, "1"),
        "randBytes" => rand_bytes,
        "randInt" => rand_int,
        "shuffle" => |_, values| {
            let [value] = exactly("shuffle", values)?;
            let value = text(value)?;
            Ok(Value::Text(Text::new(value.as_str(), value.trace().made())))
        },
        "uuidv4" => |_, values| {
            let [] = exactly("uuidv4", values)?;
            Ok(Value::text("00000000-0000-4000-8000-000000000000"))
        },
        "bcrypt" => |_, values| {
            let [password] = exactly("bcrypt", values)?;
            text(password)?;
            Ok(Value::text(BCRYPT))
        },
        "htpasswd" => htpasswd,
        "derivePassword" => |_, values| {
            let [_counter, _kind, _password, _user, _site] = exactly("derivePassword", values)?;
            Ok(Value::text("ZedaFaxcZaso9*"))
        },
        "genPrivateKey" => gen_private_key,
        "genCA" => |_, values| certificate::<2>("genCA", values),
        "genCAWithKey" => |_, values| certificate::<3>("genCAWithKey", values),
        "genSelfSignedCert" => |_, values| certificate::<4>("genSelfSignedCert", values),
        "genSelfSignedCertWithKey" => {
            |_, values| certificate::<5>("genSelfSignedCertWithKey", values)
        }
        "genSignedCert" => |_, values| certificate::<5>("genSignedCert", values),
        "genSignedCertWithKey" => |_, values| certificate::<6>("genSignedCertWithKey", values),
        "buildCustomCert" => build_custom_cert,
        "encryptAES" => |_, values| {
            aes(
                "encryptAES",
                values,
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            )
        },
        "decryptAES" => |_, values| aes("decryptAES", values, ""),
        _ => return None,
    })
}

const BCRYPT: &str = "$2a$10$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn repeated(
    call: &mut Call<'_>,
    name: &str,
    values: &[Value],
    letters: &str,
) -> Result<Value, String> {
    let [count] = exactly(name, values)?;
    let count = usize::try_from(int(count)?).unwrap_or(0);
    call.spend(count / 10 + 1)?;
    let text: String = letters.chars().cycle().take(count).collect();
    Ok(Value::text(&text))
}

fn rand_bytes(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let [count] = exactly("randBytes", values)?;
    let count =
        usize::try_from(int(count)?).map_err(|_| "runtime error: makeslice: len out of range")?;
    call.spend(count / 10 + 1)?;
    Ok(Value::text(&BASE64_STANDARD.encode(vec![0; count])))
}

fn rand_int(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [low, high] = exactly("randInt", values)?;
    let (low, high) = (int(low)?, int(high)?);
    if high <= low {
        return Err("invalid argument to Intn".to_owned());
    }
    Ok(Value::int(low))
}

fn htpasswd(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let ([user, password], _) = at_least("htpasswd", values)?;
    let user = text(user)?.as_str();
    text(password)?;
    if user.contains(':') {
        return Ok(Value::text(&format!("invalid username: {user}")));
    }
    Ok(Value::text(&format!("{user}:{BCRYPT}")))
}

fn pem(kind: &str) -> Text {
    let body = "A".repeat(64);
    Text::plain(&format!(
        "-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n"
    ))
}

fn gen_private_key(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [kind] = exactly("genPrivateKey", values)?;
    Ok(Value::Text(match text(kind)?.as_str() {
        "" | "rsa" => pem("RSA PRIVATE KEY"),
        "dsa" => pem("DSA PRIVATE KEY"),
        "ecdsa" => pem("EC PRIVATE KEY"),
        "ed25519" => pem("PRIVATE KEY"),
        other => Text::plain(&format!("Unknown type {other}")),
    }))
}

/// The first argument is a name; the second or the fourth is a number of days.
fn certificate<const N: usize>(name: &str, values: &[Value]) -> Result<Value, String> {
    let arguments: &[Value; N] = exactly(name, values)?;
    text(&arguments[0])?;
    if N < 4 {
        int(&arguments[1])?;
    } else {
        for names in &arguments[1..3] {
            if !matches!(names, Value::Nil) {
                list(names, "read names")?;
            }
        }
        int(&arguments[3])?;
    }
    Ok(key_pair())
}

fn key_pair() -> Value {
    let fields = [("Cert", "CERTIFICATE"), ("Key", "RSA PRIVATE KEY")];
    Value::map(fields.map(|(name, kind)| (name.to_owned(), Value::Text(pem(kind)))))
}

fn build_custom_cert(_: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [certificate, key] = exactly("buildCustomCert", values)?;
    text(certificate)?;
    text(key)?;
    Ok(key_pair())
}

fn aes(name: &str, values: &[Value], result: &str) -> Result<Value, String> {
    let [password, plain] = exactly(name, values)?;
    text(password)?;
    text(plain)?;
    Ok(Value::text(result))
}
