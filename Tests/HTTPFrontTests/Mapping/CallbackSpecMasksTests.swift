// For which stored callback a masked URL stands.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct CallbackSpecMasksTests {
  private static let one = Callback(.url("https://h:1/a?k=one"), on: .any)
  private static let two = Callback(.url("https://h:1/a?k=two"), on: .failure)

  private func shown(_ callbacks: [Callback]) -> [CallbackSpec] { callbacks.map { CallbackSpec($0, for: .path) } }

  private func urls(_ specs: [CallbackSpec]) -> [String?] { specs.map(\.url) }

  @Test func whatIsShownStandsForWhatIsStored() {
    let stored = [Self.one, Callback(.command(["a"])), Self.two]
    #expect(shown(stored).unmasked(from: stored).map { Callback($0) } == stored)
    // Without its neighbours, in another place, and for other ends.
    #expect(urls(shown([Self.two]).unmasked(from: stored)) == ["https://h:1/a?k=two"])
    #expect(
      urls(shown([Self.two, Self.one]).unmasked(from: stored)) == ["https://h:1/a?k=two", "https://h:1/a?k=one"])
    var moved = shown([Self.two])
    moved[0].on = .success
    #expect(urls(moved.unmasked(from: [Self.two])) == ["https://h:1/a?k=two"])
  }

  /// The mask stands for a part of one URL. In another one it would be given away.
  @Test(arguments: [
    "https://evil/a?k=***", "http://h:1/a?k=***", "https://h:2/a?k=***", "https://h/a?k=***", "https://h:1/b?k=***",
    "https://h:1/a?j=***", "https://h:1/a?k=***&l=***", "https://h:1/***",
  ]) func maskInAnotherURLStandsForNothing(_ url: String) {
    let sent = [CallbackSpec(url: url)]
    #expect(sent.unmasked(from: [Self.one, Self.two]) == sent)
    #expect(sent.maskProblems("callbacks").map(\.field) == ["callbacks[0].url"])
  }

  @Test func thoseThatLookAlikeAreMeantByTheirOrderOrNotAtAll() {
    let twins = [Self.one, Callback(.url("https://h:1/a?k=other"), on: .any)]
    #expect(urls(shown(twins).unmasked(from: twins)) == ["https://h:1/a?k=one", "https://h:1/a?k=other"])
    let left = shown([twins[1]])
    #expect(left.unmasked(from: twins) == left)
    // The same one twice is one.
    #expect(urls(left.unmasked(from: [twins[1], twins[1]])) == ["https://h:1/a?k=other"])
  }

  @Test func wholeURLsAndCommandsAreNoMasks() {
    let sent = [CallbackSpec(url: "https://h:1/a?k=new"), CallbackSpec(argv: ["a", "***"])]
    #expect(sent.unmasked(from: [Self.one]) == sent && sent.maskProblems("callbacks").isEmpty)
  }
}
