// Callbacks in their two forms; what a URL hides is not shown.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct CallbackSpecTests {
  @Test func bothTargetsAreRead() {
    #expect(Callback(CallbackSpec(url: "https://x/h")) == Callback(.url("https://x/h"), on: .any))
    #expect(Callback(CallbackSpec(argv: ["a"], on: .failure)) == Callback(.command(["a"]), on: .failure))
  }

  @Test func secretsOfAURLAreMasked() {
    let shown = CallbackSpec(Callback(.url("https://me:p@x/h?key=1"), on: .success), for: .path)
    #expect(shown.url == "https://***@x/h?key=***" && shown.on == .success && shown.argv == nil)
    #expect(CallbackSpec(Callback(.url("https://x/h?key=1")), for: .host).url == "https://x/***")
    #expect(CallbackSpec(Callback(.command(["a", "b"])), for: .host).argv == ["a", "b"])
  }
}
