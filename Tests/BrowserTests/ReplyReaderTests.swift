// What the browser says is read as it stands: leniently where a page may hold what no value may, and never beyond its end.
import Testing
import Values

@testable import Browser

@Suite struct ReplyReaderTests {
  private func value(_ text: String) throws -> PlainValue {
    var reader = ReplyReader(Array(text.utf8))
    return try reader.value()
  }

  @Test func whatStandsThereIsRead() throws {
    let text =
      #" { "a" : [ 1, -2.5e3, true, false, null, "x\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00" ], "b": {}, "c": [], "ü": 18446744073709551616 } "#
    #expect(try value(text) == (try PlainValue(jsonText: text)))
  }

  @Test func aHalfOfASurrogatePairIsAReplacementCharacter() throws {
    #expect(try value(#""a\ud800b""#) == "a\u{FFFD}b")
    #expect(try value(#""\udc00""#) == "\u{FFFD}")
    #expect(try value(#""\ud800\u0041""#) == "\u{FFFD}A")
    #expect(try value(#""\ud800\ud83d\ude00""#) == "\u{FFFD}😀")
  }

  @Test func whatIsNotTakenIsPassedOver() throws {
    var taken: [String] = []
    var reader = ReplyReader(Array(#"{"a":{"x":[1,"]}\"",{}]},"b":"B","c":-1.5,"d":[[]],"e":null,"f":"F"}"#.utf8))
    try reader.object { name, reader in
      if name == "b" || name == "f" { taken.append(try reader.text() ?? "") }
      // What is of another kind than was looked for is passed over as well.
      if name == "a" || name == "e" { #expect(try reader.text() == nil) }
      if name == "c" { try reader.object { _, _ in taken.append("no object") } }
      if name == "d" { #expect(try reader.integer() == nil) }
    }
    #expect(taken == ["B", "F"])
  }

  @Test func whatIsBrokenOffIsRefused() throws {
    let whole = Array(#"{"id":7,"result":{"nodes":[{"name":{"value":"A\u00e9"},"on":true,"n":-1}]}}"#.utf8)
    for end in 1..<whole.count {
      let part = Array(whole[..<end])
      #expect(throws: UnreadableReply.self, "\(String(decoding: part, as: UTF8.self))") {
        var reader = ReplyReader(part)
        _ = try reader.value()
      }
      #expect(throws: UnreadableReply.self) {
        try ReplyReader.result(of: "X.y", part) { try AccessibilityNode.list(&$0) }
      }
    }
    for text in ["", "nul", "no", "]", ",", "{1:2}", #"{"a" 1}"#, "[1 2]", "tru", String(repeating: "[", count: 1_000)] {
      #expect(throws: UnreadableReply.self, "\(text)") { try value(text) }
    }
  }

  @Test func anAnswerIsToldFromAnEvent() throws {
    func message(_ text: String) throws -> BrowserMessage? { try ReplyReader.message(Array(text.utf8)) }
    func number(_ text: String) throws -> Int? {
      if case .answer(let number)? = try message(text) { number } else { nil }
    }
    #expect(try number(#"{"id":7,"result":{}}"#) == 7)
    #expect(try number(#"{"sessionId":"S","id":7}"#) == 7)
    guard case .event(let event)? = try message(#"{"method":"Page.x","params":{"id":1},"sessionId":"S"}"#) else {
      Issue.record("no event")
      return
    }
    #expect(event.method == "Page.x" && event.parameters == ["id": 1] && event.session == "S")
    #expect(try message(#"{"other":1}"#) == nil)
    #expect(throws: UnreadableReply.self) { try message(#"ul":{}}"#) }
    #expect {
      try ReplyReader.result(of: "DOM.x", Array(#"{"id":7,"error":{"code":-32000,"message":"No node"}}"#.utf8)) {
        try $0.value()
      }
    } throws: {
      "\($0)" == "the browser refused DOM.x: No node (-32000)"
    }
  }
}
