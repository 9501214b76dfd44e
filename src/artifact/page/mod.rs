//! Finds the attributes that web pages and scripts of other systems set: web messaging (`Database.set`), web chat
//! (`userData`), the Platform SDK and requests to the Platform API. Only object literals with constant keys are certain; a
//! computed key, a spread or a variable in place of the object is a use whose name is unknown. Knows nothing of what else
//! a page does.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use memchr::{memchr, memmem};
use rustc_hash::{FxHashMap, FxHashSet};

mod functions;
mod rest;

use super::{Access, ArtifactKind, AttributeUse, Facts, Scalar, SourceText, Text, Via, Within};
use crate::diagnostic::Place;
use crate::expr::javascript::{self, Token, TokenKind, argument_end, closer, closers};
use crate::syntax::Style;
use crate::text::Span;

/// One of these is in every text that sets attributes, so that other files are not read any further.
const MARKERS: [&str; 7] = [
    "customAttributes",
    "customFields",
    "userData",
    "ParticipantAttributes",
    "postConversations",
    "/participants/",
    "/conversations/",
];

/// A text with a longer line, in bytes, was written by a program: names in it are those of a library.
const LONGEST_LINE: usize = 5_000;

/// Reads a page or script; `None` if it sets no attribute. `is_markup`: only the script elements are read.
pub(super) fn read(text: &str, is_markup: bool) -> Option<Facts> {
    let is_marked = MARKERS.iter().any(|marker| memmem::find(text.as_bytes(), marker.as_bytes()).is_some());
    if !is_marked || text.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let mut uses = Vec::new();
    let whole = std::iter::once(0..text.len()).filter(|_| !is_markup);
    let elements = if is_markup { script_elements(text) } else { Vec::new() };
    for range in whole.chain(elements) {
        let script = text.get(range.clone()).unwrap_or_default();
        let tokens = javascript::tokens(script);
        let closers = closers(&tokens);
        let objects = Objects::of(script, &tokens);
        let (members, added) = (RefCell::default(), RefCell::default());
        let (openers, calls) = (OnceCell::new(), OnceCell::new());
        let (text, start, passed) = (script, range.start, RefCell::default());
        let (tokens, closers) = (tokens.as_slice(), closers.as_slice());
        let script = Script { text, start, tokens, closers, objects, members, added, openers, calls, passed };
        script.read(&mut uses);
    }
    (!uses.is_empty()).then(|| Facts { uses, ..Facts::new(ArtifactKind::Page) })
}

/// The byte ranges of the content of script elements, without templates and data (HTML Living Standard, 4.12.1).
fn script_elements(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let find = |what: &str, from: usize| Some(from + memmem::find(lower.as_bytes().get(from..)?, what.as_bytes())?);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(found_at) = lower.as_bytes().get(at..).and_then(|rest| memchr(b'<', rest)) {
        let open = at + found_at;
        let rest = lower.get(open..).unwrap_or_default();
        if rest.starts_with("<!--") {
            at = find("-->", open).map_or(text.len(), |end| end + 3);
        } else if rest.starts_with("<script") {
            let Some(start) = find(">", open).map(|end| end + 1) else { break };
            let end = find("</script", start).unwrap_or(text.len());
            let tag = lower.get(open..start).unwrap_or_default();
            if !tag.contains("json") && !tag.contains("template") {
                found.push(start..end);
            }
            at = end;
        } else {
            at = open + 1;
        }
    }
    found
}

/// The object literals that variables of a script are set to, and the members that are set in them later.
#[derive(Default)]
struct Objects<'a> {
    /// By the name of a variable, the `{` of its object literals, in order.
    opened: FxHashMap<&'a str, Vec<usize>>,
    /// The name of the variable by the `{`.
    names: FxHashMap<usize, &'a str>,
    /// By the name of a variable, the tokens of the keys in `name.key =` and `name["key"] =`, with the first token of the
    /// value.
    set: FxHashMap<&'a str, Vec<(usize, usize)>>,
}

impl<'a> Objects<'a> {
    fn of(script: &'a str, tokens: &[Token]) -> Self {
        let text = |at: usize| tokens.get(at).and_then(|it| script.get(it.range.clone())).unwrap_or_default();
        let is_word = |at: usize| tokens.get(at).is_some_and(|it| it.kind == TokenKind::Word);
        let mut objects = Objects::default();
        for at in (1..tokens.len()).filter(|at| text(*at) == "=") {
            let before = |back: usize| at.checked_sub(back).filter(|at| is_word(*at));
            let back = |back: usize| at.checked_sub(back).map(text).unwrap_or_default();
            // `x == y` and `x => y` set nothing.
            if matches!(text(at + 1), "=" | ">") || matches!(back(1), "=" | "!" | "<" | ">=") {
                continue;
            }
            let (is_member, is_indexed) = (back(2) == ".", back(1) == "]" && back(3) == "[");
            if let (true, Some(name)) = (is_member, before(3)) {
                objects.set.entry(text(name)).or_default().push((at - 1, at + 1));
            } else if let (true, Some(name)) = (is_indexed, before(4)) {
                objects.set.entry(text(name)).or_default().push((at - 2, at + 1));
            } else if let Some(name) = Self::variable(at, text, is_word).filter(|_| text(at + 1) == "{") {
                objects.opened.entry(text(name)).or_default().push(at + 1);
                objects.names.insert(at + 1, text(name));
            }
        }
        objects
    }

    /// The name before the `=` at a token, also before a type: `const body: Record<string, string> =`.
    fn variable(equals: usize, text: impl Fn(usize) -> &'a str, is_word: impl Fn(usize) -> bool) -> Option<usize> {
        /// A longer type is not looked through.
        const TYPE: usize = 16;
        let last = equals.checked_sub(1)?;
        let is_type = !is_word(last) || last.checked_sub(1).is_some_and(|before| text(before) == ":");
        if !is_type {
            return Some(last);
        }
        let declares = |at: &usize| matches!(text(*at), "const" | "let" | "var");
        let name = (last.saturating_sub(TYPE)..last).rev().find(declares)? + 1;
        (is_word(name) && text(name + 1) == ":").then_some(name)
    }
}

/// A script, which starts at byte `start` of its file.
struct Script<'a> {
    text: &'a str,
    start: usize,
    tokens: &'a [Token],
    closers: &'a [usize],
    objects: Objects<'a>,
    /// The results of [`Script::member`]: many calls may have the same object, which may have many members.
    members: RefCell<FxHashMap<(usize, &'static str), Option<usize>>>,
    /// The object literals whose members are uses already.
    added: RefCell<FxHashSet<(usize, Channel)>>,
    /// The token that opens the innermost brackets around each token, found if one of them is needed.
    openers: OnceCell<Vec<usize>>,
    /// The tokens at which a name is called, in the same way.
    calls: OnceCell<FxHashMap<&'a str, Vec<usize>>>,
    /// The object literals that calls of a function pass, by the position of the argument.
    passed: RefCell<FxHashMap<(&'a str, usize), Vec<usize>>>,
}

/// How attributes get from a script to a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Channel {
    Messaging,
    Chat,
    Api,
}

impl Channel {
    fn via(self) -> Via {
        match self {
            Channel::Messaging | Channel::Chat => Via::WebPage,
            Channel::Api => Via::PlatformApi,
        }
    }

    /// The name with which a key arrives at a flow.
    fn name(self, key: &str) -> String {
        match self {
            Channel::Messaging | Channel::Api => key.to_owned(),
            Channel::Chat => web_chat_name(key),
        }
    }
}

/// The key of a member of an object.
enum Key {
    /// A name, without its quotes; `None` for the scalar if it is not in quotes.
    Name(String, Range<usize>, Option<Range<usize>>),
    /// A computed key or a spread.
    Unknown(Range<usize>),
}

impl Script<'_> {
    fn read(&self, uses: &mut Vec<AttributeUse>) {
        for at in 0..self.tokens.len() {
            let word = self.word(at);
            let next = self.slice(at + 1);
            if word == "Genesys" && (next == "(" || next == "?.") {
                self.web_messaging(at + if next == "(" { 1 } else { 2 }, uses);
            } else if self.string(at) == "Genesys" && next == "]" && self.slice(at + 2) == "(" {
                self.web_messaging(at + 2, uses);
            } else if word == "webchat" && (next == ":" || next == "=") {
                self.add(self.member(self.resolve(at + 2), "userData"), Channel::Chat, uses);
            } else if word == "memberInfo" && (next == ":" || next == "=") {
                self.add(self.member(self.resolve(at + 2), "customFields"), Channel::Chat, uses);
            } else if word == "channel" && next == ":" {
                self.open_messaging(at + 2, uses);
            } else if let Some(channel) = self.nested(at) {
                self.assigned_below(at, channel, uses);
            } else if self.is_dot(at, 1) && self.slice(at + 1) == "(" {
                self.platform_sdk(word, at + 1, uses);
            }
        }
        self.requests(uses);
    }

    /// `Genesys("command", "Database.set", {messaging: {customAttributes: {…}}})`: own names, no prefix (observed in
    /// `GenesysCloudBlueprints`, `switch-voice-channel-to-web-messaging`).
    fn web_messaging(&self, open: usize, uses: &mut Vec<AttributeUse>) {
        let arguments = self.arguments(open);
        let text = |number: usize| arguments.get(number).map(|at| self.string(*at)).unwrap_or_default();
        if text(0) != "command" || !matches!(&*text(1), "Database.set" | "Database.update") {
            return;
        }
        let Some(data) = arguments.get(2) else { return };
        let attributes = self.below(*data, &["messaging", "customAttributes"]);
        self.add(attributes, Channel::Messaging, uses);
    }

    /// `channel: {metadata: {customAttributes: {…}}}` of an inbound open message: own names
    /// (<https://docs.ada.cx/docs/handoffs/genesys/custom-fields>).
    fn open_messaging(&self, channel: usize, uses: &mut Vec<AttributeUse>) {
        let metadata = self.member(self.resolve(channel), "metadata").map(|at| self.resolve(at));
        let attributes = metadata.and_then(|at| self.member(at, "customAttributes"));
        self.add(attributes.map(|at| self.resolve(at)), Channel::Messaging, uses);
    }

    /// Methods of the Platform SDK whose body has attributes (models of
    /// <https://github.com/MyPureCloud/platform-client-sdk-cli>).
    fn platform_sdk(&self, method: &str, open: usize, uses: &mut Vec<AttributeUse>) {
        let patches = method.starts_with("patchConversation") && method.ends_with("ParticipantAttributes");
        let (body, key) = match method {
            _ if patches => (2, "attributes"),
            "postConversationsCallbacks" => (0, "data"),
            "postConversationsCalls" | "postConversationsEmails" => (0, "attributes"),
            _ => return,
        };
        let Some(argument) = self.arguments(open).get(body).copied() else { return };
        self.add(self.below(argument, &[key]), Channel::Api, uses);
    }

    /// The token at which the value below some keys begins: that of the last key, or, on the way, of a value that is not
    /// an object literal, below which anything may be. `None` if a key is missing.
    fn below(&self, value: usize, keys: &[&'static str]) -> Option<usize> {
        let mut at = self.resolve(value);
        for key in keys {
            if self.slice(at) != "{" {
                break;
            }
            at = self.resolve(self.member(at, key)?);
        }
        Some(at)
    }

    /// The `{` of the object literal that a variable was last set to before a token; the token itself for all else.
    fn resolve(&self, at: usize) -> usize {
        let name = self.word(at);
        let is_alone =
            self.tokens.get(at + 1).is_none_or(|next| matches!(next.kind, TokenKind::Comma | TokenKind::Close));
        let set = self.objects.opened.get(name).filter(|_| is_alone).map_or(&[][..], Vec::as_slice);
        let before = set.partition_point(|object| *object < at);
        before.checked_sub(1).and_then(|last| set.get(last)).copied().unwrap_or(at)
    }

    /// Adds the members of the object at a token, once.
    fn add(&self, at: Option<usize>, channel: Channel, uses: &mut Vec<AttributeUse>) {
        let Some(at) = at.filter(|at| self.added.borrow_mut().insert((*at, channel))) else { return };
        let via = channel.via();
        let group = u32::try_from(uses.len()).unwrap_or(u32::MAX);
        let mut push = |name: SourceText, value: SourceText| {
            uses.push(AttributeUse { access: Access::Set, via, group, name, value: Some(value), target: None });
        };
        if self.slice(at) != "{" {
            let Some(token) = self.tokens.get(at) else { return };
            let unknown = || self.text(Text::Computed(self.at(&token.range).into()), &token.range);
            push(unknown(), unknown());
            // Others may call the function, too: what they pass stays unknown.
            for object in self.passed(at) {
                self.add(Some(object), channel, uses);
            }
            return;
        }
        for (key, value) in self.members(at).into_iter().chain(self.set_later(at)) {
            push(self.name(key, channel), self.value(value));
        }
    }

    fn name(&self, key: Key, channel: Channel) -> SourceText {
        let (name, range, quoted) = match key {
            Key::Name(name, range, quoted) => (Text::Literal(channel.name(&name).into()), range, quoted),
            Key::Unknown(range) => (Text::Computed(self.at(&range).into()), range, None),
        };
        // A prefix that the platform adds is not written here, so that the name cannot be replaced as a whole.
        let is_own = matches!(&name, Text::Literal(name) if self.at(&range) == name.as_str());
        let scalar = quoted.filter(|_| is_own).map(|quoted| self.scalar(&quoted));
        SourceText { scalar, ..self.text(name, &range) }
    }

    /// The channel whose attributes are the object at the end of a path of members: `data.messaging.customAttributes`.
    fn nested(&self, at: usize) -> Option<Channel> {
        let own = self.word(at);
        if !matches!(own, "customAttributes" | "userData") || !self.is_dot(at, 1) {
            return None;
        }
        let before = |back: usize| at.checked_sub(back).map(|at| self.word(at)).unwrap_or_default();
        match (own, before(2)) {
            ("userData", "webchat") => Some(Channel::Chat),
            ("customAttributes", "messaging") if self.text.contains("Database.") => Some(Channel::Messaging),
            ("customAttributes", "metadata") if before(4) == "channel" => Some(Channel::Messaging),
            _ => None,
        }
    }

    /// Adds what is assigned to such an object or to one of its members.
    fn assigned_below(&self, at: usize, channel: Channel, uses: &mut Vec<AttributeUse>) {
        let (key, equals) = match self.slice(at + 1) {
            "=" if self.sets(at + 1) => return self.add(Some(self.resolve(at + 2)), channel, uses),
            "." => (at + 2, at + 3),
            "[" => (at + 2, closer(self.closers, at + 1) + 1),
            _ => return,
        };
        let Some(token) = self.tokens.get(key).filter(|_| self.sets(equals)) else { return };
        let is_known = self.is_dot(key, 1) || token.kind == TokenKind::Text && equals == key + 2;
        let key = if is_known { self.key(token) } else { Key::Unknown(token.range.clone()) };
        let (name, value) = (self.name(key, channel), self.value(self.assigned_value(equals + 1)));
        let group = u32::try_from(uses.len()).unwrap_or(u32::MAX);
        uses.push(AttributeUse {
            access: Access::Set,
            via: channel.via(),
            group,
            name,
            value: Some(value),
            target: None,
        });
    }

    /// Whether a token is the `=` of an assignment: `x == y` and `x => y` set nothing.
    fn sets(&self, equals: usize) -> bool {
        self.slice(equals) == "=" && !matches!(self.slice(equals + 1), "=" | ">")
    }

    /// The tokens of an assigned value: one that is alone, else more than one.
    fn assigned_value(&self, value: usize) -> Range<usize> {
        let is_alone = matches!(self.slice(value + 1), ";" | "" | "}") || self.starts_line(value + 1);
        value..value + if is_alone { 1 } else { 2 }
    }

    /// The members of the object that the token `open` begins, each with the range of tokens of its value.
    fn members(&self, open: usize) -> Vec<(Key, Range<usize>)> {
        let close = closer(self.closers, open);
        let mut members = Vec::new();
        let mut at = open + 1;
        while let Some(token) = self.tokens.get(at).filter(|_| at < close) {
            let end = argument_end(self.tokens, self.closers, at, close);
            let range = self.range(at..end);
            match token.kind {
                TokenKind::Word | TokenKind::Number | TokenKind::Text if self.slice(at + 1) == ":" => {
                    members.push((self.key(token), at + 2..end));
                }
                // `{customerId}`: name and variable are the same.
                TokenKind::Word if at + 1 == end => members.push((self.key(token), at..end)),
                // A method, a getter.
                TokenKind::Word => {}
                _ => members.push(self.computed(at, end).unwrap_or((Key::Unknown(range), at..end))),
            }
            at = end + 1;
        }
        members
    }

    /// The member whose key is a string in brackets: `["customerId"]: x`.
    fn computed(&self, at: usize, end: usize) -> Option<(Key, Range<usize>)> {
        let key = self.tokens.get(at + 1).filter(|token| token.kind == TokenKind::Text)?;
        let is_whole = self.slice(at) == "[" && self.slice(at + 2) == "]" && self.slice(at + 3) == ":";
        is_whole.then(|| (self.key(key), at + 4..end))
    }

    /// The members that are set in the variable that the object literal at the token `open` is in, until the variable gets
    /// the next object literal. The first one has those before it, too.
    fn set_later(&self, open: usize) -> Vec<(Key, Range<usize>)> {
        let name = self.objects.names.get(&open).copied().unwrap_or_default();
        let opened = self.objects.opened.get(name).map_or(&[][..], Vec::as_slice);
        let set = self.objects.set.get(name).map_or(&[][..], Vec::as_slice);
        let before = |object: usize| set.partition_point(|(key, _)| *key < object);
        let own = opened.partition_point(|object| *object < open);
        let start = if own == 0 { 0 } else { before(open) };
        let end = opened.get(own + 1).map_or(set.len(), |next| before(*next));
        let set = set.get(start..end).unwrap_or_default();
        let members = set.iter().filter_map(|(key, value)| {
            let token = self.tokens.get(*key)?;
            let is_known = token.kind == TokenKind::Text || self.is_dot(*key, 1);
            let key = if is_known { self.key(token) } else { Key::Unknown(token.range.clone()) };
            Some((key, self.assigned_value(*value)))
        });
        members.collect()
    }

    /// Whether a token is the first in its line.
    fn starts_line(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let gap = before.zip(self.tokens.get(at)).map(|(before, token)| before.range.end..token.range.start);
        gap.is_some_and(|gap| self.at(&gap).contains('\n'))
    }

    fn key(&self, token: &Token) -> Key {
        if token.kind != TokenKind::Text {
            return Key::Name(self.at(&token.range).to_owned(), token.range.clone(), None);
        }
        let inside = self.inside(&token.range);
        Key::Name(javascript::unescape(self.at(&inside)), inside, Some(token.range.clone()))
    }

    /// The token at which the value of a member of the object at a token begins.
    fn member(&self, object: usize, key: &'static str) -> Option<usize> {
        if self.slice(object) != "{" {
            return None;
        }
        *self.members.borrow_mut().entry((object, key)).or_insert_with(|| {
            let mut members = self.members(object).into_iter();
            let found = members.find(|(own, _)| matches!(own, Key::Name(name, ..) if name == key));
            found.map(|(_, value)| value.start)
        })
    }

    /// The tokens at which the arguments of the call that `open` begins start.
    fn arguments(&self, open: usize) -> Vec<usize> {
        let close = closer(self.closers, open);
        let mut starts = Vec::new();
        let mut at = open + 1;
        while at < close && at < self.tokens.len() {
            starts.push(at);
            at = argument_end(self.tokens, self.closers, at, close) + 1;
        }
        starts
    }

    fn value(&self, tokens: Range<usize>) -> SourceText {
        let range = self.range(tokens.clone());
        let Some([token]) = self.tokens.get(tokens) else {
            return self.text(Text::Computed(self.at(&range).into()), &range);
        };
        let raw = self.at(&token.range);
        match token.kind {
            TokenKind::Text => {
                let inside = self.inside(&token.range);
                let scalar = Some(self.scalar(&token.range));
                let text = Text::Literal(javascript::unescape(self.at(&inside)).into());
                SourceText { scalar, ..self.text(text, &inside) }
            }
            TokenKind::Number => self.other_type(raw, &token.range),
            TokenKind::Word if matches!(raw, "true" | "false" | "null") => self.other_type(raw, &token.range),
            _ => self.text(Text::Computed(raw.into()), &token.range),
        }
    }

    fn other_type(&self, raw: &str, range: &Range<usize>) -> SourceText {
        SourceText { scalar: Some(self.scalar(range)), ..self.text(Text::OtherType(raw.into()), range) }
    }

    fn text(&self, text: Text, range: &Range<usize>) -> SourceText {
        SourceText { text, place: Place::at(self.span(range)), scalar: None, placeholders: Vec::new() }
    }

    /// A scalar that an edit writes in double quotes, which is a string of JavaScript, too.
    fn scalar(&self, range: &Range<usize>) -> Scalar {
        Scalar { style: Style::Json, span: self.span(range), copy: None, within: Within::Whole }
    }

    fn is_dot(&self, at: usize, before: usize) -> bool {
        let token = at.checked_sub(before).and_then(|at| self.tokens.get(at));
        token.is_some_and(|token| token.kind == TokenKind::Dot)
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).filter(|token| token.kind == TokenKind::Word).map_or("", |token| self.at(&token.range))
    }

    /// The text of the string at a token; empty if it is something else.
    fn string(&self, at: usize) -> String {
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Text);
        token.map(|token| javascript::unescape(self.at(&self.inside(&token.range)))).unwrap_or_default()
    }

    fn inside(&self, quoted: &Range<usize>) -> Range<usize> {
        javascript::inside(self.text, quoted)
    }

    /// The bytes from the first to the last of some tokens.
    fn range(&self, tokens: Range<usize>) -> Range<usize> {
        let found = self.tokens.get(tokens).unwrap_or_default();
        let (first, last) = (found.first(), found.last());
        first.zip(last).map_or(0..0, |(first, last)| first.range.start..last.range.end)
    }

    fn slice(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| self.at(&token.range))
    }

    fn at(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.start + range.start, self.start + range.end)
    }
}

/// How a key of `userData` arrives (Genesys developer blog, "Collecting and using customer information with web chat
/// widget version 2").
fn web_chat_name(key: &str) -> String {
    match key {
        "firstname" => "context.firstName".to_owned(),
        "lastname" => "context.lastName".to_owned(),
        _ if key.starts_with("context.") => key.to_owned(),
        _ => format!("context.{key}"),
    }
}
