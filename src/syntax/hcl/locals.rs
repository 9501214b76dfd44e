//! Inserts the values of `locals` where an argument names them, as far as they are written out in the same file or in
//! others of the module that were read with it.

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::structure::{Body, Structure};
use hcl_edit::template::{Element, StringTemplate};
use rustc_hash::FxHashMap;

use super::repeat::Each;
use super::{Form, Included, IncludedForm, Limits, Reader, Value, ValueKind, exceeded_limit, json, recover};

/// How many locals may name each other in turn.
const DEPTH: usize = 8;

/// Bounds the work for all of a file: members that are looked at, and nodes that are inserted.
const STEPS: usize = 100_000;

/// The local values of a file.
#[derive(Debug, Default)]
pub(super) struct Locals<'s> {
    values: FxHashMap<&'s str, &'s Expression>,
    /// Whether the argument that is being read takes them.
    pub(super) are_inserted: bool,
    /// The member of `for_each` for which a block is read.
    pub(super) each: Option<Each<'s>>,
    depth: usize,
    steps: usize,
}

impl<'s> Locals<'s> {
    /// Those of a file, and of the other files of its module.
    pub(super) fn of(body: &'s Body, others: Option<&'s Body>, in_json: Option<&'s Body>) -> Self {
        let mut values: FxHashMap<_, _> = written(body).collect();
        // Terraform refuses a name that two files define.
        let in_json = in_json.into_iter().flat_map(Body::iter).filter_map(Structure::as_attribute);
        let in_json = in_json.map(|it| (it.key.as_str(), &it.value));
        for (name, value) in others.into_iter().flat_map(written).chain(in_json) {
            values.entry(name).or_insert(value);
        }
        Locals { values, steps: STEPS, ..Locals::default() }
    }

    /// The expression that `expression` certainly stands for: that of `local.name`, of a member of it, of
    /// `lookup(local.name, "key")`, or of `each.value`.
    pub(super) fn target(&mut self, expression: &'s Expression) -> Option<&'s Expression> {
        if !self.are_inserted {
            return None;
        }
        let mut target = self.step(expression)?;
        for _ in 0..DEPTH {
            match self.step(target) {
                Some(next) => target = next,
                None => return Some(target),
            }
        }
        None
    }

    fn step(&mut self, expression: &'s Expression) -> Option<&'s Expression> {
        self.steps = self.steps.checked_sub(1)?;
        match expression {
            Expression::Parenthesis(inner) => Some(inner.inner()),
            Expression::Traversal(traversal) => self.named(traversal),
            Expression::StringTemplate(template) => only(template),
            Expression::FuncCall(call) if is_call(call, "lookup") => {
                let mut arguments = call.args.iter();
                let (map, key, default) = (arguments.next()?, arguments.next()?, arguments.next());
                let key = self.text(key)?;
                let object = self.object(map)?;
                let is_known = object.iter().all(|(key, _)| name(key).is_some());
                Self::member(object, key).or(default.filter(|_| is_known))
            }
            // What they remove is not part of any template.
            Expression::FuncCall(call) if is_call(call, "trimspace") || is_call(call, "chomp") => {
                let mut arguments = call.args.iter();
                arguments.next().filter(|_| arguments.next().is_none())
            }
            _ => None,
        }
    }

    /// The value of `local.name.key["other key"]`, `local.name[each.key]` or `each.value.key`.
    fn named(&mut self, traversal: &'s Traversal) -> Option<&'s Expression> {
        let Expression::Variable(first) = &traversal.expr else { return None };
        let mut operators = traversal.operators.iter().map(hcl_edit::Decorated::value);
        let name = self.key(operators.next()?)?;
        let mut value = match first.as_str() {
            "local" => *self.values.get(name)?,
            "each" => self.each?.part(name)?,
            _ => return None,
        };
        for operator in operators {
            let object = self.object(value)?;
            value = Self::member(object, self.key(operator)?)?;
        }
        Some(value)
    }

    /// The key by which a part of a value is named.
    fn key(&mut self, operator: &'s TraversalOperator) -> Option<&'s str> {
        match operator {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            TraversalOperator::Index(key) => self.text(key),
            _ => None,
        }
    }

    /// The text that an expression is or names.
    fn text(&mut self, expression: &'s Expression) -> Option<&'s str> {
        let mut value = expression;
        for _ in 0..DEPTH {
            match value {
                Expression::String(text) => return Some(text.as_str()),
                Expression::Traversal(traversal) if is_each_key(traversal) => return Some(self.each?.key),
                _ => value = self.step(value)?,
            }
        }
        None
    }

    /// The object that an expression is or names.
    pub(super) fn object(&mut self, expression: &'s Expression) -> Option<&'s Object> {
        let mut value = expression;
        for _ in 0..DEPTH {
            if let Expression::Object(object) = value {
                self.steps = self.steps.checked_sub(object.len())?;
                return Some(object);
            }
            value = self.step(value)?;
        }
        None
    }

    /// The member with this key, if it is certain that no other is meant.
    fn member(object: &'s Object, wanted: &str) -> Option<&'s Expression> {
        let mut members = object.iter().filter(|(key, _)| name(key).is_none_or(|name| name == wanted));
        match (members.next(), members.next()) {
            (Some((key, value)), None) => name(key).map(|_| value.expr()),
            _ => None,
        }
    }

    /// The objects that `merge(…)` puts together.
    fn merged(&mut self, call: &'s FuncCall) -> Option<Vec<&'s Object>> {
        let is_merge = self.are_inserted && is_call(call, "merge");
        let objects: Vec<_> = call.args.iter().filter(|_| is_merge).map_while(|map| self.object(map)).collect();
        let is_certain = objects.iter().flat_map(|object| object.iter()).all(|(key, _)| name(key).is_some());
        (is_merge && is_certain && objects.len() == call.args.len()).then_some(objects)
    }
}

/// The local values that a file defines.
fn written(body: &Body) -> impl Iterator<Item = (&str, &Expression)> {
    let blocks = body.iter().filter_map(Structure::as_block).filter(|block| block.ident.as_str() == "locals");
    let attributes = blocks.flat_map(|block| block.body.iter().filter_map(Structure::as_attribute));
    attributes.map(|it| (it.key.as_str(), &it.value))
}

/// The local values that files in JSON define, as arguments of HCL at the places of the values; the rest is empty. A value
/// in JSON is also one in HCL, but for code in strings, whose quotes are escaped: such a value stays unknown.
pub(super) fn in_json(text: &str, included: &[Included]) -> Option<Body> {
    let mut arguments = String::new();
    for file in included.iter().filter(|file| file.form == IncludedForm::JsonDefinitions) {
        let (tree, errors) = json::parse(text.get(file.range.clone()).unwrap_or_default(), &Limits::default());
        let locals = tree.root().get("locals").filter(|_| errors.is_empty());
        let objects = locals.into_iter().flat_map(|locals| std::iter::once(locals).chain(locals.items()));
        let objects = objects.filter(|it| it.kind() == ValueKind::Object);
        for (key, value) in objects.flat_map(Value::members).filter(|(_, value)| !has_quoted_code(value.raw())) {
            // The key in its quotes and the colon are longer than this.
            let name = format!("\n{}=", key.scalar_text());
            let start = file.range.start + value.span().range().start;
            let gap = start.checked_sub(arguments.len() + name.len())?;
            arguments.extend(std::iter::repeat_n(' ', gap));
            arguments.extend([&name, value.raw(), "\n"]);
        }
    }
    let is_read = !arguments.is_empty() && exceeded_limit(&arguments).is_none();
    recover::parse(Some(arguments.as_str()).filter(|_| is_read)?).0
}

/// Whether a value in JSON may have code in a string whose quotes are escaped.
fn has_quoted_code(raw: &str) -> bool {
    raw.contains("\\\"") && raw.replace("$${", "").contains("${")
}

impl<'s> Reader<'_, 's, '_> {
    /// Adds the value that an expression stands for; returns false if that is not certain.
    pub(super) fn inserted(&mut self, expression: &'s Expression) -> bool {
        if self.locals.depth >= DEPTH {
            return false;
        }
        let id = self.builder.len();
        self.locals.depth += 1;
        let is_inserted = match (self.locals.target(expression), expression) {
            (Some(target), _) if !self.may_insert(target.span().unwrap_or_default()) => false,
            (Some(target), _) => {
                self.expression(target);
                self.builder.form(id, |form| if form == Form::Plain { Form::Reference } else { form });
                true
            }
            (None, Expression::FuncCall(call)) => self.merged(call),
            _ => false,
        };
        self.locals.depth -= 1;
        self.locals.steps = self.locals.steps.saturating_sub(self.builder.len() - id);
        is_inserted
    }

    fn merged(&mut self, call: &'s FuncCall) -> bool {
        let Some(objects) = self.locals.merged(call) else { return false };
        // What comes later wins.
        let members: Vec<_> = objects.iter().flat_map(|object| object.iter()).collect();
        let last: FxHashMap<_, _> = members.iter().enumerate().map(|(number, (key, _))| (name(key), number)).collect();
        if !members.iter().all(|(_, value)| self.may_insert(value.expr().span().unwrap_or_default())) {
            return false;
        }
        self.builder.open(ValueKind::Object, 0);
        for (number, (key, value)) in members.iter().enumerate() {
            if last.get(&name(key)) == Some(&number) {
                self.member(key, value.expr());
            }
        }
        let span = self.place(call.span().unwrap_or_default());
        self.builder.close_over(span);
        true
    }
}

pub(super) fn is_call(call: &FuncCall, name: &str) -> bool {
    !call.name.is_namespaced() && call.name.name.as_str() == name && !call.args.expand_final()
}

/// The expression in a string that consists of nothing else: `"${local.name}"`.
pub(super) fn only(template: &StringTemplate) -> Option<&Expression> {
    let mut elements = template.iter();
    match (elements.next(), elements.next()) {
        (Some(Element::Interpolation(whole)), None) => Some(&whole.expr),
        _ => None,
    }
}

fn is_each_key(traversal: &Traversal) -> bool {
    let is_each = matches!(&traversal.expr, Expression::Variable(name) if name.as_str() == "each");
    let mut operators = traversal.operators.iter().map(hcl_edit::Decorated::value);
    let is_key = matches!(operators.next(), Some(TraversalOperator::GetAttr(name)) if name.as_str() == "key");
    is_each && is_key && operators.next().is_none()
}

/// The text of a key; `None` if it is computed.
pub(super) fn name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(Expression::String(name)) => Some(name.as_str()),
        ObjectKey::Expression(_) => None,
    }
}
