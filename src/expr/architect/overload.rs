//! Finds the overload of a function or operator of the tables for the types of its arguments: returns the type of the
//! result, or the reason why no overload matches.

use std::borrow::Cow;

use crate::knowledge::expressions::{
    BOOLEAN, DECIMAL, Function, INTEGER, Knowledge, Limit, NOT_SET, Overload, Parameter, ResultRule, Type,
};

/// The reason why no overload accepts the arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misuse {
    /// There are too few or too many arguments; `most` is `None` where there may be any number.
    Count { least: usize, most: Option<usize> },
    /// The types of the arguments fit no overload; `wrong` is the position of the one that is to blame, and `wanted`
    /// what may be in its place, where that is clear.
    Types { given: Vec<Type>, wrong: Option<usize>, wanted: Vec<Type> },
    /// The literal at this position is not one that is allowed.
    Literal { position: usize, limit: Limit },
}

pub(super) enum Literal<'t> {
    Integer(i64),
    Text(Cow<'t, str>),
}

pub(super) struct Argument<'t> {
    pub of: Option<Type>,
    pub literal: Option<Literal<'t>>,
}

/// How well arguments fit an overload.
enum Fit {
    /// With the type of the result, where it is known.
    Yes(Option<Type>),
    Literal(usize, Limit),
    /// The position of the first argument of a wrong type, and whether it is the only one.
    Types(usize, bool),
    Count,
}

/// The type of the result, where it is known.
pub(super) fn resolve(function: &Function, arguments: &[Argument<'_>]) -> Result<Option<Type>, Misuse> {
    let fits: Vec<Fit> = function.overloads.iter().map(|overload| fit(overload, arguments)).collect();
    let mut results = fits.iter().filter_map(|fit| if let Fit::Yes(of) = fit { Some(*of) } else { None });
    if let Some(first) = results.next() {
        return Ok(first.filter(|_| results.all(|other| other == first)));
    }
    if function.known != Knowledge::Complete {
        return Ok(None);
    }
    let literal =
        fits.iter().find_map(|fit| if let Fit::Literal(at, limit) = fit { Some((*at, *limit)) } else { None });
    if let Some((position, limit)) = literal {
        return Err(Misuse::Literal { position, limit });
    }
    if fits.iter().all(|fit| matches!(fit, Fit::Count)) {
        let least = function.overloads.iter().map(least).min().unwrap_or_default();
        let most = function.overloads.iter().map(most).try_fold(0, |before, most| Some(before.max(most?)));
        return Err(Misuse::Count { least, most });
    }
    let Some(given) = arguments.iter().map(|argument| argument.of).collect::<Option<Vec<Type>>>() else {
        return Ok(None);
    };
    let (wrong, wanted) = wrong_argument(function, &fits);
    Err(Misuse::Types { given, wrong, wanted })
}

/// Whether the argument at a position must have a value: none of the overloads that take the arguments takes one that is not
/// set there. False where not all overloads are known.
pub(super) fn needs_value(function: &Function, arguments: &mut [Argument<'_>], position: usize) -> bool {
    let fitting = |arguments: &[Argument<'_>]| {
        function.overloads.iter().filter(|overload| matches!(fit(overload, arguments), Fit::Yes(_))).count()
    };
    if function.known != Knowledge::Complete || fitting(arguments) == 0 {
        return false;
    }
    let Some(argument) = arguments.get_mut(position) else { return false };
    let before = argument.of.replace(Type::plain(NOT_SET));
    let needs = fitting(arguments) == 0;
    if let Some(argument) = arguments.get_mut(position) {
        argument.of = before;
    }
    needs
}

/// The argument that alone is wrong in some overload, if it is the same in all such overloads, and what those want there.
fn wrong_argument(function: &Function, fits: &[Fit]) -> (Option<usize>, Vec<Type>) {
    let mut position = None;
    let mut wanted = Vec::new();
    for (overload, fit) in function.overloads.iter().zip(fits) {
        let Fit::Types(at, true) = fit else { continue };
        if position.is_some_and(|position| position != *at) {
            return (None, Vec::new());
        }
        position = Some(*at);
        if let Some(of) = parameter(overload, *at).map(|it| it.of).filter(|of| !wanted.contains(of)) {
            wanted.push(of);
        }
    }
    (position, wanted)
}

/// The parameter for the argument at a position.
fn parameter(overload: &Overload, position: usize) -> Option<&Parameter> {
    overload.parameters.get(position).or_else(|| overload.parameters.last().filter(|last| last.repeats))
}

fn least(overload: &Overload) -> usize {
    let all = overload.parameters.len();
    let may_be_absent = all > 1 && overload.parameters.last().is_some_and(|last| last.repeats);
    if may_be_absent { all - 1 } else { all }
}

fn most(overload: &Overload) -> Option<usize> {
    let repeats = overload.parameters.last().is_some_and(|last| last.repeats);
    (!repeats).then_some(overload.parameters.len())
}

fn fit(overload: &Overload, arguments: &[Argument<'_>]) -> Fit {
    if arguments.len() < least(overload) || most(overload).is_some_and(|most| arguments.len() > most) {
        return Fit::Count;
    }
    let parameters: Vec<&Parameter> = (0..arguments.len()).filter_map(|at| parameter(overload, at)).collect();
    let pairs = || parameters.iter().zip(arguments);
    let mut wrong = pairs().enumerate().filter(|(_, (parameter, argument))| !accepts(parameter, argument.of));
    if let Some((first, _)) = wrong.next() {
        return Fit::Types(first, wrong.next().is_none());
    }
    let mut broken = pairs().enumerate().filter_map(|(at, (parameter, argument))| {
        let literal = argument.literal.as_ref()?;
        Some((at, *parameter.limits.iter().find(|limit| !is_within(literal, **limit))?))
    });
    let literal = broken.next();
    let result = match common(overload.result, &parameters, arguments) {
        Ok(common) => match overload.result {
            ResultRule::Row | ResultRule::Same | ResultRule::Item => overload.returns,
            ResultRule::Branches => common.or(overload.returns),
            ResultRule::List => common.map(|of| Type { is_list: true, ..of }),
            ResultRule::Element => common.map(|of| Type { is_list: false, ..of }),
            ResultRule::ListOfFirst => arguments.first().and_then(|first| first.of),
        },
        Err(position) => return Fit::Types(position, true),
    };
    literal.map_or(Fit::Yes(result), |(at, limit)| Fit::Literal(at, limit))
}

/// Whether an argument of a type may be given for a parameter.
fn accepts(parameter: &Parameter, of: Option<Type>) -> bool {
    let Some(of) = of else { return true };
    if of == Type::plain(NOT_SET) {
        return parameter.accepts_not_set || parameter.of.code == NOT_SET;
    }
    let is_one_of = match parameter.of.code {
        "any" => true,
        "acp" => of.code.starts_with("cpx_"),
        "apa" => matches!(of.code, "aud" | "pmt"),
        code => code == of.code,
    };
    is_one_of && parameter.of.is_list == of.is_list
}

/// The type that all arguments of any type have in common, where the rule wants one; the position of the first that
/// differs otherwise. Whether integers and decimals may be mixed is not known, so they may, and have nothing in common.
fn common(rule: ResultRule, parameters: &[&Parameter], arguments: &[Argument<'_>]) -> Result<Option<Type>, usize> {
    let counts = |parameter: &Parameter| match rule {
        ResultRule::Row => false,
        ResultRule::Element => parameter.of.is_list,
        ResultRule::Item | ResultRule::ListOfFirst => true,
        ResultRule::Branches | ResultRule::Same | ResultRule::List => {
            // A condition is not one of the values.
            parameter.of.code != BOOLEAN
        }
    };
    let by_item = matches!(rule, ResultRule::Item | ResultRule::ListOfFirst | ResultRule::Element);
    let mut common: Option<Type> = None;
    let mut is_known = true;
    for (position, (parameter, argument)) in parameters.iter().zip(arguments).enumerate() {
        // A position, a count or a flag next to the items.
        let is_other = matches!(rule, ResultRule::Item | ResultRule::ListOfFirst | ResultRule::Element)
            && matches!(parameter.of.code, INTEGER | BOOLEAN);
        if !counts(parameter) || is_other {
            continue;
        }
        let Some(of) = argument.of else {
            is_known = false;
            continue;
        };
        if of == Type::plain(NOT_SET) {
            continue;
        }
        let of = if by_item { Type { is_list: false, ..of } } else { of };
        match common {
            None => common = Some(of),
            Some(before) if before == of => {}
            Some(before) if is_number(before) && is_number(of) && before.is_list == of.is_list => is_known = false,
            Some(_) => return Err(position),
        }
    }
    Ok(common.filter(|_| is_known))
}

fn is_number(of: Type) -> bool {
    matches!(of.code, INTEGER | DECIMAL)
}

fn is_within(literal: &Literal<'_>, limit: Limit) -> bool {
    match (literal, limit) {
        (Literal::Integer(value), Limit::Range(least, most)) => (least..=most).contains(value),
        (Literal::Integer(value), Limit::NotZero) => *value != 0,
        (Literal::Text(text), Limit::CurrencyCode) => {
            text.len() == 3 && text.bytes().all(|it| it.is_ascii_alphabetic())
        }
        _ => true,
    }
}
