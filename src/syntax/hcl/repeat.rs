//! Reads blocks with `for_each` once more for each of its members that are written out.

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure::{Block, BlockLabel, Structure};

use super::locals::{is_call, name};
use super::{Locals, Reader, Style};

/// The most members for which one block is read.
const MEMBERS: usize = 64;

/// A member of `for_each`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Each<'s> {
    pub key: &'s str,
    /// The key, if it is written as a string.
    written: Option<&'s Expression>,
    value: &'s Expression,
}

impl<'s> Each<'s> {
    /// `each.key` or `each.value`.
    pub(super) fn part(&self, name: &str) -> Option<&'s Expression> {
        match name {
            "key" => self.written,
            "value" => Some(self.value),
            _ => None,
        }
    }
}

impl<'s> Locals<'s> {
    /// The members of the value of a `for_each`; none if one of them is computed.
    fn members(&mut self, value: &'s Expression) -> Option<Vec<Each<'s>>> {
        let target = self.target(value).unwrap_or(value);
        if let Some(object) = self.object(target) {
            return members(object);
        }
        let Expression::FuncCall(call) = target else { return None };
        let only = call.args.iter().next().filter(|_| is_call(call, "toset") && call.args.len() == 1)?;
        let Expression::Array(items) = self.target(only).unwrap_or(only) else { return None };
        let item = |value: &'s Expression| match value {
            Expression::String(text) => Some(Each { key: text.as_str(), written: Some(value), value }),
            _ => None,
        };
        items.iter().map(item).collect()
    }
}

fn members(object: &Object) -> Option<Vec<Each<'_>>> {
    let members = object.iter().map(|(key, value)| {
        let written = match key {
            ObjectKey::Expression(key) => Some(key),
            ObjectKey::Ident(_) => None,
        };
        Some(Each { key: name(key)?, written, value: value.expr() })
    });
    members.collect()
}

impl<'s> Reader<'_, 's, '_> {
    /// Adds the block of a resource for each member of its `for_each`, under the key `for_each`: as the original under
    /// `resource`, but with the values of the member.
    pub(super) fn repeated(&mut self, block: &'s Block) {
        let is_wanted = |label: &BlockLabel| self.keys.repeated.contains(&label.as_str());
        if block.ident.as_str() != "resource" || !block.labels.first().is_some_and(is_wanted) {
            return;
        }
        let mut arguments = block.body.iter().filter_map(Structure::as_attribute);
        let Some(for_each) = arguments.find(|it| it.key.as_str() == "for_each") else { return };
        let whole = block.span().unwrap_or_default();
        let text = self.source.get(whole.clone()).unwrap_or_default();
        if !text.contains("each.value") && !text.contains("each.key") {
            return;
        }
        self.locals.are_inserted = true;
        let members = self.locals.members(&for_each.value).unwrap_or_default();
        self.locals.are_inserted = false;
        for each in members.into_iter().take(MEMBERS) {
            if !self.may_insert(whole.clone()) {
                break;
            }
            self.key(for_each.key.span(), Style::Bare);
            self.locals.each = Some(each);
            self.block_body(block);
        }
        self.locals.each = None;
    }
}
