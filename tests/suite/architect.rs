//! The grammar of Architect expressions: texts and their trees, texts and their mistakes.

use flowvet::expr::architect::{NodeId, NodeKind, Problem, Tree, parse};
use proptest::prelude::*;

/// A tree as nested lists.
fn tree(text: &str) -> String {
    let tree = parse(text);
    tree.root().map_or_else(String::new, |root| list(&tree, root))
}

fn list(tree: &Tree<'_>, id: NodeId) -> String {
    let node = tree.node(id).unwrap();
    let head = match node.kind {
        NodeKind::Unknown => "?".to_owned(),
        NodeKind::Boolean(_) | NodeKind::NotSet | NodeKind::Integer | NodeKind::Decimal | NodeKind::Text => {
            return tree.slice(node.span).to_owned();
        }
        NodeKind::Variable { scope, name } => return format!("{}.{}", tree.slice(scope), tree.slice(name)),
        NodeKind::Member { name } => format!(".{}", tree.slice(name)),
        NodeKind::Index => "[]".to_owned(),
        NodeKind::Call { name } => format!("{}()", tree.slice(name)),
        NodeKind::Unary(operator) | NodeKind::Binary { operator, .. } => operator.sign().to_owned(),
        NodeKind::Conditional => "?:".to_owned(),
        NodeKind::Group => "group".to_owned(),
    };
    let children: Vec<String> = tree.children(node).iter().map(|child| list(tree, *child)).collect();
    if children.is_empty() { head } else { format!("({head} {})", children.join(" ")) }
}

/// The mistakes in a text, each with what it covers.
fn mistakes(text: &str) -> Vec<(Problem, &str)> {
    let tree = parse(text);
    tree.errors.iter().map(|error| (error.problem, &text[error.span.range()])).collect()
}

#[track_caller]
fn means(text: &str, expected: &str) {
    assert_eq!(mistakes(text), [], "{text}");
    assert_eq!(tree(text), expected, "{text}");
}

/// The first mistake of a text and what it covers.
#[track_caller]
fn has(text: &str, problem: &str, covered: &str) {
    let found = mistakes(text);
    let first = found.first().map(|(problem, covered)| (format!("{problem:?}"), *covered));
    assert_eq!(first, Some((problem.to_owned(), covered)), "{text}");
}

#[test]
fn operators_bind_as_in_the_grammar() {
    means("1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)");
    means("-2 ^ 2", "(^ (- 2) 2)");
    means("2 ^ 3 ^ 2", "(^ 2 (^ 3 2))");
    means("!Flow.a == Flow.b", "(== (! Flow.a) Flow.b)");
    means("2 - -3", "(- 2 (- 3))");
    means("!-1", "(! (- 1))");
    means("7 & 3 | 4", "(| (& 7 3) 4)");
    means("1 | 2 == 3", "(| 1 (== 2 3))");
    means("Flow.a or Flow.b AND Flow.c", "(or Flow.a (and Flow.b Flow.c))");
    means("1 < 2 == 3 >= 4", "(== (< 1 2) (>= 3 4))");
    means("Flow.a or Flow.b ? 1 : 2", "(?: (or Flow.a Flow.b) 1 2)");
    means("10 % 3 / 2", "(/ (% 10 3) 2)");
}

#[test]
fn references_calls_and_literals() {
    means("Flow.order", "Flow.order");
    means("Call.CurrentQueue.name", "(.name Call.CurrentQueue)");
    means("Flow.\"my order\"", "Flow.my order");
    means("Flow.list[Count(Flow.list) - 1].id", "(.id ([] Flow.list (- (Count() Flow.list) 1)))");
    means("GetCurrentDateTimeUtc()", "GetCurrentDateTimeUtc()");
    means("Append ( \"a\" , \"b\\\"c\" )", "(Append() \"a\" \"b\\\"c\")");
    means("true", "true");
    means("NOT_SET", "NOT_SET");
    means(".5 + 5. + 1.25", "(+ (+ .5 5.) 1.25)");
    means("\"two\nlines\"", "\"two\nlines\"");
    means("Flow.größe + Flow.$x", "(+ Flow.größe Flow.$x)");
    means("F(Flow.a)[0]", "([] (F() Flow.a) 0)");
    means("", "");
    means(" \n", "");
}

#[test]
fn uncertain_syntax_is_not_a_mistake() {
    for text in [
        "True",
        "FALSE or not_set",
        "Flow.a // why",
        "/* why */ Flow.a",
        "Flow.a # why",
        "(Flow.a).id",
        "(Flow.list)[0]",
        "+5",
        "Flow.a ? Flow.b or Flow.c : Flow.d",
        "Flow.a ? 1 : Flow.b ? 2 : 3",
        "Flow.a ? Flow.b ? 1 : 2 : 3",
        "{{orders}}",
        "Flow.{{name}} + \"x\"",
        "{{prefix}}Orders(Flow.a)",
        "Flow.a {{operator}} Flow.b",
        "{{not}} Flow.a",
        "Append(\"{{text}}\", ${value})",
        "Flow.queue == <queue name>",
        "<expression>",
    ] {
        assert_eq!(mistakes(text), [], "{text}");
    }
}

#[test]
fn a_branch_that_may_be_read_in_two_ways_is_uncertain() {
    let uncertain = |text: &str| parse(text).nodes().filter(|(_, node)| node.is_uncertain).count();
    assert_eq!(uncertain("Flow.a ? 1 : Flow.b ? 2 : 3"), 2);
    assert_eq!(uncertain("Flow.a ? 1 : (Flow.b ? 2 : 3)"), 0);
    assert_eq!(uncertain("Flow.a ? Flow.b or Flow.c : Flow.d"), 2);
    assert_eq!(uncertain("Flow.a or Flow.b ? 1 : 2"), 0);
}

#[test]
fn brackets_and_quotes_must_close() {
    has("Upper(Flow.a", "Unclosed(Round)", "(");
    has("Flow.list[0", "Unclosed(Square)", "[");
    has("Append(\"x\", Upper(Flow.a)", "Unclosed(Round)", "(");
    has("F(Flow.list[0)", "Unclosed(Square)", "[");
    has("Upper(Flow.a))", "Unopened(Round)", ")");
    has("Flow.a]", "Unopened(Square)", "]");
    has("\"order", "UnclosedText", "\"");
    has("Append(\"Order: , Flow.a)", "UnclosedText", "\"");
    assert_eq!(mistakes("Append(\"Order: , Flow.a)").len(), 1);
    has("Append(Order \", Flow.a)", "BareWord", "Order");
    has("()", "EmptyBrackets", "()");
    has("Flow.list[]", "EmptyBrackets", "[]");
}

#[test]
fn strings_have_straight_double_quotes() {
    has("Flow.a == 'gold'", "SingleQuotes", "'gold'");
    has("Append(“Tier ”, Flow.a)", "CurlyQuotes", "“Tier ”");
    has("\"say \"\"hi\"\" now\"", "DoubledQuotes", "\"\"");
    has(r#"Replace(Flow.a, "\-", "")"#, "BadEscape", "\\-");
    has("it's", "BareWord", "it");
    means(r#""\t\r\n\\\"""#, r#""\t\r\n\\\"""#);
    assert_eq!(mistakes("F('a', 'b')").len(), 2);
}

#[test]
fn operators_of_other_languages() {
    has("Flow.a = 1", "ForeignOperator(Equal)", "=");
    has("Flow.a && Flow.b", "ForeignOperator(And)", "&&");
    has("Flow.a || Flow.b", "ForeignOperator(Or)", "||");
    has("Flow.a <> 3", "ForeignOperator(NotEqual)", "<>");
    has("Flow.a === 3", "ForeignOperator(Equal)", "===");
    has("Flow.a => 3", "ForeignOperator(GreaterOrEqual)", "=>");
    has("not Flow.a", "NotWord", "not");
    has("Not(Flow.a)", "NotWord", "Not");
    has("if Flow.a then 1 else 2", "BareWord", "if");
    has("Flow.a in Flow.b", "MissingOperator", "in");
    has("Flow.name.ToUpper()", "MethodCall", "ToUpper");
    has("\"a\".length", "MemberOfLiteral", ".length");
    has("[1, 2]", "Literal(Square)", "[");
    has("{\"a\": 1}", "Literal(Curly)", "{");
    has("Flow.a;", "Character", ";");
    has("Flow.a\u{a0}+ 1", "Character", "\u{a0}");
    has("1e5", "BadNumber", "1e5");
    has("0x1F + 1", "BadNumber", "0x1F");
    has("null", "BareWord", "null");
}

#[test]
fn operands_and_operators_alternate() {
    has("Append(\"Tier \" Flow.a)", "MissingComma", "Flow");
    has("Flow.a Flow.b", "MissingOperator", "Flow");
    has("Flow.a +", "MissingOperand", "+");
    has("* 2", "MissingOperand", "*");
    has("Flow.a and or Flow.b", "MissingOperand", "or");
    has("(1 +) 2", "MissingOperand", "+");
    has("F(1,)", "MissingArgument", ")");
    has("F(, 1)", "MissingArgument", ",");
    has("1, 2", "Comma", ",");
    has("(1, 2)", "Comma", ",");
    has("- -1", "RepeatedSign", "-");
    has("-!Flow.a", "RepeatedSign", "!");
    has("Flow.a ? 1", "MissingBranch", "?");
    has("Flow.a : 1", "LoneColon", ":");
    has("Flow.", "MissingName", ".");
    has("Flow._a", "Underscore", "_a");
    has("1234567890123456", "LongNumber", "1234567890123456");
    has("Gold", "BareWord", "Gold");
    has("Gold customer", "BareWord", "Gold");
}

/// What expressions are made of.
const PIECES: &str =
    r#"([-+*/%^&|~!=<>?:()\[\]{}.,"\\' a1]|"a"|Flow\.a|and |or |not |F\(|\{\{x\}\}|\$\{x\}|//|#|é|“){0,30}"#;

proptest! {
    #[test]
    fn any_text_has_a_tree_with_spans_inside_of_each_other(text in PIECES) {
        let tree = parse(&text);
        for (id, node) in tree.nodes() {
            prop_assert!(text.get(node.span.range()).is_some());
            for child in tree.children(node) {
                prop_assert!(child.index() < id.index());
            }
        }
        for error in &tree.errors {
            prop_assert!(text.get(error.span.range()).is_some());
        }
    }
}

/// Right expressions that faults are put into.
const RIGHT: [&str; 10] = [
    r#"Append("Order ", ToString(Flow.orderNumber), " of ", Upper(Flow.courier))"#,
    r#"If(IsNotSetOrEmpty(Flow.shelf), "none", Flow.shelf)"#,
    "Flow.parcels[Count(Flow.parcels) - 1]",
    r#"Contains(Lower(Task.title), "novel", true) and Task.copies > 0"#,
    r#"Replace(Replace(Flow.phone, "(", ""), ")", "")"#,
    r#"(Flow.weight + 1.5) * 3 <= 20 ? "light" : "heavy""#,
    r#"Substring(Call.Ani, FindString(Call.Ani, "+") + 1, 12)"#,
    r#"MakeList("north", "south")[0] == Flow.region"#,
    r#"AddDays(GetCurrentDateTimeUtc(), 14) > ToDateTime("2031-05-01T00:00:00Z")"#,
    "!IsSet(Flow.reader) or Length(Trim(Flow.reader)) == 0",
];

/// Where quotes and brackets that matter are: brackets outside of strings, and all quotes.
pub fn delimiters(text: &str) -> Vec<usize> {
    let mut in_text = false;
    let mut found = Vec::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            // What follows is a part of the string.
            letters.next();
        } else if letter == '"' {
            in_text = !in_text;
            found.push(at);
        } else if !in_text && "()[]".contains(letter) {
            found.push(at);
        }
    }
    found
}

#[test]
fn a_lost_quote_or_bracket_is_always_found() {
    for right in RIGHT {
        assert_eq!(mistakes(right), [], "{right}");
        for at in delimiters(right) {
            let wrong = format!("{}{}", &right[..at], &right[at + 1..]);
            assert_ne!(mistakes(&wrong), [], "{wrong}");
        }
    }
}
