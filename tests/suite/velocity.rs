//! Where the references, directives and comments of a Velocity template are.

use flowvet::expr::velocity::{PieceKind, parse};
use proptest::prelude::*;

/// The pieces of `template`, each as it is written, separated by blanks; directives in `[]`, comments in `<>`.
fn pieces(template: &str) -> String {
    let show = |kind, text: &str| match kind {
        PieceKind::Reference => text.to_owned(),
        PieceKind::Directive => format!("[{text}]"),
        PieceKind::Comment => format!("<{text}>"),
    };
    let shown: Vec<_> =
        parse(template).pieces.into_iter().map(|piece| show(piece.kind, &template[piece.range])).collect();
    shown.join(" ")
}

#[test]
fn references_in_all_notations() {
    assert_eq!(pieces("$x ${x} $!x $!{x} a${x.y}b"), "$x ${x} $!x $!{x} ${x.y}");
    assert_eq!(pieces("/a/${input.id}/b/$input.id-1/c"), "${input.id} $input.id-1");
    assert_eq!(pieces("$input.name. Then"), "$input.name");
    assert_eq!(pieces("${a}${b}"), "${a} ${b}");
    assert_eq!(pieces("$${input.x}"), "${input.x}");
}

#[test]
fn method_calls_with_strings_and_nested_references() {
    assert_eq!(pieces(r#""$esc.jsonString(${input.note})""#), "$esc.jsonString(${input.note})");
    assert_eq!(pieces("${input.city.replace(' ','%20')}!"), "${input.city.replace(' ','%20')}");
    assert_eq!(pieces(r#"$a.b("(").c()(d)"#), r#"$a.b("(").c()"#);
    assert_eq!(pieces(r#"${a.f("${b}", "$q.q$q.q")} x"#), r#"${a.f("${b}", "$q.q$q.q")}"#);
    assert_eq!(pieces("$list[0] $map['k'] $a[$b] $a[ $5"), "$list[0] $map['k'] $a[$b] $a");
}

#[test]
fn a_dollar_alone_is_not_a_reference() {
    assert_eq!(pieces("$5 $ $$ $.results[0] ${} ${1} $!"), "");
}

#[test]
fn a_backslash_escapes_a_reference() {
    assert_eq!(pieces(r"\$x \${x} \#if(a) \\$y"), r"<\> $y");
}

#[test]
fn directives_with_their_conditions() {
    let template = r#"#if("$!{input.x}" != "") a #{else} b #elseif ($y) c #end #set($z = "(")"#;
    assert_eq!(pieces(template), r#"[#if("$!{input.x}" != "")] [#{else}] [#elseif ($y)] [#end] [#set($z = "(")]"#);
    assert_eq!(pieces("#foreach($x in $y)$x#end"), "[#foreach($x in $y)] $x [#end]");
    assert_eq!(pieces("#fff #12 #ending #if #{no}"), "");
}

#[test]
fn comments_and_literal_blocks() {
    assert_eq!(pieces("a ## $x\n$y #* $z\n *# b"), "<## $x> $y <#* $z\n *#>");
    assert_eq!(pieces("#[[ $x ]]# $y"), "[#[[] []]#] $y");
}

#[test]
fn unclosed_constructs_extend_to_the_end() {
    assert_eq!(pieces("$a.b($c"), "$a.b($c");
    assert_eq!(pieces("#if($a"), "[#if($a]");
    assert_eq!(pieces("#* a"), "<#* a>");
    assert_eq!(pieces("#[[ a"), "[#[[]");
    assert_eq!(pieces("${a b}"), "${a");
}

/// The references of `template`: root, properties, call, and what is special about each.
fn references(template: &str) -> String {
    let parsed = parse(template);
    let show = |it: &flowvet::expr::velocity::Reference| {
        let properties: Vec<_> = it.properties.iter().map(|name| &template[name.clone()]).collect();
        let call = it.call.clone().map(|name| format!(" {}()", &template[name])).unwrap_or_default();
        let within = it.within.map(|number| format!(" in {number}")).unwrap_or_default();
        let flags = [(it.in_directive, " directive"), (it.is_local, " local"), (it.is_quiet, " quiet")];
        let flags: String = flags.iter().filter_map(|(on, name)| on.then_some(*name)).collect();
        format!("{}.{}{call}{within}{flags}", &template[it.root.clone()], properties.join("."))
    };
    parsed.references.iter().map(show).collect::<Vec<_>>().join("; ")
}

#[test]
fn references_name_their_root_and_properties_up_to_a_call() {
    assert_eq!(references("${input.city.replace(' ','%20').length()}"), "input.city replace()");
    assert_eq!(references("$!{input.a-b}/$Input.c.d"), "input.a-b quiet; Input.c.d");
    assert_eq!(references("${rawResult}"), "rawResult.");
    assert_eq!(references("$a[$b.c].d"), "a.; b.c in 0");
}

#[test]
fn references_in_arguments_and_strings_have_spans() {
    let template = r#"${successTemplateUtils.firstFromArray("${x}", "$esc.quote$esc.quote")}"#;
    assert_eq!(references(template), "successTemplateUtils. firstFromArray(); x. in 0; esc.quote in 0; esc.quote in 0");
    assert_eq!(
        references("$esc.jsonString($esc.url(${input.x}))$y"),
        "esc. jsonString(); esc. url() in 0; input.x in 1; y."
    );
    assert_eq!(references("$a.b('$c')"), "a. b()");
}

#[test]
fn names_of_the_template_itself_are_local() {
    assert_eq!(
        references("#set($z = $input.a)$z #foreach($i in $list)$i $foreach.count#end"),
        "z. directive local; input.a directive; z. local; i. directive local; list. directive; i. local; foreach.count local"
    );
    assert_eq!(references(r#"#if("$!{input.x}" != $z)"#), "input.x directive quiet; z. directive");
    assert_eq!(references("$foreach"), "foreach.");
}

/// What Velocity refuses in `template`.
fn errors(template: &str) -> String {
    let show = |it: &flowvet::expr::velocity::Error| format!("{} `{}`", it.message, &template[it.range.clone()]);
    parse(template).errors.iter().map(show).collect::<Vec<_>>().join("; ")
}

#[test]
fn velocity_errors_have_a_place() {
    assert_eq!(errors("#if($a) b"), "missing `#end` `#if($a)`");
    assert_eq!(errors("a #end"), "`#end` without a matching `#if` or `#foreach` `#end`");
    assert_eq!(errors("#foreach($a in $b)#else#end"), "`#else` or `#elseif` without `#if` `#else`");
    assert_eq!(errors("x $a.b($c"), "missing `)` `$a.b($c`");
    assert_eq!(errors("#if($a)#if($b)#elseif($c)#else#end#end ${x"), "");
}

proptest! {
    #[test]
    fn pieces_are_in_order_and_on_character_boundaries(template in r#"([$#{}()\[\]"'\\!*. a-c]|if|end|é){0,60}"#) {
        let mut end = 0;
        for piece in parse(&template).pieces {
            prop_assert!(piece.range.start >= end && piece.range.start < piece.range.end);
            prop_assert!(template.get(piece.range.clone()).is_some());
            end = piece.range.end;
        }
    }

    #[test]
    fn no_reference_is_left_out(template in r#"([$#{}()\[\]"'\\!*. a-c]|if|end|é){0,60}"#) {
        let mut rest = template.clone();
        for piece in parse(&template).pieces.iter().rev().filter(|piece| piece.kind == PieceKind::Reference) {
            rest.replace_range(piece.range.clone(), " ");
        }
        let again = parse(&rest);
        let left: Vec<_> = again.references.iter().filter(|it| !it.in_directive).map(|it| &rest[it.range.clone()]).collect();
        prop_assert!(left.is_empty(), "{left:?} in {rest:?}");
    }

    #[test]
    fn references_are_where_their_names_are(template in r#"([$#{}()\[\]"'\\!*. a-c]|\$\{a|\.b|if|end|é){0,60}"#) {
        for reference in parse(&template).references {
            prop_assert!(template[reference.range.clone()].starts_with('$'));
            let mut end = reference.range.start;
            for name in std::iter::once(&reference.root).chain(&reference.properties).chain(&reference.call) {
                prop_assert!(name.start > end && name.end <= reference.range.end);
                let is_name = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
                prop_assert!(template[name.clone()].chars().all(is_name));
                prop_assert!(!template[name.end..].starts_with(is_name));
                end = name.end;
            }
        }
    }
}
