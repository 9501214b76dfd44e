//! Types and values of Architect expressions, and the tables that they come from.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::LazyLock;

use flowvet::expr::architect::{Misuse, Value, infer, parse};
use flowvet::knowledge::expressions::{self, FILES, Function, Knowledge, Limit, Overload, Type};

use super::shared;

fn rows(file: &str) -> Vec<Vec<&'static str>> {
    let (_, text) = FILES.iter().find(|(name, _)| *name == file).unwrap();
    text.lines().map(|line| line.split('\t').collect()).collect()
}

/// The type of a variable by its name: `Flow.strX` is a string, `Flow.strListX` a collection of such.
fn variable(_: &str, name: &str) -> Option<Type> {
    let code = name.get(..3)?;
    let of = expressions::type_of_code(code)?;
    Some(Type { is_list: name[3..].starts_with("List"), ..of })
}

/// The type of an expression, or what is wrong with it.
fn inferred(text: &str) -> String {
    let tree = parse(text);
    assert!(tree.errors.is_empty(), "{text}: {:?}", tree.errors);
    let types = infer(&tree, variable);
    if let Some((node, misuse)) = types.misuses.first() {
        let at = tree.slice(tree.node(*node).unwrap().span);
        return match misuse {
            Misuse::Count { least, most } => format!("{at}: count {least} {most:?}"),
            Misuse::Types { wrong, .. } => format!("{at}: types {wrong:?}"),
            Misuse::Literal { position, .. } => format!("{at}: literal {position}"),
        };
    }
    let of = tree.root().and_then(|root| types.of(root));
    of.map_or("unknown".into(), |of| format!("{}{}", of.code, if of.is_list { "[]" } else { "" }))
}

#[test]
fn types_go_from_the_leaves_to_the_root() {
    for (text, expected) in [
        ("\"a\" + Flow.strA", "str"),
        ("1 + 2.5", "dec"),
        ("7 / 2", "dec"),
        ("-Flow.durA", "dur"),
        ("Count(Flow.strListA) > 3", "bln"),
        ("Flow.strListA[0]", "str"),
        ("MakeList(1, 2)[0]", "int"),
        ("MakeList(\"a\", Flow.strA)", "str[]"),
        ("MakeEmptyList(ToString(NOT_SET))", "str[]"),
        ("If(Flow.blnA, \"a\", NOT_SET)", "str"),
        ("Flow.blnA ? Flow.queA : Flow.queB", "que"),
        ("Flow.queA.name", "str"),
        ("Call.Ani", "str"),
        ("Call.CurrentQueue.id", "str"),
        ("AddItem(Flow.intListA, 4)", "int[]"),
        ("GetAt(Flow.intListA, 0)", "int"),
        ("FindFirst(Flow.strListA, \"x\")", "int"),
        ("System.DateTime.dayOfWeek.monday == DayOfWeek(Flow.dtmA)", "bln"),
        ("upper(lower(Flow.strA))", "str"),
        ("(Flow.intA)", "int"),
        ("NOT_SET", "nts"),
    ] {
        assert_eq!(inferred(text), expected, "{text}");
    }
}

#[test]
fn unknown_values_are_never_wrong() {
    for text in [
        "Flow.thing",
        "Flow.thing + 1",
        "Upper(Flow.thing)",
        "BrandNew(1, \"a\")",
        "Upper(BrandNew(1))",
        "JsonParse(Flow.strA)",
        "Length(GetJsonObjectProperty(JsonParse(Flow.strA), \"a\"))",
        "{{x}} + 1",
        "Flow.blnA ? 1 : 2.5",
        "Flow.a ? 1 : Flow.b ? \"x\" : 3",
        "Flow.queA.newest",
        "MakeCommunication(1, 2, 3, 4)",
        "Find(Flow.thing, 3)",
    ] {
        assert!(!inferred(text).contains(':'), "{text}: {}", inferred(text));
    }
}

#[test]
fn arguments_that_match_no_overload() {
    for (text, expected) in [
        ("\"n\" + Flow.intA", "\"n\" + Flow.intA: types None"),
        ("Append(\"n\", Flow.intA)", "Append(\"n\", Flow.intA): types Some(1)"),
        ("Length(Flow.intA)", "Length(Flow.intA): types Some(0)"),
        ("Left(Flow.strA)", "Left(Flow.strA): count 2 Some(2)"),
        ("If(Flow.blnA, 1)", "If(Flow.blnA, 1): count 3 Some(3)"),
        ("GetCurrentDateTimeUtc(1)", "GetCurrentDateTimeUtc(1): count 0 Some(0)"),
        ("Count(Flow.strA) > 3", "Count(Flow.strA): types Some(0)"),
        ("!Flow.strA", "!Flow.strA: types Some(0)"),
        ("Flow.blnA and Flow.strA", "Flow.blnA and Flow.strA: types Some(1)"),
        ("Flow.strA & \" \"", "Flow.strA & \" \": types None"),
        ("AddDays(\"2031-01-01\", 1)", "AddDays(\"2031-01-01\", 1): types Some(0)"),
        ("Flow.intA == \"3\"", "Flow.intA == \"3\": types Some(1)"),
        ("MakeList(\"a\", 1)", "MakeList(\"a\", 1): types Some(1)"),
        ("Flow.strListA[\"0\"]", "Flow.strListA[\"0\"]: types None"),
        ("Upper(NOT_SET)", "Upper(NOT_SET): types Some(0)"),
        ("Left(Flow.strA, -1)", "Left(Flow.strA, -1): literal 1"),
        ("Flow.intA / 0", "Flow.intA / 0: literal 1"),
        ("Flow.decA % 0.0", "Flow.decA % 0.0: literal 1"),
        ("MakeDateTime(2031, 13, 1)", "MakeDateTime(2031, 13, 1): literal 1"),
        ("MakeCurrency(5, \"EURO\")", "MakeCurrency(5, \"EURO\"): literal 1"),
        ("Lower(Upper(1))", "Upper(1): types Some(0)"),
        ("Flow.thing ? Upper(1) : 2", "Upper(1): types Some(0)"),
    ] {
        assert_eq!(inferred(text), expected, "{text}");
    }
}

fn value(text: &str) -> String {
    match parse(text).value() {
        None => "-".into(),
        Some(Value::Text(text)) => format!("{text:?}"),
        Some(Value::Integer(value)) => value.to_string(),
        Some(Value::Boolean(value)) => value.to_string(),
        Some(Value::NotSet) => "NOT_SET".into(),
    }
}

#[test]
fn constant_expressions_have_values() {
    for (text, expected) in [
        (r#"Append("cust", "omerId")"#, r#""customerId""#),
        (r#""shelf" + "Mark""#, r#""shelfMark""#),
        (r#"If(true, "courier", Flow.a)"#, r#""courier""#),
        (r#"2 > 3 ? "more" : "less""#, r#""less""#),
        (r#"Append("row", ToString(3))"#, r#""row3""#),
        (r#"Append(NOT_SET, "a", NOT_SET)"#, r#""a""#),
        (r#"Upper("isbn") + Lower("-TEN")"#, r#""ISBN-ten""#),
        (r#"Substring("parcelId", 0, Length("parcel"))"#, r#""parcel""#),
        (r#"Right("parcelId", 2)"#, r#""Id""#),
        (r#"Replace("a b", " ", "_")"#, r#""a_b""#),
        (r#"Trim("  a ")"#, r#""a""#),
        (r#""{{prefix}}" + "Id""#, r#""{{prefix}}Id""#),
        (r#"!("a" == "b") and true"#, "true"),
        (r#"IsNotSetOrEmpty("")"#, "true"),
        ("-3 * 2", "-6"),
        // What the platform may do in another way, or what no one can know.
        (r#"Upper("größe")"#, "-"),
        (r#"Upper("{{prefix}}")"#, "-"),
        (r#""a" == "A""#, "-"),
        (r#""{{a}}" == "b""#, "-"),
        (r#"Append("a", Flow.b)"#, "-"),
        (r#"Append("a", 5)"#, "-"),
        ("7 / 2", "-"),
        (r#""a" "b""#, "-"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn tables_have_their_columns_and_sources() {
    let columns =
        [("functions.tsv", 9), ("invented.tsv", 4), ("sources.tsv", 4), ("types.tsv", 6), ("variables.tsv", 6)];
    let sources: Vec<&str> = rows("sources.tsv").iter().map(|row| row[0]).collect();
    for (file, count) in columns {
        let rows = rows(file);
        assert!(rows.iter().all(|row| row.len() == count), "{file}");
        let source = rows[0].iter().position(|column| *column == "source");
        let confidence = rows[0].iter().position(|column| *column == "confidence");
        for row in rows.iter().skip(1) {
            if let Some(source) = source {
                assert!(row[source].split('+').all(|key| sources.contains(&key)), "{file}: {row:?}");
            }
            if let Some(confidence) = confidence {
                assert!(["H", "M", "L"].contains(&row[confidence]), "{file}: {row:?}");
            }
        }
        let name = usize::from(file == "functions.tsv");
        let keys: Vec<_> = rows.iter().skip(1).map(|row| (row[..name].to_vec(), row[name].to_lowercase())).collect();
        let order = |kind: &str| ["function", "unary", "binary", "ternary"].iter().position(|it| *it == kind);
        let keys: Vec<_> = keys.iter().map(|(kind, name)| (kind.first().map(|kind| order(kind)), name)).collect();
        assert!(keys.is_sorted(), "{file}");
    }
}

#[test]
fn tables_know_their_types() {
    let types: Vec<&str> = rows("types.tsv").iter().skip(1).map(|row| row[0]).collect();
    // Newer than the table of types.
    let newer = ["com", "dat", "emg", "jsn", "tim", "tsl"];
    let known = |of: &str| types.contains(&of) || newer.contains(&of) || of == "?";
    for row in rows("functions.tsv").iter().skip(1) {
        let parameters = row[2].split(", ").filter(|it| !it.is_empty());
        for of in parameters.map(|it| it.split_once(": ").map_or(it, |(_, of)| of)).chain([row[3]]) {
            let of = of.trim_end_matches("...");
            let of = if of == "?" { of } else { of.trim_end_matches('?') };
            assert!(known(of.trim_end_matches("[]")), "{of} in {row:?}");
        }
    }
    for row in rows("variables.tsv").iter().skip(1) {
        assert!(known(row[1].trim_end_matches("[]")), "{row:?}");
    }
    for row in rows("types.tsv").iter().skip(1) {
        for (_, of) in row[3].split(", ").filter_map(|member| member.split_once(": ")) {
            assert!(known(of.trim_end_matches("[]")), "{of} in {row:?}");
        }
    }
}

#[test]
fn every_row_of_the_functions_is_read() {
    let overloads: usize = expressions::functions().iter().map(|function| function.overloads.len()).sum();
    let read = |row: &&Vec<&str>| row[0] == "function" && ["complete", "observed"].contains(&row[6]);
    assert_eq!(overloads, rows("functions.tsv").iter().filter(read).count());
    let limits = expressions::functions().iter().flat_map(|it| &it.overloads).flat_map(|it| &it.parameters);
    assert!(limits.clone().any(|it| it.limits == [Limit::Range(-53, 53), Limit::NotZero]));
    assert!(expressions::function("jsonparse").is_some_and(|it| it.known == Knowledge::Seen));
    assert!(expressions::function("toDate").is_some_and(|it| it.known == Knowledge::Rumour));
    assert_eq!(expressions::replacement_for("toupper"), Some("Upper"));
    assert!(expressions::type_of_kind("dateTimeCollection").is_some_and(|of| of.is_list && of.code == "dtm"));
}

/// A function or an operator, whether it is one, and one of its overloads.
type Row = (&'static Function, bool, &'static Overload);

/// All overloads by the type of their result.
static OVERLOADS: LazyLock<HashMap<Type, Vec<Row>>> = LazyLock::new(|| {
    let functions = expressions::functions().iter().map(|function| (function, false));
    let signs = ["+", "-", "*", "/", "^", "%", "==", "!=", ">", "<", ">=", "<=", "and", "or", "&", "|"];
    let operators = signs.iter().filter_map(|sign| expressions::operator(sign, 2)).map(|operator| (operator, true));
    let mut all: HashMap<Type, Vec<Row>> = HashMap::new();
    for (function, is_operator) in functions.chain(operators) {
        for overload in &function.overloads {
            all.entry(overload.returns.unwrap_or(Type::plain("?"))).or_default().push((
                function,
                is_operator,
                overload,
            ));
        }
    }
    all
});

/// Random numbers that are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let index = self.below(items.len());
        items[index]
    }

    /// An expression of a type, of so many levels at most, made of what the tables have.
    fn expression(&mut self, of: Type, depth: usize) -> String {
        let fitting = OVERLOADS.get(&of).map(Vec::as_slice).unwrap_or_default();
        if depth == 0 || fitting.is_empty() || self.below(4) == 0 {
            return self.leaf(of);
        }
        let (function, is_operator, overload) = self.pick(fitting);
        let any = self.pick(&["str", "int", "bln", "dtm", "que"]);
        let mut arguments = Vec::new();
        for parameter in &overload.parameters {
            for _ in 0..if parameter.repeats { 1 + self.below(3) } else { 1 } {
                let code = match parameter.of.code {
                    "any" => any,
                    "apa" => "aud",
                    code => code,
                };
                let of = Type { code, ..parameter.of };
                arguments.push(if parameter.accepts_not_set && self.below(8) == 0 {
                    "NOT_SET".to_owned()
                } else if parameter.limits.is_empty() {
                    self.expression(of, depth - 1)
                } else {
                    format!("Flow.{code}{}", if of.is_list { "List" } else { "" })
                });
            }
        }
        if is_operator {
            return format!("(({}) {} ({}))", arguments[0], function.name, arguments[1]);
        }
        let name = match self.below(3) {
            0 => function.name.to_lowercase(),
            1 => function.name.to_uppercase(),
            _ => function.name.to_owned(),
        };
        format!("{name}({})", arguments.join(self.pick_comma()))
    }

    fn pick_comma(&mut self) -> &'static str {
        self.pick(&[",", ", ", "\n , "])
    }

    fn leaf(&mut self, of: Type) -> String {
        let number = self.below(100);
        match (of.code, of.is_list, self.below(2)) {
            ("str", false, 0) => format!("\"row {number}\\n\""),
            ("int", false, 0) => (number + 1).to_string(),
            ("dec", false, 0) => format!("{number}.5"),
            ("bln", false, 0) => "true".to_owned(),
            ("str", true, 0) => "MakeList(\"a\", Flow.strB)".to_owned(),
            ("nts", ..) => "NOT_SET".to_owned(),
            ("lne", ..) => "Language.Gender.neuter".to_owned(),
            (code, is_list, _) => format!("Flow.{code}{}{number}", if is_list { "List" } else { "" }),
        }
    }
}

fn generated_expressions_are_right(count: usize) {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let types = ["str", "int", "dec", "bln", "dtm", "dur", "cur", "aud", "que", "usr", "skl", "pmt"];
    for _ in 0..count {
        let of = Type { code: random.pick(&types), is_list: false };
        let text = random.expression(of, 4);
        let tree = parse(&text);
        assert!(tree.errors.is_empty(), "{text}: {:?}", tree.errors);
        let types = infer(&tree, variable);
        assert!(types.misuses.is_empty(), "{text}: {:?}", types.misuses);
    }
}

#[test]
fn expressions_made_from_the_tables_are_right() {
    generated_expressions_are_right(10_000);
}

#[test]
#[ignore = "takes about 15 s without optimisation; `.ci/run` runs it"]
fn many_expressions_made_from_the_tables_are_right() {
    generated_expressions_are_right(100_000);
}

#[test]
fn misspelt_functions_are_found() {
    let mut random = Random(42);
    let (mut wrong, mut found) = (0, 0);
    for function in expressions::functions().iter().filter(|it| it.name.len() >= 5 && it.known != Knowledge::Rumour) {
        for _ in 0..40 {
            let mut letters: Vec<char> = function.name.chars().collect();
            let at = random.below(letters.len() - 1);
            match random.below(4) {
                0 => drop(letters.remove(at)),
                1 => letters.swap(at, at + 1),
                2 => letters.insert(at, letters[at]),
                _ => letters[at] = random.pick(&['q', 'x', 'e', 't']),
            }
            let name: String = letters.into_iter().collect();
            if name.to_lowercase() == function.name.to_lowercase() || expressions::function(&name).is_some() {
                continue;
            }
            wrong += 1;
            found += usize::from(expressions::meant(&name).or_else(|| expressions::replacement_for(&name)).is_some());
        }
    }
    assert!(wrong > 1000 && found * 100 >= wrong * 99, "{found} of {wrong}");
    for name in ["Resolve", "ToDate", "MakeDate", "FindGroup", "Log", "Abs", "Join", "Match", "Encode", "ToTime"] {
        assert_eq!(expressions::meant(name), None, "{name}");
    }
    assert_eq!(expressions::meant("apend"), Some("Append"));
    assert_eq!(expressions::meant("Lenght"), Some("Length"));
}

fn unescaped(text: &str) -> String {
    let mut letters = text.chars();
    let mut out = String::new();
    while let Some(letter) = letters.next() {
        out.push(match letter {
            '\\' => match letters.next().unwrap() {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            },
            letter => letter,
        });
    }
    out
}

#[test]
#[ignore = "needs ../shared"]
fn published_examples_parse_and_have_their_types_and_values() {
    let examples = shared::read("domain/tables/examples.tsv");
    let mut count = 0;
    let (mut with_type, mut folded) = (0, 0);
    let mut wrong = Vec::new();
    for row in examples.lines().skip(1) {
        let row: Vec<&str> = row.split('\t').collect();
        let [_, _, returns, expression, result] = row[..] else { panic!("{row:?}") };
        // Two rows hold the key of a text in place of an expression.
        if expression.starts_with("AR_") {
            continue;
        }
        let expression = unescaped(expression);
        count += 1;
        let tree = parse(&expression);
        if !tree.errors.is_empty() {
            wrong.push(format!("{expression}: {:?}", tree.errors));
            continue;
        }
        let types = infer(&tree, |_, _| None);
        if !types.misuses.is_empty() {
            wrong.push(format!("{expression}: {:?}", types.misuses));
        }
        if let Some(of) = tree.root().and_then(|root| types.of(root)) {
            let of = format!("{}{}", of.code, if of.is_list { "[]" } else { "" });
            with_type += 1;
            // The type is that of the function, also where the example takes a member of what it gives.
            let is_member = expression.rsplit(')').next().is_some_and(|rest| rest.starts_with('.'));
            if of != returns && !returns.starts_with("any") && !is_member {
                wrong.push(format!("{expression}: {of} in place of {returns}"));
            }
        }
        let folded_to = value(&expression);
        if folded_to != "-" && !result.starts_with("AR_") && folded_to != result {
            wrong.push(format!("{expression}: {folded_to} in place of {result}"));
        }
        folded += usize::from(folded_to != "-");
    }
    let _ = writeln!(std::io::stderr(), "{count} examples, {with_type} with a type, {folded} folded");
    assert!(count > 1000 && wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn deep_expressions_need_no_stack() {
    let signs = ["-", "- ", "!", "~", "+"];
    let texts = signs.iter().map(|sign| format!("{}1", sign.repeat(10_000)));
    for text in texts.chain([format!("{}1{}", "-(".repeat(10_000), ")".repeat(10_000))]) {
        let tree = parse(&text);
        assert!(infer(&tree, variable).misuses.len() <= 1, "{}", &text[..2]);
    }
}
