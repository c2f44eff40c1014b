//! Messages that can be shown in another language.

use std::{
    borrow::Cow,
    fmt::{self, Write as _},
    hash::{Hash, Hasher},
    ops::Deref,
};

/// A message for people, in English. Made with `text!`, it can be translated.
///
/// The arguments are not kept as copies but as places in the English text: a run that reports in English, as most do,
/// pays nothing for the translation that it does not need.
#[derive(Clone)]
pub struct Text {
    shown: Cow<'static, str>,
    made: Option<Made>,
}

/// What a text was made of.
#[derive(Clone)]
struct Made {
    /// The English text with the names of the arguments in braces. Without arguments, a brace is only a brace.
    template: &'static str,
    /// In the order of the template.
    arguments: Vec<Argument>,
}

/// An argument: a part of the English text.
#[derive(Clone)]
struct Argument {
    start: usize,
    end: usize,
    /// For an argument that is a text itself. Its own arguments count from `start`.
    made: Option<Made>,
}

/// Makes a [`Text`] of an English template and its named arguments: `text!("missing `{field}`", field = name)`.
///
/// `text!("missing `{name}`", name)` is short for `name = name`. Braces are doubled as for [`format!`] where there are
/// arguments. That the names of the template and of the arguments are the same is checked when the crate is compiled.
/// The template is the key of the translation, so it must be a whole sentence or part of a sentence: no argument may be
/// an English word, unless it is a `Text` that is translated itself.
#[doc(hidden)]
#[macro_export]
macro_rules! text {
    ($template:literal $(,)?) => {
        $crate::text::Text::fixed($template)
    };
    ($template:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {{
        #[allow(unused_imports)]
        use $crate::text::Shown as _;
        const { $crate::text::check($template, &[$(stringify!($name)),+]) };
        $crate::text::Text::made(
            $template,
            &[$((stringify!($name), $crate::text::Wrap(&$crate::text!(@ $name $(= $value)?)).value())),+],
        )
    }};
    (@ $name:ident) => { $name };
    (@ $name:ident = $value:expr) => { $value };
}

/// The value of an argument.
#[doc(hidden)]
pub enum Value<'v> {
    Shown(&'v dyn fmt::Display),
    Text(&'v Text),
}

/// Finds out whether an argument is a text: a method of its own comes before one of a trait.
#[doc(hidden)]
pub struct Wrap<'v, T>(pub &'v T);

#[doc(hidden)]
pub trait Shown<'v> {
    fn value(self) -> Value<'v>;
}

impl<'v, T: fmt::Display> Shown<'v> for Wrap<'v, T> {
    fn value(self) -> Value<'v> {
        Value::Shown(self.0)
    }
}

impl<'v> Wrap<'v, Text> {
    #[doc(hidden)]
    #[must_use]
    pub fn value(self) -> Value<'v> {
        Value::Text(self.0)
    }
}

impl<'v> Wrap<'v, &'v Text> {
    #[doc(hidden)]
    #[must_use]
    pub fn value(self) -> Value<'v> {
        Value::Text(self.0)
    }
}

impl Text {
    /// A text without arguments.
    #[must_use]
    pub const fn fixed(template: &'static str) -> Self {
        Self {
            shown: Cow::Borrowed(template),
            made: Some(Made {
                template,
                arguments: Vec::new(),
            }),
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub fn made(template: &'static str, values: &[(&str, Value<'_>)]) -> Self {
        let mut shown = String::with_capacity(template.len() + 16 * values.len());
        let mut arguments = Vec::with_capacity(values.len());
        for piece in pieces(template) {
            let name = match piece {
                Piece::Plain(plain) => {
                    shown.push_str(plain);
                    continue;
                }
                Piece::Argument(name) => name,
            };
            let start = shown.len();
            let mut made = None;
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, Value::Shown(value))) => {
                    // A string takes all.
                    let _ = write!(shown, "{value}");
                }
                Some((_, Value::Text(text))) => {
                    shown.push_str(text);
                    made.clone_from(&text.made);
                }
                // `check` does not compile such a template.
                None => {}
            }
            let end = shown.len();
            arguments.push(Argument { start, end, made });
        }
        Self {
            shown: Cow::Owned(shown),
            made: Some(Made {
                template,
                arguments,
            }),
        }
    }

    /// What is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// The same in another language. `translation` gives the template of that language for an English one; what it does
    /// not know stays English.
    #[must_use]
    pub fn translated<'t>(&self, translation: &impl Fn(&'static str) -> Option<&'t str>) -> Self {
        let Some(made) = &self.made else {
            return self.clone();
        };
        let mut shown = String::new();
        made.write(&self.shown, translation, &mut shown);
        Self::from(shown)
    }

    /// Several texts as one: `a, b and c`. For short lists: each text contains the one before.
    #[must_use]
    pub fn listed(texts: impl IntoIterator<Item = Self>) -> Self {
        let mut texts = texts.into_iter().peekable();
        let Some(mut list) = texts.next() else {
            return Self::from(String::new());
        };
        while let Some(next) = texts.next() {
            list = match texts.peek() {
                Some(_) => crate::text!("{list}, {next}", list, next),
                None => crate::text!("{list} and {last}", list, last = next),
            };
        }
        list
    }
}

impl Made {
    fn write<'t>(
        &self,
        english: &str,
        translation: &impl Fn(&'static str) -> Option<&'t str>,
        out: &mut String,
    ) {
        let template = translation(self.template).unwrap_or(self.template);
        if self.arguments.is_empty() {
            out.push_str(template);
            return;
        }
        for piece in pieces(template) {
            let name = match piece {
                Piece::Plain(plain) => {
                    out.push_str(plain);
                    continue;
                }
                Piece::Argument(name) => name,
            };
            let own = pieces(self.template).filter_map(|piece| match piece {
                Piece::Argument(name) => Some(name),
                Piece::Plain(_) => None,
            });
            let mut own = own.zip(&self.arguments);
            let Some((_, argument)) = own.find(|(known, _)| *known == name) else {
                continue;
            };
            let english = &english[argument.start..argument.end];
            match &argument.made {
                Some(made) => made.write(english, translation, out),
                None => out.push_str(english),
            }
        }
    }
}

/// A piece of a template.
enum Piece<'t> {
    Plain(&'t str),
    Argument(&'t str),
}

fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let at = memchr::memchr2(b'{', b'}', rest.as_bytes()).unwrap_or(rest.len());
        let (plain, behind) = rest.split_at(at);
        if !plain.is_empty() {
            rest = behind;
            return Some(Piece::Plain(plain));
        }
        if rest.is_empty() {
            return None;
        }
        let is_argument = rest.starts_with('{') && !rest.starts_with("{{");
        if let Some((name, behind)) = rest[1..].split_once('}').filter(|_| is_argument) {
            rest = behind;
            return Some(Piece::Argument(name));
        }
        let brace = &rest[..1];
        rest = rest.get(2..).unwrap_or_default();
        Some(Piece::Plain(brace))
    })
}

/// Refuses a template whose arguments are not those.
///
/// # Panics
/// For such a template: this is for what is compiled.
#[doc(hidden)]
pub const fn check(template: &str, names: &[&str]) {
    let bytes = template.as_bytes();
    let mut used = 0_u64;
    let mut at = 0;
    while at < bytes.len() {
        let is_double = at + 1 < bytes.len() && bytes[at] == bytes[at + 1];
        match bytes[at] {
            b'{' | b'}' if is_double => at += 2,
            b'}' => panic!("a `}}` that is not doubled"),
            b'{' => {
                let start = at + 1;
                while at < bytes.len() && bytes[at] != b'}' {
                    at += 1;
                }
                assert!(at < bytes.len(), "a `{{` without its `}}`");
                let mut known = 0;
                while known < names.len() && !is_same(bytes, start, at, names[known].as_bytes()) {
                    known += 1;
                }
                assert!(known < names.len(), "a name in braces has no argument");
                used |= 1 << known;
                at += 1;
            }
            _ => at += 1,
        }
    }
    let mut known = 0;
    while known < names.len() {
        assert!(used & (1 << known) != 0, "an argument is not used");
        known += 1;
    }
}

const fn is_same(bytes: &[u8], start: usize, end: usize, name: &[u8]) -> bool {
    if end - start != name.len() {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        if bytes[start + at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.shown
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.shown, f)
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::from(String::new())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.shown == other.shown
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.shown == *other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.shown == **other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.shown == **other
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.shown.hash(state);
    }
}

/// A text that is shown as it is in every language.
impl From<String> for Text {
    fn from(shown: String) -> Self {
        Self {
            shown: Cow::Owned(shown),
            made: None,
        }
    }
}

impl From<&str> for Text {
    fn from(shown: &str) -> Self {
        Self::from(shown.to_owned())
    }
}

impl From<&String> for Text {
    fn from(shown: &String) -> Self {
        Self::from(shown.clone())
    }
}

impl From<Cow<'_, str>> for Text {
    fn from(shown: Cow<'_, str>) -> Self {
        Self::from(shown.into_owned())
    }
}

impl From<&Text> for Text {
    fn from(text: &Text) -> Self {
        text.clone()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.shown.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_another(text: &Text) -> String {
        let translation = |template: &'static str| match template {
            "the {role} lacks {what}" => Some("{what} 缺少（{role}）"),
            "`{name}: {{}}`" => Some("{{{name}}}"),
            "driver" => Some("Driver"),
            "{set}, as in `{x}`" => Some("{set}（{x}）"),
            _ => None,
        };
        text.translated(&translation).to_string()
    }

    #[test]
    fn arguments_are_shown_and_translated() {
        let role = text!("driver");
        let what = text!("`{name}: {{}}`", name = "labels");
        let text = text!("the {role} lacks {what}", role, what);
        assert_eq!(text, "the driver lacks `labels: {}`");
        assert_eq!(in_another(&text), "{labels} 缺少（Driver）");
        // A text without a translation keeps those of its arguments.
        let outer = text!("{text}: {number}", text, number = 3);
        assert_eq!(outer, "the driver lacks `labels: {}`: 3");
        assert_eq!(in_another(&outer), "{labels} 缺少（Driver）: 3");
        let outer = text!("{set}, as in `{x}`", set = outer, x = "x");
        assert_eq!(in_another(&outer), "{labels} 缺少（Driver）: 3（x）");
        assert_eq!(in_another(&Text::from("driver")), "driver");
    }

    #[test]
    fn braces_without_arguments_are_braces() {
        let text = text!("set `placement: {driver: off}`");
        assert_eq!(text, "set `placement: {driver: off}`");
        assert_eq!(in_another(&text), "set `placement: {driver: off}`");
    }

    #[test]
    fn texts_are_listed() {
        let listed = |names: &[&str]| Text::listed(names.iter().map(|name| Text::from(*name)));
        assert_eq!(listed(&[]), "");
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(listed(&["a", "b"]), "a and b");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
