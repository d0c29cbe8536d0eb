// Numbers as pages write them, and what is refused since it may mean two things.
import Testing

@testable import Browser

@Suite struct ReadValueTests {
  @Test(
    arguments: [
      ("900", 900), ("1,234.50", 1234.5), ("1.234,50 €", 1234.5), ("1 234,50", 1234.5), ("1'234.50", 1234.5),
      ("12,34,567.00", 1_234_567), ("1,234", 1234), ("1.234", 1.234), ("0,125", 0.125), (".50", 0.5), ("12.5 %", 12.5),
      ("-900", -900), ("−$900.00", -900), ("- 900", -900), ("$-900", -900), ("900.00-", -900), ("(900.00)", -900),
      ("($ 1,900.00)", -1900), ("Balance: -900", -900), ("Inbox (3)", 3),
      ("Total (incl. VAT) 900.00", 900), ("Rechnungs-Betrag 300,75", 300.75), ("INV-103", 103),
      ("EUR 2\u{202f}100,00", 2100),
      ("900 - overdue", 900),
    ] as [(String, Double)])
  func aNumberIsReadAsAPersonReadsIt(_ text: String, _ number: Double) {
    #expect(ReadValue.number(text) == number, "\(text)")
  }

  @Test(arguments: [
    "", "none", "2 of 12", "2026-11-28", "28.11.2026", "10-20", "1,23,4", "12.34.567,8,9", "1 23", "Net (900.50)",
    "Total - 900",
    "1,234.567.8",
  ])
  func whatMayMeanTwoThingsIsNoNumber(_ text: String) { #expect(ReadValue.number(text) == nil, "\(text)") }
}
