//! The parts of Archy YAML, of which the tables of actions and of flows consist.

use crate::text::compare::{is_one_edit, is_reordered};

/// The value of a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// `lit`, `exp` or `noValue`.
    Setting,
    /// A setting without which the action does nothing.
    Needed,
    /// A setting that may be a bare value as well.
    Loose,
    /// `var` or `noValue`.
    Output,
    /// Outputs by their names.
    Outputs,
    /// `category: {NAME: {dataAction: {NAME: …}}}`
    Category,
    /// A module or bot by its name, then by its version.
    Versions,
    Script,
    Statements,
    Evaluate,
    /// A queue or a setting for one.
    Queue,
    /// A flow by its name.
    Flow,
    /// A value that is not looked at.
    Any,
    /// A data table by its name.
    Table,
    /// A mapping with these keys.
    Keys(Keys),
    /// Mappings with these keys, each below another name, in a mapping or a list.
    Each(Keys),
    /// A list of mappings, each below the same key.
    Items(&'static str, Keys),
    /// Variables: each below the key of its kind.
    Variables,
    /// Settings of actions by their keys.
    Defaults,
}

/// The keys of a mapping, and what is below each.
pub(crate) type Keys = &'static [(&'static str, Part)];

impl Part {
    /// Whether the action does nothing without it.
    pub(crate) fn is_needed(self) -> bool {
        use Part::{Category, Evaluate, Flow, Needed, Queue, Script, Statements, Table, Versions};
        matches!(self, Needed | Category | Versions | Script | Statements | Evaluate | Queue | Flow | Table)
    }

    /// Whether a newer form may have several of it.
    pub(crate) fn is_one_setting(self) -> bool {
        matches!(self, Part::Setting | Part::Needed | Part::Loose | Part::Output | Part::Queue | Part::Flow)
    }
}

/// The forms in which Archy YAML writes a value.
const FORMS: [&str; 6] = ["lit", "exp", "noValue", "var", "tts", "prompt"];

/// Other words for them.
const LONGER: [(&str, &str); 7] = [
    ("literal", "lit"),
    ("expr", "exp"),
    ("expression", "exp"),
    ("variable", "var"),
    ("noValues", "noValue"),
    ("no_value", "noValue"),
    ("no-value", "noValue"),
];

/// The form that an author most likely meant who wrote another word for it: `expr`, `litt`, `literal`.
pub(crate) fn form(word: &str) -> Option<&'static str> {
    const LONGEST: usize = 10;
    // Words that may be forms of their own, or short for `value`.
    const OTHERS: [&str; 6] = ["list", "text", "exit", "ext", "prompts", "val"];
    if FORMS.contains(&word) || OTHERS.contains(&word) || word.len() > LONGEST {
        return None;
    }
    if let Some((_, form)) = LONGER.iter().find(|(longer, _)| longer.eq_ignore_ascii_case(word)) {
        return Some(form);
    }
    let same = |form: &&str| form.eq_ignore_ascii_case(word);
    let is_slip = |form: &&str| {
        // A word with another first letter may be another word.
        let begins_alike = word.as_bytes().first() == form.as_bytes().first();
        word.len() > 1
            && is_one_edit(word, form)
            && (word.len() != form.len() || begins_alike || is_reordered(word, form))
    };
    FORMS.into_iter().find(|form| same(form)).or_else(|| FORMS.into_iter().find(|form| is_slip(form)))
}
