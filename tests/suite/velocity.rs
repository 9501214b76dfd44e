//! Where the references, directives and comments of a Velocity template are.

use flowvet::expr::velocity::{PieceKind, dynamic};
use proptest::prelude::*;

/// The pieces of `template`, each as it is written, separated by blanks; directives in `[]`, comments in `<>`.
fn pieces(template: &str) -> String {
    let show = |kind, text: &str| match kind {
        PieceKind::Reference => text.to_owned(),
        PieceKind::Directive => format!("[{text}]"),
        PieceKind::Comment => format!("<{text}>"),
    };
    let shown: Vec<_> = dynamic(template).into_iter().map(|piece| show(piece.kind, &template[piece.range])).collect();
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
fn a_dollar_alone_is_no_reference() {
    assert_eq!(pieces("$5 $ $$ $.results[0] ${} ${1} $!"), "");
}

#[test]
fn a_backslash_takes_the_meaning_away() {
    assert_eq!(pieces(r"\$x \${x} \#if(a) \\$y"), "$y");
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
fn what_has_no_end_reaches_to_the_end() {
    assert_eq!(pieces("$a.b($c"), "$a.b($c");
    assert_eq!(pieces("#if($a"), "[#if($a]");
    assert_eq!(pieces("#* a"), "<#* a>");
    assert_eq!(pieces("#[[ a"), "[#[[]");
    assert_eq!(pieces("${a b}"), "${a");
}

proptest! {
    #[test]
    fn pieces_are_in_order_and_on_character_boundaries(template in r#"([$#{}()\[\]"'\\!*. a-c]|if|end|é){0,60}"#) {
        let mut end = 0;
        for piece in dynamic(&template) {
            prop_assert!(piece.range.start >= end && piece.range.start < piece.range.end);
            prop_assert!(template.get(piece.range.clone()).is_some());
            end = piece.range.end;
        }
    }

    #[test]
    fn any_text_can_be_read(template in ".*") {
        prop_assert!(dynamic(&template).len() <= template.len());
    }
}
