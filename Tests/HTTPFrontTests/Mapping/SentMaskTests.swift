// What is taken for a mask.

import JobWire
import Testing

@testable import HTTPFront

@Suite struct SentMaskTests {
  @Test func masksAreThoseThatAreShown() {
    #expect(SentMask.isOfBytes(SpecView.mask(of: 5)) && !SentMask.isOfBytes("*** stars") && !SentMask.isOfBytes("***"))
    for url in ["https://me:p@h/a", "https://h/a?k=v", "https://h/a#f", "https://h/a?k"] {
      #expect(SentMask.isIn(MaskedURL.text(of: url, for: .path)) && !SentMask.isIn(url), "\(url)")
      #expect(SentMask.isIn(MaskedURL.text(of: url, for: .host)), "\(url)")
    }
  }

  @Test func whatIsSaidNamesTheFieldAndWhatToDo() {
    #expect(SentMask.problem("env.A_TOKEN").field == "env.A_TOKEN")
    #expect(SentMask.problem("stdin").detail.contains("give the value"))
    #expect(SentMask.problem(ofURL: "callbacks[0].url").detail.contains("give the whole URL"))
  }
}
