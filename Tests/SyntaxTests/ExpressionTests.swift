import Testing

@testable import Syntax

@Suite struct ExpressionTests {
  @Test(arguments: [
    ("1 + 2 * 3", "(+ 1 (* 2 3))"),
    ("1 - 2 - 3", "(- (- 1 2) 3)"),
    ("a == b && c || !d", "(|| (&& (== a b) c) (! d))"),
    ("a && b && c && d", "(&& a b c d)"),
    ("a < b == c", "(== (< a b) c)"),
    ("a ? b : c ? d : e", "(? a b (? c d e))"),
    ("a ? b ? c : d : e", "TW0301 6..<7"),
    ("a ? (b ? c : d) : e", "(? a (? b c d) e)"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("-a.b", "(- (. a b))"),
    ("-1.abs()", "(call -1 .abs)"),
    ("- - 1", "(- -1)"),
    ("a -1", "(- a 1)"),
    ("0x1F + 0x1fu", "(+ 31 31u)"),
    ("18446744073709551615u", "18446744073709551615u"),
    ("1.5e3 + .5 + 1e-2", "(+ (+ 1500.0d 0.5d) 0.01d)"),
    ("1.size()", "(call 1 .size)"),
    ("x in [1, 2,]", "(in x [1, 2])"),
    ("a.b.c(d)[0]", "([] (call (. a b) .c d) 0)"),
    (".a.b", "(. .a b)"),
    ("a.?b[?c]", "([?] (.? a b) c)"),
    ("a.`x-y z`.if", "(. (. a x-y z) if)"),
    ("[?a, b]", "[?a, b]"),
    ("{?k: v, 'x': 1,}", "{?k: v, \"x\": 1}"),
    ("a.b.C{x: 1, ?y: z}", "a.b.C{x: 1, ?y: z}"),
    ("'a\\n\\x41\\u00e9\\101'", "\"a\nAéA\""),
    ("r'\\n' + R\"\\\"", "(+ \"\\n\" \"\\\")"),
    ("'''it's \"so\"'''", "\"it's \"so\"\""),
    ("b'\\xff\\377é'", "b[255, 255, 195, 169]"),
    ("br'\\x'", "b[92, 120]"),
    ("''", "\"\""),
    ("a // no more\n + b", "(+ a b)"),
    ("f(g(), .h(1))", "(call f (call g) (call .h 1))"),
  ]) func trees(_ text: String, _ tree: String) { #expect(parsed(text) == tree) }

  @Test(arguments: [
    ("has(a.b)", "(has a b)"),
    ("has(a.b.c)", "(has (. a b) c)"),
    (
      "l.all(x, x > 0)",
      "(fold all x in l from true while (@not_strictly_false @result) step (&& @result (> x 0)) give @result)"
    ),
    (
      "l.exists(i, v, i == v)",
      "(fold exists i,v in l from false while (@not_strictly_false (! @result)) step (|| @result (== i v)) give @result)"
    ),
    (
      "l.map(x, x, x + 1)",
      "(fold map x in l from [] while true step (? x (+ @result [(+ x 1)]) @result) give @result)"
    ),
    ("l.filter(x, x)", "(fold filter x in l from [] while true step (? x (+ @result [x]) @result) give @result)"),
    (
      "m.transformMap(k, v, v)",
      "(fold transformMap k,v in m from {} while true step (call cel.@mapInsert @result k v) give @result)"
    ),
    ("cel.bind(x, 1 + y, x * x)", "(let x (+ 1 y) (* x x))"),
    ("1 + cel.bind(x, 1, cel.bind(y, 2, x + y))", "(+ 1 (let x 1 (let y 2 (+ x y))))"),
    (
      "o.optMap(v, v + 1)",
      "(let @target o (? (call @target .hasValue) (call optional.of (let v (call @target .value) (+ v 1))) "
        + "(call optional.none)))"
    ),
    ("l.map(x)", "(call l .map x)"),
    ("l.map(x, y, z, w)", "(call l .map x y z w)"),
    ("map(x, y)", "(call map x y)"),
  ]) func macros(_ text: String, _ tree: String) { #expect(parsed(text) == tree) }

  @Test(arguments: [
    ("", "TW0302 0..<0"), ("a +", "TW0302 3..<3"), ("(a", "TW0302 2..<2"), ("a b", "TW0301 2..<3"),
    ("a and b", "TW0301 2..<5"), ("a = b", "TW0307 2..<3"), ("'abc", "TW0303 0..<4"), ("'a\nb'", "TW0303 0..<2"),
    ("'\\q'", "TW0304 1..<3"), ("'\\u12'", "TW0304 1..<5"), ("'\\ud800'", "TW0304 1..<7"),
    ("b'\\u0041'", "TW0304 2..<4"),
    ("12x", "TW0305 0..<3"), ("9223372036854775808", "TW0305 0..<19"), ("1e999", "TW0305 0..<5"),
    ("0x", "TW0305 0..<2"),
    ("for", "TW0306 0..<3"), ("has(a)", "TW0309 4..<5"), ("has(a.?b)", "TW0309 4..<8"), ("l.map(1, 2)", "TW0310 6..<7"),
    ("m.all(k, k, true)", "TW0310 5..<17"), ("a.`x", "TW0311 2..<4"), ("a ? b", "TW0302 5..<5"),
    ("!-a", "TW0301 1..<2"),
    ("“a”", "TW0307 0..<3"), ("a.true", "TW0301 2..<6"),
  ]) func errors(_ text: String, _ said: String) { #expect(parsed(text) == said) }

  @Test func placesAreThoseOfTheSource() {
    var bag = DiagnosticBag()
    let e = parseExpression(SourceFile(name: "t", text: "  a.b + f( c )  "), into: &bag)!
    func text(_ id: ExpressionSyntax.NodeID) -> Range<UInt32> { e.place(id).start..<e.place(id).end }
    guard case .binary(_, let a, let b, let sign) = e.nodes[Int(e.root.index)].kind else { return #expect(Bool(false)) }
    #expect(text(e.root) == 2..<14 && text(a) == 2..<5 && text(b) == 8..<14)
    #expect(sign.start == 6 && sign.end == 7 && e.text == "a.b + f( c )")
  }

  @Test func chainsAreLoopsAndBoundsAreKept() {
    func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }
    #expect(parsed(times(5_000, "a && ") + "a").hasPrefix("(&& a a"))
    #expect(parsed(times(250, "a + ") + "a").hasPrefix("(+ (+"))
    #expect(parsed(times(100_000, "a + ") + "a").hasPrefix("TW0308"))
    #expect(parsed(times(100_000, "!") + "a").hasPrefix("TW0308"))
    #expect(parsed(times(100_000, "a ? b : ") + "a").hasPrefix("TW0308"))
    #expect(parsed(times(90, "(") + "a" + times(90, ")")) == "a")
    for opening in ["(", "[", "{", "f(", "a[", "{1:", "a?", "a.map(x,", "-(", "!("] {
      #expect(parsed(times(100_000, opening)).hasPrefix("TW03"))
    }
    #expect(parsed("[" + times(30_000, "1,") + "]").hasPrefix("TW0308"))
  }

  @Test func everyTreeIsSoundWhateverTheText() {
    var random = Chance(seed: 7)
    let pieces = [
      "a", "b.c", "1", "'s'", "+", "-", "*", "==", "&&", "||", "!", "?", ":", "(", ")", "[", "]", "{", "}", ",", ".",
      "has(", "l.map(x,", "cel.bind(v,", "o.optMap(v,", ".filter(y, y)", "in", "1.5", "b'x'", "`q`", "\\", "\"", "?.",
    ]
    var good = 0
    for _ in 0..<20_000 {
      let text = (0..<random.below(12)).map { _ in pieces[random.below(pieces.count)] }.joined(separator: " ")
      var bag = DiagnosticBag()
      if let e = parseExpression(SourceFile(name: "t", text: text), into: &bag) {
        good += 1
        #expect(isSound(e), "\(text)")
        #expect(bag.isEmpty)
      } else {
        #expect(bag.errorCount == 1)
      }
    }
    #expect(good > 100)
  }
}

/// A small generator of chance under a seed (SplitMix64).
struct Chance {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
