//! The styles in which scalars are written. Knows neither texts nor trees.

/// How a scalar is written, which decides how its text is unescaped and how a replacement must be escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A number, boolean or null of JSON or TOML; also what arrays and objects carry.
    Bare,
    /// A JSON string.
    Json,
    /// A YAML scalar without quotes.
    Plain,
    /// A YAML scalar in single quotes.
    Single,
    /// A YAML scalar in double quotes.
    Double,
    /// A YAML block scalar: `|` and `>`.
    Block,
    /// Any string of TOML.
    Toml,
    /// A string of HCL in quotes.
    Hcl,
    /// A heredoc of HCL, without its markers: `<<EOT`.
    Heredoc,
    /// A heredoc whose indentation is not part of the text: `<<-EOT`.
    HeredocIndented,
    /// A string of HCL in quotes that Terraform completes. In its text each byte that Terraform fills in is a `1`.
    HclTemplate,
    /// As [`Style::HclTemplate`], a heredoc.
    HeredocTemplate,
    /// Like [`Style::HclTemplate`], a heredoc whose indentation is not part of the text.
    HeredocIndentedTemplate,
    /// A string of JSON that Terraform reads as a template: `.tf.json`.
    HclJson,
    /// As [`Style::HclTemplate`], a string of [`Style::HclJson`].
    HclJsonTemplate,
    /// A string of HCL in quotes, in an interpolation of [`Style::HclJson`].
    HclWithinJson,
    /// A string of JSON in the text of another string.
    JsonWithin(Host),
    /// All of a file, which is a text as it is.
    Whole,
}

/// The kind of string that contains embedded JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// [`Style::Hcl`]
    Hcl,
    /// [`Style::Heredoc`] or [`Style::HeredocIndented`]
    Heredoc,
    /// [`Style::HclJson`]
    HclJson,
}

impl Style {
    /// Whether Terraform completes the text, so that only a part of it is known.
    #[must_use]
    pub fn has_holes(self) -> bool {
        self != self.without_holes()
    }

    /// Whether it is a heredoc, which has its marker on the line before its text.
    #[must_use]
    pub fn is_heredoc(self) -> bool {
        matches!(self.without_holes(), Style::Heredoc | Style::HeredocIndented)
    }

    /// The style of the same string without holes.
    pub(crate) fn without_holes(self) -> Self {
        match self {
            Style::HclTemplate => Style::Hcl,
            Style::HeredocTemplate => Style::Heredoc,
            Style::HeredocIndentedTemplate => Style::HeredocIndented,
            Style::HclJsonTemplate => Style::HclJson,
            other => other,
        }
    }
}
